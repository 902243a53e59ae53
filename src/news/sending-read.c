/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sending-read - times, windows and rates as people write them */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/rate.h"

#include "news/sending.h"

gboolean
sending_read_time(const char *text, const char *zone, gint64 *time, GError **error)
{
    g_autoptr(GTimeZone) local = g_time_zone_new_identifier(zone);
    g_autofree char *iso = NULL;

    if (local == NULL)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no time zone", zone);
    /* Seconds may be left out. */
    if (strlen(text) >= 16 && text[16] != ':')
        iso = g_strdup_printf("%.16s:00%s", text, text + 16 + (text[16] == ' '));
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(iso != NULL ? iso : text, local);
    if (date == NULL) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no time", text);
        return fail_hint(error, "write it as 2026-12-01 08:00 (in %s) or 2026-12-01T08:00+01:00",
                         zone);
    }
    *time = g_date_time_to_unix(date) * G_USEC_PER_SEC;
    return TRUE;
}

static gboolean
bad_window(const char *text, GError **error)
{
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no window", text);
    return fail_hint(error, "write days, hours or both: \"mon-fri 08:00-19:00\", within one day");
}

/* 1 for "mon", "monday", "lun" or "lundi"; 0: no day. */
static gint64
weekday(const char *name)
{
    static const char *const days[][2] = {
        {"monday", "lundi"},    {"tuesday", "mardi"},   {"wednesday", "mercredi"},
        {"thursday", "jeudi"},  {"friday", "vendredi"}, {"saturday", "samedi"},
        {"sunday", "dimanche"},
    };
    gsize size = strlen(name);

    for (guint i = 0; size >= 3 && i < G_N_ELEMENTS(days); i++)
        if (g_ascii_strncasecmp(days[i][0], name, size) == 0 ||
            g_ascii_strncasecmp(days[i][1], name, size) == 0)
            return i + 1;
    return 0;
}

/* "mon-fri,sun" */
static gboolean
read_days(GArray *weekdays, const char *text)
{
    g_auto(GStrv) spans = g_strsplit(text, ",", -1);

    for (guint i = 0; spans[i] != NULL; i++) {
        g_auto(GStrv) ends = g_strsplit(spans[i], "-", 2);
        gint64 first = ends[0] != NULL ? weekday(ends[0]) : 0;
        gint64 last = first != 0 && ends[1] != NULL ? weekday(ends[1]) : first;
        if (first == 0 || last < first)
            return FALSE;
        for (gint64 day = first; day <= last; day++)
            g_array_append_val(weekdays, day);
    }
    return TRUE;
}

/* "08:00-19:00" */
static gboolean
read_hours(Sending *sending, const char *text)
{
    guint h1, m1, h2, m2;
    int end = 0;

    if (sscanf(text, "%2u:%2u-%2u:%2u%n", &h1, &m1, &h2, &m2, &end) != 4 || text[end] != '\0' ||
        m1 > 59 || m2 > 59 || h2 * 60 + m2 > 24 * 60 || h1 * 60 + m1 >= h2 * 60 + m2)
        return FALSE;
    g_snprintf(sending->from, sizeof sending->from, "%02u:%02u", h1 % 24, m1);
    g_snprintf(sending->until, sizeof sending->until, "%02u:%02u", h2 % 25, m2);
    return TRUE;
}

gboolean
sending_read_window(Sending *sending, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, " ", 2);

    g_array_set_size(sending->weekdays, 0);
    g_strlcpy(sending->from, "00:00", sizeof sending->from);
    g_strlcpy(sending->until, "24:00", sizeof sending->until);
    if (*text == '\0')
        return TRUE;
    guint hours = g_ascii_isdigit(*text) ? 0 : 1;
    if (hours == 1 && !read_days(sending->weekdays, words[0]))
        return bad_window(text, error);
    if (words[hours] != NULL && !read_hours(sending, g_strstrip(words[hours])))
        return bad_window(text, error);
    return hours == 1 || words[1] == NULL || bad_window(text, error);
}

gboolean
sending_read_rate(Sending *sending, const char *text, GError **error)
{
    gint64 period;
    guint n;

    if (!rate_read(text, &n, &period, error))
        return FALSE;
    gint32 *rate = period == 60 * (gint64)G_USEC_PER_SEC     ? &sending->per_minute
                   : period == 3600 * (gint64)G_USEC_PER_SEC ? &sending->per_hour
                                                             : NULL;
    if (rate != NULL) {
        *rate = (gint32)n;
        return TRUE;
    }
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no rate", text);
    return fail_hint(error, "write 600/min or 5000/hour");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * freshness - conditional requests
 *
 * Keeps RFC 9110, sections 5.6.7, 8.8 and 13. A header that cannot be read is treated as if it
 * had not been sent, which costs a full answer and never a stale one.
 */
#include "http/freshness.h"

#include <stdio.h>
#include <string.h>

static const char month_names[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char day_names[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

char *
http_date_format(gint64 time_us)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time_us / G_USEC_PER_SEC);

    if (date == NULL)
        return NULL;
    return g_strdup_printf(
        "%s, %02d %s %04d %02d:%02d:%02d GMT", day_names[g_date_time_get_day_of_week(date) - 1],
        g_date_time_get_day_of_month(date), month_names[g_date_time_get_month(date) - 1],
        g_date_time_get_year(date), g_date_time_get_hour(date), g_date_time_get_minute(date),
        g_date_time_get_second(date));
}

gboolean
http_date_parse(const char *text, gint64 *time_us)
{
    int day, year, hour, minute, second, end = 0;
    char name[4] = "";

    if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, name, &year, &hour,
               &minute, &second, &end) == 6 &&
        end > 0) {
        /* IMF-fixdate */
    } else if (sscanf(text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &day, name, &year,
                      &hour, &minute, &second, &end) == 6 &&
               end > 0) {
        /* RFC 850: two digits, the near past */
        year += year < 70 ? 2000 : 1900;
    } else if (sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", name, &day, &hour,
                      &minute, &second, &year, &end) == 6 &&
               end > 0) {
        /* asctime() */
    } else {
        return FALSE;
    }
    if (text[end] != '\0')
        return FALSE;
    for (int month = 0; month < 12; month++) {
        if (strcmp(name, month_names[month]) != 0)
            continue;
        g_autoptr(GDateTime) date =
            g_date_time_new_utc(year, month + 1, day, hour, minute, second == 60 ? 59 : second);
        if (date == NULL)
            return FALSE;
        *time_us = g_date_time_to_unix(date) * G_USEC_PER_SEC;
        return TRUE;
    }
    return FALSE;
}

char *
http_etag_of(const void *data, gsize size)
{
    char *etag = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size);

    /* 128 bits tell versions of one page apart. */
    etag[32] = '\0';
    return etag;
}

/* Whether `list` ("a", W/"b", "c") names `etag`. */
static gboolean
etag_listed(const char *list, const char *etag)
{
    gsize size = strlen(etag);

    for (const char *p = list; *p != '\0';) {
        while (*p == ' ' || *p == '\t' || *p == ',')
            p++;
        if (p[0] == 'W' && p[1] == '/')
            p += 2;
        if (*p != '"')
            return FALSE;
        const char *close = strchr(++p, '"');
        if (close == NULL)
            return FALSE;
        if ((gsize)(close - p) == size && strncmp(p, etag, size) == 0)
            return TRUE;
        p = close + 1;
    }
    return FALSE;
}

gboolean
http_is_fresh(const char *etag, gint64 last_modified, const char *if_none_match,
              const char *if_modified_since)
{
    gint64 since;

    if (if_none_match != NULL) {
        if (strcmp(if_none_match, "*") == 0)
            return TRUE;
        return etag != NULL && etag_listed(if_none_match, etag);
    }
    if (if_modified_since == NULL || last_modified == 0 ||
        !http_date_parse(if_modified_since, &since))
        return FALSE;
    return last_modified / G_USEC_PER_SEC <= since / G_USEC_PER_SEC;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words - the few words that a page needs outside its template, and dates written with them
 *
 * Languages order the parts of a date differently, so that each has its own pattern, where {day},
 * {month}, {year}, {date}, {hour} and {minute} stand for the parts. Every word is looked for when
 * the site starts: a site's own template that lacks one is found then, not by a reader.
 */
#include "site/words.h"

#include <string.h>

#include "base/error.h"

struct Words {
    GHashTable *texts;
    GTimeZone *zone;
};

static const char *const wanted[] = {
    "no_subject", "someone", "quote",     "date",     "date_first", "date_time", "month",
    "month_1",    "month_2", "month_3",   "month_4",  "month_5",    "month_6",   "month_7",
    "month_8",    "month_9", "month_10",  "month_11", "month_12",   "editions",  "contributions",
    "messages",   "bytes",   "kilobytes", "megabytes"};

Words *
words_read(const char *lines, GTimeZone *zone, GError **error)
{
    g_autoptr(Words) words = g_new0(Words, 1);
    g_auto(GStrv) all = g_strsplit(lines, "\n", -1);

    words->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    words->zone = g_time_zone_ref(zone);
    for (char **line = all; *line != NULL; line++) {
        char *equals = strchr(*line, '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        g_hash_table_insert(words->texts, g_strdup(g_strstrip(*line)),
                            g_strdup(g_strstrip(equals + 1)));
    }
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (*words_get(words, wanted[i]) == '\0') {
            fail(error, ERROR_BAD_INPUT, "the template \"site/words.txt\" lacks \"%s\"", wanted[i]);
            fail_hint(error, "a line \"%s=...\" belongs there", wanted[i]);
            return NULL;
        }
    return g_steal_pointer(&words);
}

void
words_free(Words *words)
{
    if (words == NULL)
        return;
    g_hash_table_unref(words->texts);
    g_time_zone_unref(words->zone);
    g_free(words);
}

const char *
words_get(const Words *words, const char *key)
{
    const char *text = g_hash_table_lookup(words->texts, key);

    return text != NULL ? text : "";
}

static void
fill(GString *text, const char *part, const char *value)
{
    g_string_replace(text, part, value, 0);
}

static void
fill_number(GString *text, const char *part, int digits, int number)
{
    char value[16];

    g_snprintf(value, sizeof value, "%0*d", digits, number);
    fill(text, part, value);
}

static GDateTime *
local_time(const Words *words, gint64 us)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);

    /* A date beyond the year 9999 is nobody's; it is shown as the epoch. */
    if (utc == NULL)
        utc = g_date_time_new_from_unix_utc(0);
    return g_date_time_to_timezone(utc, words->zone);
}

const char *
words_month_name(const Words *words, int month)
{
    char key[16];

    g_snprintf(key, sizeof key, "month_%d", month);
    return words_get(words, key);
}

char *
words_month(const Words *words, int year, int month)
{
    GString *text = g_string_new(words_get(words, "month"));

    fill(text, "{month}", words_month_name(words, month));
    fill_number(text, "{year}", 1, year);
    return g_string_free(text, FALSE);
}

gint64
words_moment(const Words *words, int year, int month, int day)
{
    g_autoptr(GDateTime) first = g_date_time_new(words->zone, year, 1, 1, 0, 0, 0);
    g_autoptr(GDateTime) in_month = g_date_time_add_months(first, month - 1);
    g_autoptr(GDateTime) moment = g_date_time_add_days(in_month, day - 1);

    /* The year 10000 is beyond GLib's; nothing is filed there. */
    if (moment == NULL)
        return G_GINT64_CONSTANT(250000000000000000);
    return g_date_time_to_unix(moment) * G_USEC_PER_SEC;
}

void
words_day_of(const Words *words, gint64 us, int *year, int *month, int *day)
{
    g_autoptr(GDateTime) time = local_time(words, us);

    g_date_time_get_ymd(time, year, month, day);
}

const char *
words_zone(const Words *words)
{
    return g_time_zone_get_identifier(words->zone);
}

char *
words_size(const Words *words, gint64 bytes)
{
    gint64 unit = bytes < 1000 ? 1 : bytes < 1000000 ? 1000 : 1000000;
    GString *text = g_string_new(words_get(words, unit == 1      ? "bytes"
                                                  : unit == 1000 ? "kilobytes"
                                                                 : "megabytes"));

    fill_number(text, "{size}", 1, (int)MIN((bytes + unit / 2) / unit, G_MAXINT));
    return g_string_free(text, FALSE);
}

char *
words_date(const Words *words, gint64 us)
{
    g_autoptr(GDateTime) time = local_time(words, us);
    int day = g_date_time_get_day_of_month(time);

    GString *text = g_string_new(words_get(words, day == 1 ? "date_first" : "date"));
    fill_number(text, "{day}", 1, day);
    fill(text, "{month}", words_month_name(words, g_date_time_get_month(time)));
    fill_number(text, "{year}", 1, g_date_time_get_year(time));
    return g_string_free(text, FALSE);
}

char *
words_date_time(const Words *words, gint64 us)
{
    g_autoptr(GDateTime) time = local_time(words, us);
    g_autofree char *date = words_date(words, us);

    GString *text = g_string_new(words_get(words, "date_time"));
    fill_number(text, "{hour}", 1, g_date_time_get_hour(time));
    fill_number(text, "{minute}", 2, g_date_time_get_minute(time));
    fill(text, "{date}", date);
    return g_string_free(text, FALSE);
}

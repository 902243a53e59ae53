/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-day - a day as people write it; see command-day.h */
#include "list/command-day.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SIZE = 11, YEAR_MAX = 9999 };

static gboolean
read_number(const char **at, guint digits_max, guint *number)
{
    gsize digits = strspn(*at, "0123456789");
    const char *end = *at + digits;

    /* "1er janvier", "1st of May" */
    if (g_str_has_prefix(end, "er") || g_str_has_prefix(end, "st") || g_str_has_prefix(end, "nd") ||
        g_str_has_prefix(end, "rd") || g_str_has_prefix(end, "th") || g_str_has_prefix(end, "vet"))
        end += strcspn(end, " ");
    if (digits == 0 || digits > digits_max || (*end != '\0' && *end != ' '))
        return FALSE;
    *number = (guint)g_ascii_strtoull(*at, NULL, 10);
    *at = end + (*end == ' ');
    return TRUE;
}

/* "Monday", "the", "a viz"; gives the day of the week that was among them, or 0. */
static guint
skip_fillers(const CommandWords *words, const char **at)
{
    guint weekday = 0;

    for (;;) {
        const CommandWord *word = command_words_match(words, WORD_WEEKDAY, at);
        if (word != NULL)
            weekday = (guint)g_ascii_strtoull(word->meaning, NULL, 10);
        else if (command_words_match(words, WORD_FILLER, at) == NULL)
            return weekday;
    }
}

static gboolean
read_month(const CommandWords *words, const char **at, guint *month)
{
    skip_fillers(words, at);
    const CommandWord *word = command_words_match(words, WORD_MONTH, at);

    if (word != NULL)
        *month = (guint)g_ascii_strtoull(word->meaning, NULL, 10);
    return word != NULL || read_number(at, 2, month);
}

static gboolean
read_today(const char *today, GDate *date)
{
    guint year, month, day;

    if (sscanf(today, "%4u-%2u-%2u", &year, &month, &day) != 3 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(date, 1);
    g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return TRUE;
}

static gboolean
write_day(const GDate *date, char *day)
{
    char written[32];

    if (g_date_get_year(date) > YEAR_MAX)
        return FALSE;
    g_snprintf(written, sizeof written, "%04u-%02u-%02u", g_date_get_year(date),
               g_date_get_month(date), g_date_get_day(date));
    g_strlcpy(day, written, DAY_SIZE);
    return TRUE;
}

/* "lundi": the next one, not today; 8 stands for tomorrow, 9 for today */
static gboolean
day_of_week(guint weekday, const char *today, char *day)
{
    GDate date;

    if (!read_today(today, &date))
        return FALSE;
    guint now = g_date_get_weekday(&date);
    g_date_add_days(&date, weekday == 9 ? 0 : weekday == 8 ? 1 : (weekday + 6 - now) % 7 + 1);
    return write_day(&date, day);
}

/* "la fin du mois", "fin août" */
static gboolean
read_end(const CommandWords *words, const char **at, const char *today, char *day)
{
    const char *p = *at;
    GDate date;
    gboolean of_this = command_day_word(words, &p, "month-end");

    if (!read_today(today, &date) || (!of_this && !command_day_word(words, &p, "end")))
        return FALSE;
    if (!of_this) {
        const CommandWord *word = command_words_match(words, WORD_MONTH, &p);
        if (word == NULL)
            return FALSE;
        guint month = (guint)g_ascii_strtoull(word->meaning, NULL, 10);
        guint year = g_date_get_year(&date) + (month < g_date_get_month(&date));
        g_date_set_dmy(&date, 1, (GDateMonth)month, (GDateYear)year);
    }
    g_date_set_day(&date,
                   g_date_get_days_in_month(g_date_get_month(&date), g_date_get_year(&date)));
    *at = p;
    return write_day(&date, day);
}

gboolean
command_day_read(const CommandWords *words, const char **at, const char *today, char *day)
{
    const char *p = *at;
    guint year = 0, month = 0, number = 0;
    gboolean has_year;

    if (read_end(words, at, today, day))
        return TRUE;
    guint weekday = skip_fillers(words, &p);
    const char *behind = p;
    if (weekday != 0 && strspn(p, "0123456789") == 0 &&
        command_words_match(words, WORD_MONTH, &behind) == NULL &&
        day_of_week(weekday, today, day)) {
        *at = p;
        return TRUE;
    }
    if (strspn(p, "0123456789") == 4) {
        has_year = read_number(&p, 4, &year);
        if (!read_month(words, &p, &month) || !read_number(&p, 2, &number))
            return FALSE;
    } else {
        const CommandWord *word = command_words_match(words, WORD_MONTH, &p);
        if (word != NULL)
            month = (guint)g_ascii_strtoull(word->meaning, NULL, 10);
        if (!read_number(&p, 2, &number) || (word == NULL && !read_month(words, &p, &month)))
            return FALSE;
        has_year = strspn(p, "0123456789") == 4 && read_number(&p, 4, &year);
        if (month > 12 && number <= 12) { /* 8/31/2027, but never behind the year */
            guint first = month;
            month = number;
            number = first;
        }
    }
    if (!has_year)
        year = (guint)g_ascii_strtoull(today, NULL, 10);
    for (guint i = 0; i < 2; i++, year++) {
        if (!g_date_valid_dmy((GDateDay)number, (GDateMonth)month, (GDateYear)year))
            continue;
        char written[32];
        g_snprintf(written, sizeof written, "%04u-%02u-%02u", year, month, number);
        if (!has_year && strcmp(written, today) < 0)
            continue;
        g_strlcpy(day, written, DAY_SIZE);
        *at = p;
        return TRUE;
    }
    return FALSE;
}

gboolean
command_day_number(const CommandWords *words, const char **at, guint *number)
{
    const char *p = *at;

    skip_fillers(words, &p);
    if (!read_number(&p, 2, number) || *number == 0)
        return FALSE;
    *at = p;
    return TRUE;
}

gboolean
command_day_alone(const CommandWords *words, const char **at, const char *today, const char *join,
                  char *day)
{
    const char *p = *at;
    guint number;
    GDate date;

    if (!read_today(today, &date) || !command_day_number(words, &p, &number) || number > 31)
        return FALSE;
    const char *next = p;
    if (*p != '\0' && !command_day_word(words, &next, join))
        return FALSE;
    /* Of two months that follow each other one has 31 days. */
    while (g_date_get_day(&date) != number)
        g_date_add_days(&date, 1);
    if (!write_day(&date, day))
        return FALSE;
    *at = p;
    return TRUE;
}

gboolean
command_day_span(const CommandWords *words, const char **at, const char *from, char *until)
{
    const char *p = *at;
    guint n = 1;
    GDate date;

    if (!read_today(from, &date))
        return FALSE;
    skip_fillers(words, &p);
    const CommandWord *number = command_words_match(words, WORD_NUMBER, &p);
    if (number != NULL)
        n = (guint)g_ascii_strtoull(number->meaning, NULL, 10);
    else
        read_number(&p, 3, &n);
    const CommandWord *span = command_words_match(words, WORD_SPAN, &p);
    if (span == NULL || n == 0)
        return FALSE;
    skip_fillers(words, &p);
    if (*p != '\0')
        return FALSE;
    if (g_str_equal(span->meaning, "month"))
        g_date_add_months(&date, n);
    else
        g_date_add_days(&date, g_str_equal(span->meaning, "week") ? 7 * n : n);
    g_date_subtract_days(&date, 1);
    *at = p;
    return write_day(&date, until);
}

gboolean
command_day_word(const CommandWords *words, const char **at, const char *meaning)
{
    const char *p = *at;
    const CommandWord *word = command_words_match(words, WORD_DAY, &p);

    if (word == NULL || !g_str_equal(word->meaning, meaning))
        return FALSE;
    *at = p;
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-day - a day as people write it; see command-day.h */
#include "list/command-day.h"

#include <string.h>

enum { DAY_SIZE = 11 };

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

/* "Monday", "the", "a viz" */
static void
skip_fillers(const CommandWords *words, const char **at)
{
    while (command_words_match(words, WORD_FILLER, at) != NULL)
        ;
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

gboolean
command_day_read(const CommandWords *words, const char **at, const char *today, char *day)
{
    const char *p = *at;
    guint year = 0, month = 0, number = 0;
    gboolean has_year;

    skip_fillers(words, &p);
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
command_day_number(const char **at, guint *number)
{
    return read_number(at, 2, number) && *number > 0;
}

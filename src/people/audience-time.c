/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience-time - the terms of time: joined:<2026, last-contact:2025-06..2025-09
 *
 * A year, a month or a day is the time from its first moment to the first of the next; days begin
 * at midnight UTC.
 */
#include <string.h>

#include "people/audience-internal.h"

/* Years of fewer than four digits are read by PostgreSQL as others of this century. */
enum { YEAR_MIN = 1000 };

/* `digits` digits at `*at`, which moves behind them. */
static gboolean
read_digits(const char **at, const char *end, guint digits, gint *number)
{
    *number = 0;
    for (guint i = 0; i < digits; i++) {
        if (*at >= end || !g_ascii_isdigit(**at))
            return FALSE;
        *number = *number * 10 + (*(*at)++ - '0');
    }
    return TRUE;
}

/* The first moments of what is written between the two, and of what follows it. */
static gboolean
read_span(const char *at, const char *end, char **from, char **until)
{
    gint year, month = 0, day = 0;

    if (!read_digits(&at, end, 4, &year) || year < YEAR_MIN)
        return FALSE;
    if (at < end && (*at++ != '-' || !read_digits(&at, end, 2, &month) || month == 0))
        return FALSE;
    if (at < end && (*at++ != '-' || !read_digits(&at, end, 2, &day) || day == 0))
        return FALSE;
    if (at != end)
        return FALSE;
    g_autoptr(GDateTime) first =
        g_date_time_new_utc(year, month != 0 ? month : 1, day != 0 ? day : 1, 0, 0, 0);
    if (first == NULL)
        return FALSE;
    g_autoptr(GDateTime) next = day != 0     ? g_date_time_add_days(first, 1)
                                : month != 0 ? g_date_time_add_months(first, 1)
                                             : g_date_time_add_years(first, 1);
    if (next == NULL)
        return FALSE;
    *from = g_date_time_format(first, "%Y-%m-%dT00:00:00Z");
    *until = g_date_time_format(next, "%Y-%m-%dT00:00:00Z");
    return TRUE;
}

static gboolean
read_range(const char *text, const char *dots, Node *node)
{
    const char *end = text + strlen(text);
    g_autofree char *ignored = NULL;
    g_autofree char *unused = NULL;
    gboolean from_good = dots == text || read_span(text, dots, &node->from, &ignored);
    gboolean until_good = dots + 2 == end || read_span(dots + 2, end, &unused, &node->until);

    /* The other way round it would be nobody, silently. Of one form, they sort as text. */
    return from_good && until_good && end - text > 2 &&
           (node->from == NULL || node->until == NULL || strcmp(node->from, node->until) < 0);
}

gboolean
audience_read_time(const char *text, Node *node)
{
    const char *dots = strstr(text, "..");
    const char *sign = text;
    gboolean good;

    if (dots != NULL)
        good = read_range(text, dots, node);
    else {
        text += strspn(text, "<>=");
        gsize signs = (gsize)(text - sign);
        g_autofree char *from = NULL;
        g_autofree char *until = NULL;
        good = signs <= 2 && read_span(text, text + strlen(text), &from, &until) &&
               (signs < 2 || (sign[1] == '=' && sign[0] != '='));
        if (good && *sign == '<')
            node->until = signs == 2 ? g_steal_pointer(&until) : g_steal_pointer(&from);
        else if (good && *sign == '>')
            node->from = signs == 2 ? g_steal_pointer(&from) : g_steal_pointer(&until);
        else if (good) {
            node->from = g_steal_pointer(&from);
            node->until = g_steal_pointer(&until);
        }
    }
    if (node->from == NULL)
        node->from = g_strdup("-infinity");
    if (node->until == NULL)
        node->until = g_strdup("infinity");
    return good;
}

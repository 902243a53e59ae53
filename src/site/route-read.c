/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route - the numbers in an address: of a part, of a page, of a place in a listing */
#include <string.h>

#include "site/route.h"

enum { PART_MAX = 100 };

char *
route_read_part(const char *file)
{
    gsize size = strspn(file, "0123456789.");

    if (size == 0 || size > PART_MAX || file[size] != '-' || file[size + 1] == '\0')
        return NULL;
    return g_strndup(file, size);
}

gboolean
route_read_place(const char *text, gint64 *first, gint64 *second)
{
    char *end = NULL;

    /* Only what route_place() writes: a sign, digits, a hyphen, digits. */
    if (strlen(text) > 42 || strspn(text, "-0123456789") != strlen(text))
        return FALSE;
    gint64 one = g_ascii_strtoll(text, &end, 10);
    if (end == text || *end != '-' || !g_ascii_isdigit(end[1]))
        return FALSE;
    gint64 two = g_ascii_strtoll(end + 1, &end, 10);
    /* Years 1 to 9999 or so: what PostgreSQL's timestamps take without complaint. */
    if (*end != '\0' || one < -62000000000000000 || one > 250000000000000000)
        return FALSE;
    *first = one;
    *second = two;
    return TRUE;
}

guint
route_read_page(const char *text, guint last)
{
    guint64 number;

    if (text == NULL)
        return 1;
    return g_ascii_string_to_unsigned(text, 10, 1, last, &number, NULL) ? (guint)number : 0;
}

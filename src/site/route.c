/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * route - which page an address names, and the address of each page
 *
 * The names are those of the design: what is in somebody's letter or bookmark keeps its meaning.
 * Single words of the site (editions, h, u) win over lists of that name, which cannot be made.
 */
#include <string.h>

#include "http/percent.h"

#include "site/route.h"

enum { LIST_NAME_MAX = 22, MESSAGE_ID_MAX = 998, TOKEN_MAX = 200, HASH_SIZE = 32 };

static gboolean
is_list_name(const char *text)
{
    gsize size = strlen(text);

    if (size < 2 || size > LIST_NAME_MAX || text[0] == '-' || text[size - 1] == '-')
        return FALSE;
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

static gboolean
is_hash(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (!g_ascii_isalpha(*p) && (*p < '2' || *p > '7'))
            return FALSE;
    return strlen(text) == HASH_SIZE;
}

static gboolean
is_file(const char *text, const char *prefix, const char *suffix)
{
    return g_str_has_prefix(text, prefix) && g_str_has_suffix(text, suffix) &&
           strlen(text) > strlen(prefix) + strlen(suffix);
}

static Route
route_one(const char *word)
{
    if (g_str_equal(word, "editions"))
        return (Route){.page = ROUTE_EDITIONS};
    if (g_str_equal(word, "robots.txt"))
        return (Route){.page = ROUTE_ROBOTS};
    if (g_str_equal(word, "metrics"))
        return (Route){.page = ROUTE_METRICS};
    if (is_file(word, "style-", ".css"))
        return (Route){.page = ROUTE_STYLE, .name = word};
    if (is_file(word, "icon-", ".svg"))
        return (Route){.page = ROUTE_ICON, .name = word};
    if (is_list_name(word))
        return (Route){.page = ROUTE_LIST, .list = word};
    return (Route){.page = ROUTE_UNKNOWN};
}

static Route
route_two(const char *first, const char *second)
{
    if (g_str_equal(first, "h"))
        return (Route){.page = is_hash(second) ? ROUTE_SHORT : ROUTE_UNKNOWN, .name = second};
    if (g_str_equal(first, "u"))
        return (Route){.page = strlen(second) <= TOKEN_MAX ? ROUTE_UNSUBSCRIBE : ROUTE_UNKNOWN,
                       .name = second};
    if (is_list_name(first) && !g_str_equal(first, "editions") && strlen(second) <= MESSAGE_ID_MAX)
        return (Route){.page = ROUTE_MESSAGE, .list = first, .message_id = second};
    return (Route){.page = ROUTE_UNKNOWN};
}

static Route
route_three(const char *first, const char *second, const char *third)
{
    guint64 number;

    if (g_str_equal(first, "editions")) {
        if (is_list_name(second) && third[0] != '0' &&
            g_ascii_string_to_unsigned(third, 10, 1, G_MAXINT32, &number, NULL))
            return (Route){.page = ROUTE_EDITION, .list = second, .number = (gint32)number};
        return (Route){.page = ROUTE_UNKNOWN};
    }
    Route route = route_two(first, second);
    if (route.page != ROUTE_MESSAGE)
        return (Route){.page = ROUTE_UNKNOWN};
    if (g_str_equal(third, "t"))
        route.page = ROUTE_THREAD;
    else if (g_str_equal(third, "T"))
        route.page = ROUTE_THREAD_FLAT;
    else
        route.page = ROUTE_UNKNOWN;
    return route;
}

static Route
route_four(const char *first, const char *second, const char *third, const char *fourth)
{
    Route route = route_three(first, second, third);

    if (route.page != ROUTE_EDITION || !is_file(fourth, "img-", ""))
        return (Route){.page = ROUTE_UNKNOWN};
    route.page = ROUTE_IMAGE;
    route.name = fourth;
    return route;
}

Route
route_find(const char *const *segments, guint n, gboolean slash)
{
    Route route = {.page = ROUTE_UNKNOWN};

    switch (n) {
    case 0:
        return (Route){.page = ROUTE_HOME};
    case 1:
        route = route_one(segments[0]);
        break;
    case 2:
        route = route_two(segments[0], segments[1]);
        break;
    case 3:
        route = route_three(segments[0], segments[1], segments[2]);
        break;
    case 4:
        route = route_four(segments[0], segments[1], segments[2], segments[3]);
        break;
    default:
        break;
    }
    switch (route.page) {
    case ROUTE_STYLE:
    case ROUTE_ICON:
    case ROUTE_IMAGE:
    case ROUTE_ROBOTS:
    case ROUTE_METRICS:
        if (slash)
            route.page = ROUTE_UNKNOWN;
        break;
    case ROUTE_SHORT:
    case ROUTE_UNSUBSCRIBE:
    case ROUTE_UNKNOWN:
        break;
    default:
        route.wants_slash = !slash;
        break;
    }
    return route;
}

char *
route_list(const char *list)
{
    return g_strdup_printf("/%s/", list);
}

char *
route_message(const char *list, const char *message_id)
{
    g_autofree char *segment = percent_encode(message_id);

    return g_strdup_printf("/%s/%s/", list, segment);
}

char *
route_thread(const char *list, const char *message_id)
{
    g_autofree char *segment = percent_encode(message_id);

    return g_strdup_printf("/%s/%s/t/", list, segment);
}

char *
route_short(const char *hash)
{
    g_autofree char *segment = percent_encode(hash);

    return g_strdup_printf("/h/%s", segment);
}

char *
route_edition(const char *list, gint32 number)
{
    return g_strdup_printf("/editions/%s/%d/", list, number);
}

char *
route_with(const char *path, const char *name, const char *value)
{
    g_autofree char *encoded = percent_encode(value);

    return g_strdup_printf("%s%c%s=%s", path, strchr(path, '?') != NULL ? '&' : '?', name, encoded);
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

char *
route_place(gint64 first, gint64 second)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, first, second);
}

guint
route_read_page(const char *text, guint last)
{
    guint64 number;

    if (text == NULL)
        return 1;
    return g_ascii_string_to_unsigned(text, 10, 1, last, &number, NULL) ? (guint)number : 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * route - which page an address names, and the address of each page
 *
 * The names are those of the design: what is in somebody's letter or bookmark keeps its meaning.
 * Single words of the site (editions, contributions, h, u, l) win over lists of that name, which
 * cannot be made.
 */
#include "site/route.h"

#include <string.h>

enum {
    LIST_NAME_MAX = 22,
    MESSAGE_ID_MAX = 998,
    TOKEN_MAX = 200,
    HASH_SIZE = 32,
    WORD_MAX = 100
};

/* Instead of a count of segments. */
enum { IN_ROOM = G_MAXINT };

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

static RouteFeed
feed_of(const char *file)
{
    if (g_str_equal(file, "new.atom"))
        return ROUTE_FEED_ATOM;
    return g_str_equal(file, "feed.json") ? ROUTE_FEED_JSON : ROUTE_FEED_NONE;
}

static const struct {
    const char *word;
    RoutePage page;
} site_words[] = {
    {"robots.txt", ROUTE_ROBOTS},
    {"metrics", ROUTE_METRICS},
    {"sitemap.xml", ROUTE_SITEMAP},
    {"contribute", ROUTE_CONTRIBUTE},
    {"opensearch.xml", ROUTE_OPENSEARCH},
    {"subscribe", ROUTE_SUBSCRIBE},
    {"me", ROUTE_ME_LINK},
};

/* What a token opens behind them. */
static const struct {
    const char *word;
    RoutePage page;
} token_words[] = {
    {"u", ROUTE_UNSUBSCRIBE},   {"me", ROUTE_ME},           {"erase", ROUTE_ERASE},
    {"archive", ROUTE_PRIVATE}, {"address", ROUTE_ADDRESS}, {"subscribe", ROUTE_SUBSCRIBE_CONFIRM},
};

static Route
route_one(const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(site_words); i++)
        if (g_str_equal(word, site_words[i].word))
            return (Route){.page = site_words[i].page};
    if (feed_of(word) != ROUTE_FEED_NONE)
        return (Route){.page = ROUTE_HOME, .feed = feed_of(word)};
    if (is_file(word, "style-", ".css"))
        return (Route){.page = ROUTE_STYLE, .name = word};
    if (is_file(word, "icon-", ".svg"))
        return (Route){.page = ROUTE_ICON, .name = word};
    if (is_file(word, "script-", ".js"))
        return (Route){.page = ROUTE_SCRIPT, .name = word};
    if (is_list_name(word))
        return (Route){.page = ROUTE_LIST, .list = word};
    return (Route){.page = ROUTE_UNKNOWN};
}

/* "11" as a number of so many digits from 1 to `last`; 0 for anything else. */
static int
read_digits(const char *text, gsize digits, int last)
{
    guint64 number;

    if (strlen(text) != digits ||
        !g_ascii_string_to_unsigned(text, 10, 1, (guint64)last, &number, NULL))
        return 0;
    return (int)number;
}

/* "2026-11" and then `suffix`. */
static gboolean
read_month_file(const char *text, const char *suffix, Route *route)
{
    if (strlen(text) != 7 + strlen(suffix) || text[4] != '-' || !g_str_has_suffix(text, suffix))
        return FALSE;
    const char year[] = {text[0], text[1], text[2], text[3], '\0'};
    const char month[] = {text[5], text[6], '\0'};
    route->year = read_digits(year, 4, 9999);
    route->month = read_digits(month, 2, 12);
    return route->year > 0 && route->month > 0;
}

/* What a list has beneath it that is no message: their addresses end in no slash, a message's
 * does, so that a Message-ID may look like any of them. */
static Route
route_list_file(const char *list, const char *file)
{
    Route route = {.page = ROUTE_LIST, .list = list, .feed = feed_of(file)};

    if (route.feed != ROUTE_FEED_NONE)
        return route;
    if (read_month_file(file, ".mbox.gz", &route))
        route.page = ROUTE_MBOX;
    else if (read_month_file(file, ".sitemap.xml", &route))
        route.page = ROUTE_SITEMAP;
    else
        route.page = g_str_equal(file, "months.txt") ? ROUTE_MIRROR : ROUTE_UNKNOWN;
    return route;
}

static Route
route_two(const char *first, const char *second, gboolean slash)
{
    if (g_str_equal(first, "h"))
        return (Route){.page = is_hash(second) ? ROUTE_SHORT : ROUTE_UNKNOWN, .name = second};
    if (g_str_equal(first, "subscribe") && g_str_equal(second, "places"))
        return (Route){.page = ROUTE_PLACES};
    for (guint i = 0; i < G_N_ELEMENTS(token_words); i++)
        if (g_str_equal(first, token_words[i].word))
            return (Route){.page =
                               strlen(second) <= TOKEN_MAX ? token_words[i].page : ROUTE_UNKNOWN,
                           .name = second};
    if (!is_list_name(first) || strlen(second) > MESSAGE_ID_MAX)
        return (Route){.page = ROUTE_UNKNOWN};
    Route route = route_list_file(first, second);
    if (slash || route.page == ROUTE_UNKNOWN)
        route = (Route){.page = ROUTE_MESSAGE, .list = first, .message_id = second};
    return route;
}

/* A month and perhaps a day of it; a day that the month does not have is none. */
static Route
route_period_of(const char *list, const char *year, const char *month, const char *day)
{
    Route route = {.page = ROUTE_PERIOD, .list = list};

    route.year = read_digits(year, 4, 9999);
    route.month = read_digits(month, 2, 12);
    route.day = day != NULL ? read_digits(day, 2, 31) : 0;
    if (!is_list_name(list) || route.year == 0 || route.month == 0 ||
        (day != NULL &&
         !g_date_valid_dmy((GDateDay)route.day, (GDateMonth)route.month, (GDateYear)route.year)))
        route.page = ROUTE_UNKNOWN;
    return route;
}

/* Beneath a message. */
static const struct {
    const char *name;
    RoutePage page;
    RouteFeed feed;
} message_files[] = {
    {"t", ROUTE_THREAD, ROUTE_FEED_NONE},       {"T", ROUTE_THREAD_FLAT, ROUTE_FEED_NONE},
    {"t.atom", ROUTE_THREAD, ROUTE_FEED_ATOM},  {"t.json", ROUTE_THREAD, ROUTE_FEED_JSON},
    {"t.mbox.gz", ROUTE_MBOX, ROUTE_FEED_NONE}, {"raw", ROUTE_RAW, ROUTE_FEED_NONE},
};

static Route
route_three(const char *first, const char *second, const char *third)
{
    Route route = route_two(first, second, TRUE);
    Route period = route_period_of(first, second, third, NULL);

    if (route.page != ROUTE_MESSAGE || period.page == ROUTE_PERIOD)
        return period;
    route.page = ROUTE_UNKNOWN;
    g_autofree char *part = route_read_part(third);
    if (part != NULL) {
        route.page = ROUTE_FILE;
        route.name = third;
    }
    for (guint i = 0; i < G_N_ELEMENTS(message_files); i++)
        if (g_str_equal(third, message_files[i].name)) {
            route.page = message_files[i].page;
            route.feed = message_files[i].feed;
        }
    return route;
}

static gboolean
read_number(const char *text, guint64 max, gint64 *number)
{
    guint64 value;

    if (text[0] == '0' || !g_ascii_string_to_unsigned(text, 10, 1, max, &value, NULL))
        return FALSE;
    *number = (gint64)value;
    return TRUE;
}

/* Below /editions/; `n` counts what comes after it. */
static Route
route_edition_room(const char *const *rest, guint n)
{
    Route route = {.page = ROUTE_EDITIONS};
    gint64 number;

    if (n == 0)
        return route;
    route.list = rest[0];
    if (n > 3 || !is_list_name(rest[0]))
        return (Route){.page = ROUTE_UNKNOWN};
    if (n == 1)
        return route;
    if (!read_number(rest[1], G_MAXINT32, &number) || (n == 3 && !is_file(rest[2], "img-", "")))
        return (Route){.page = ROUTE_UNKNOWN};
    route.page = n == 2 ? ROUTE_EDITION : ROUTE_IMAGE;
    route.number = (gint32)number;
    route.name = n == 3 ? rest[2] : NULL;
    return route;
}

/* A link of a letter; what comes after it says at most where many readers live. */
static Route
route_link(const char *const *rest, guint n)
{
    gint64 number;

    if (n < 2 || n > 3 || strlen(rest[0]) > WORD_MAX ||
        !read_number(rest[1], G_MAXINT32, &number) || (n == 3 && strlen(rest[2]) > WORD_MAX))
        return (Route){.page = ROUTE_UNKNOWN};
    return (Route){.page = ROUTE_LINK,
                   .name = rest[0],
                   .number = (gint32)number,
                   .place = n == 3 ? rest[2] : ""};
}

/* Editions and contributions: rooms of the site, each with listings that have feeds. */
static Route
route_room(const char *room, const char *const *rest, guint n)
{
    RouteFeed feed = n > 0 ? feed_of(rest[n - 1]) : ROUTE_FEED_NONE;
    Route route = {.page = ROUTE_UNKNOWN};

    n -= feed != ROUTE_FEED_NONE;
    if (g_str_equal(room, "l"))
        return route_link(rest, n);
    if (g_str_equal(room, "editions"))
        route = route_edition_room(rest, n);
    else if (g_str_equal(room, "contributions") && n == 0)
        route.page = ROUTE_CONTRIBUTIONS;
    else if (g_str_equal(room, "contributions") && n == 1 &&
             read_number(rest[0], G_MAXINT64, &route.contribution))
        route.page = ROUTE_CONTRIBUTION;
    else if (g_str_equal(room, "contributions") && n == 2 && is_file(rest[1], "img-", "") &&
             read_number(rest[0], G_MAXINT64, &route.contribution)) {
        route.page = ROUTE_IMAGE;
        route.name = rest[1];
    } else if (n == 1 && strlen(rest[0]) <= WORD_MAX && !g_str_equal(room, "contributions")) {
        route.page = g_str_equal(room, "territories") ? ROUTE_TERRITORY : ROUTE_INTEREST;
        route.name = rest[0];
    }
    if (feed != ROUTE_FEED_NONE && (route.page == ROUTE_EDITION || route.page == ROUTE_IMAGE ||
                                    route.page == ROUTE_CONTRIBUTION))
        return (Route){.page = ROUTE_UNKNOWN};
    route.feed = feed;
    return route;
}

gboolean
route_has_token(RoutePage page)
{
    for (guint i = 0; i < G_N_ELEMENTS(token_words); i++)
        if (token_words[i].page == page)
            return TRUE;
    return FALSE;
}

gboolean
route_takes_forms(RoutePage page)
{
    return page == ROUTE_SUBSCRIBE || page == ROUTE_ME_LINK || page == ROUTE_CONTRIBUTE ||
           route_has_token(page);
}

Route
route_find(const char *const *segments, guint n, gboolean slash)
{
    static const char *const rooms[] = {
        "editions", "contributions", "territories", "interests", "l", NULL};
    Route route = {.page = ROUTE_UNKNOWN};

    switch (g_strv_contains(rooms, n > 0 ? segments[0] : "") ? IN_ROOM : n) {
    case 0:
        return (Route){.page = ROUTE_HOME}; /* of "/" one cannot say whether it ends in a slash */
    case 1:
        route = route_one(segments[0]);
        break;
    case 2:
        route = route_two(segments[0], segments[1], slash);
        break;
    case 3:
        route = route_three(segments[0], segments[1], segments[2]);
        break;
    case 4:
        route = route_period_of(segments[0], segments[1], segments[2], segments[3]);
        break;
    case IN_ROOM:
        route = route_room(segments[0], segments + 1, n - 1);
        break;
    default:
        break;
    }
    switch (route.page) {
    case ROUTE_STYLE:
    case ROUTE_ICON:
    case ROUTE_SCRIPT:
    case ROUTE_PLACES:
    case ROUTE_SUBSCRIBE:
    case ROUTE_ME_LINK:
    case ROUTE_IMAGE:
    case ROUTE_ROBOTS:
    case ROUTE_METRICS:
    case ROUTE_MBOX:
    case ROUTE_MIRROR:
    case ROUTE_RAW:
    case ROUTE_FILE:
    case ROUTE_SITEMAP:
    case ROUTE_OPENSEARCH:
        if (slash)
            route.page = ROUTE_UNKNOWN;
        break;
    case ROUTE_SHORT:
    case ROUTE_UNSUBSCRIBE:
    case ROUTE_CONTRIBUTE:
    case ROUTE_SUBSCRIBE_CONFIRM:
    case ROUTE_ME:
    case ROUTE_ERASE:
    case ROUTE_PRIVATE:
    case ROUTE_ADDRESS:
    case ROUTE_LINK:
    case ROUTE_UNKNOWN:
        break;
    default:
        route.wants_slash = !slash && route.feed == ROUTE_FEED_NONE;
        if (slash && route.feed != ROUTE_FEED_NONE)
            route.page = ROUTE_UNKNOWN;
        break;
    }
    return route;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * route - which page an address names, and the address of each page
 *
 * Pure: no request, no database. Addresses that are written begin with "/" and are to be freed
 * with g_free(); whatever a stranger put into a Message-ID stays inside its segment, and its "@"
 * is never written plainly.
 */
#pragma once

#include <glib.h>

typedef enum {
    ROUTE_UNKNOWN,
    ROUTE_HOME,              /* / */
    ROUTE_LIST,              /* /LIST/ */
    ROUTE_PERIOD,            /* /LIST/2026/11/, /LIST/2026/11/26/ */
    ROUTE_MBOX,              /* /LIST/2026-11.mbox.gz, /LIST/MSGID/t.mbox.gz */
    ROUTE_MIRROR,            /* /LIST/months.txt */
    ROUTE_MESSAGE,           /* /LIST/MSGID/ */
    ROUTE_THREAD,            /* /LIST/MSGID/t/ nested */
    ROUTE_THREAD_FLAT,       /* /LIST/MSGID/T/ in the order of dates */
    ROUTE_RAW,               /* /LIST/MSGID/raw */
    ROUTE_FILE,              /* /LIST/MSGID/1.2-name.pdf */
    ROUTE_SHORT,             /* /h/HASH */
    ROUTE_EDITIONS,          /* /editions/, /editions/LIST/ */
    ROUTE_EDITION,           /* /editions/LIST/NUMBER/ */
    ROUTE_IMAGE,             /* /editions/LIST/NUMBER/img-HASH.TYPE */
    ROUTE_CONTRIBUTIONS,     /* /contributions/ */
    ROUTE_CONTRIBUTION,      /* /contributions/NUMBER/ */
    ROUTE_CONTRIBUTE,        /* /contribute */
    ROUTE_TERRITORY,         /* /territories/CODE/ */
    ROUTE_INTEREST,          /* /interests/SLUG/ */
    ROUTE_UNSUBSCRIBE,       /* /u/TOKEN */
    ROUTE_SUBSCRIBE,         /* /subscribe */
    ROUTE_SUBSCRIBE_CONFIRM, /* /subscribe/TOKEN */
    ROUTE_ME_LINK,           /* /me */
    ROUTE_ME,                /* /me/TOKEN */
    ROUTE_ERASE,             /* /erase/TOKEN */
    ROUTE_PRIVATE,           /* /archive/TOKEN */
    ROUTE_ADDRESS,           /* /address/TOKEN */
    ROUTE_PLACES,            /* /subscribe/places */
    ROUTE_SCRIPT,            /* /script-HASH.js */
    ROUTE_LINK,              /* /l/CODE/NUMBER/, /l/CODE/NUMBER/PLACE */
    ROUTE_STYLE,             /* /style-HASH.css */
    ROUTE_ICON,              /* /icon-HASH.svg */
    ROUTE_ROBOTS,            /* /robots.txt */
    ROUTE_METRICS,           /* /metrics */
    ROUTE_SITEMAP,           /* /sitemap.xml, /LIST/2026-11.sitemap.xml */
    ROUTE_OPENSEARCH,        /* /opensearch.xml */
} RoutePage;

/* What a listing is asked as. */
typedef enum {
    ROUTE_FEED_NONE,
    ROUTE_FEED_ATOM, /* new.atom beneath it; t.atom for a thread */
    ROUTE_FEED_JSON, /* feed.json beneath it; t.json for a thread */
} RouteFeed;

/* Texts belong to the segments it was found in. */
typedef struct {
    RoutePage page;
    gboolean wants_slash;   /* the page's address ends in a slash and this one did not */
    const char *list;       /* LIST, PERIOD, MESSAGE, RAW, THREAD, MBOX, EDITION, IMAGE, perhaps
                               EDITIONS, SITEMAP: well-formed, perhaps unknown */
    const char *message_id; /* MESSAGE, RAW, FILE, THREAD; MBOX of a thread: the link of a message,
                               which is mostly its Message-ID */
    int year;               /* PERIOD, MBOX of a month, SITEMAP of a month; else 0 */
    int month;              /* the same, 1 to 12 */
    int day;                /* PERIOD of a day, 1 to the month's last; else 0 */
    const char *name; /* FILE: number and name; SHORT: the hash; UNSUBSCRIBE, SUBSCRIBE_CONFIRM, ME,
                         ERASE, PRIVATE, ADDRESS: the token; LINK: the code; STYLE, ICON, IMAGE: the
                         file; TERRITORY, INTEREST: its word */
    const char *place;   /* LINK: "" or the code of a département */
    gint32 number;       /* EDITION, IMAGE, LINK */
    gint64 contribution; /* CONTRIBUTION; IMAGE of one, else 0 */
    RouteFeed feed;      /* HOME, LIST, THREAD, EDITIONS, CONTRIBUTIONS, TERRITORY, INTEREST */
} Route;

/* Whether what a page is asked may be a POST. */
gboolean route_takes_forms(RoutePage page);

/* Whether the address of a page holds somebody's token. */
gboolean route_has_token(RoutePage page);

/* The page that decoded path segments name; ROUTE_UNKNOWN for anything else. */
Route route_find(const char *const *segments, guint n, gboolean slash);

char *route_list(const char *list);
char *route_message(const char *list, const char *link);
char *route_thread(const char *list, const char *link);
/* The page of its thread on which the message stands, nested or flat; `anchor` may be NULL. */
char *route_in_thread(const char *list, const char *link, gboolean flat, const char *anchor);
char *route_file(const char *list, const char *link, const char *file); /* "raw", "t.atom" */
char *route_attachment(const char *list, const char *link, const char *number,
                       const char *name); /* "part" where it has no name */
char *route_period(const char *list, int year, int month, int day); /* day 0: the whole month */
char *route_short(const char *hash);
char *route_edition(const char *list, gint32 number);

char *route_editions(const char *list); /* NULL: of all lists */
char *route_contribution(gint64 number);
char *route_in(const char *room, const char *word); /* "territories", "interests" */

/* `path` with "?name=value", or "&" where it has a query already; the value is encoded. */
char *route_with(const char *path, const char *name, const char *value);

/* The number at the head of a FILE's name: "1.2" of "1.2-name.pdf". Free it; NULL where there is
 * none. */
char *route_read_part(const char *file);

/* A place in a listing ordered by two numbers: "1700000000000000-42". FALSE when it is none. */
gboolean route_read_place(const char *text, gint64 *first, gint64 *second);
char *route_place(gint64 first, gint64 second);

/* "?page=": a number from 1 to `last`; 1 for NULL; 0 when it is none. */
guint route_read_page(const char *text, guint last);

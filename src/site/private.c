/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private - the archive of a private list, for who was sent a link that opens it; see private.h */
#include "site/private.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "site/pages.h"

enum { TOKEN_MAX = 200 };

/* The cookie's value; NULL where there is none that could be a token. Free it. */
static char *
cookie_of(const HttpRequest *request)
{
    const char *header = http_request_header(request, "Cookie");
    g_auto(GStrv) pairs = g_strsplit(header != NULL ? header : "", ";", 50);

    for (guint i = 0; pairs[i] != NULL; i++) {
        const char *pair = g_strstrip(pairs[i]);
        if (!g_str_has_prefix(pair, PRIVATE_COOKIE "="))
            continue;
        pair += strlen(PRIVATE_COOKIE "=");
        gsize size = strspn(pair, "abcdefghijklmnopqrstuvwxyz234567");
        if (size > 0 && size <= TOKEN_MAX && pair[size] == '\0')
            return g_strdup(pair);
    }
    return NULL;
}

/* Not what search engines and mirrors are told of, nor editions, which are public or not there. */
static gboolean
is_archive(RoutePage page)
{
    return page == ROUTE_LIST || page == ROUTE_PERIOD || page == ROUTE_MBOX ||
           page == ROUTE_MESSAGE || page == ROUTE_THREAD || page == ROUTE_THREAD_FLAT ||
           page == ROUTE_RAW || page == ROUTE_FILE;
}

static gboolean
open_archive(Store *store, const char *list, const char *token, gboolean *opened, GError **error)
{
    g_autoptr(Rows) rows = site_archive_open(store, list, token, error);
    SiteArchiveOpen row;

    if (rows == NULL || !site_archive_open_next(rows, &row))
        return FALSE;
    *opened = row.opened;
    return TRUE;
}

gboolean
private_enter(Visit *visit, GError **error)
{
    g_autofree char *token = is_archive(visit->route.page) ? cookie_of(visit->request) : NULL;

    return token == NULL ||
           open_archive(visit->store, visit->route.list, token, &visit->is_private, error);
}

gboolean
private_enter_with(const Visit *visit, Store *store, GError **error)
{
    g_autofree char *token = visit->is_private ? cookie_of(visit->request) : NULL;
    gboolean opened;

    return token == NULL || open_archive(store, visit->route.list, token, &opened, error);
}

void
private_leave(Visit *visit)
{
    gboolean opened;

    if (visit->is_private)
        open_archive(visit->store, "", "", &opened, NULL);
    visit->is_private = FALSE;
}

void
private_dress(Visit *visit)
{
    if (!visit->is_private)
        return;
    visit->response->cache = "private, no-store";
    http_response_header(visit->response, "X-Robots-Tag", "noindex");
}

static gboolean
hand_over(Visit *visit, const SiteArchiveAsk *row)
{
    gint64 seconds = MAX(0, (row->until - clock_now()) / G_USEC_PER_SEC);
    g_autofree char *path = route_list(row->name);
    g_autofree char *scope = g_strconcat("/", row->name, NULL);

    visit_cookie(visit, PRIVATE_COOKIE, visit->route.name, scope, seconds);
    http_response_redirect(visit->response, 303, path);
    return TRUE;
}

gboolean
page_private(Visit *visit, GError **error)
{
    SiteArchiveAsk row;

    visit->response->log_path = g_strdup("/archive/");
    visit->response->cache = "no-store";
    value_set_bool(visit->page, "noindex", TRUE);
    g_autoptr(Rows) rows = site_archive_ask(visit->store, visit->route.name, error);
    if (rows == NULL)
        return FALSE;
    if (!site_archive_ask_next(rows, &row)) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return visit_render(visit, "site/private", error);
    }
    if (visit->request->method == HTTP_POST)
        return hand_over(visit, &row);
    value_set_bool(visit->page, "ask", TRUE);
    visit_set_written(visit->page, "title", row.title);
    value_set_text(visit->page, "action_url", visit->request->path);
    visit_date(visit, visit->page, "until", row.until);
    return visit_render(visit, "site/private", error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* home - the lists, those of large families page by page, and the latest editions; the feeds of all
 * lists */
#include "store/query.h"

#include "site/feed.h"
#include "site/pages.h"
#include "site/post-feed.h"

enum { EDITIONS_SHOWN = 5, LISTS_SHOWN = 60 };

static gboolean
add_lists(Visit *visit, guint number, GError **error)
{
    g_autoptr(Rows) rows = site_lists(visit->store, error);
    SiteLists row;
    guint place = 0;

    if (rows == NULL)
        return FALSE;
    guint count = MAX(1, (rows_count(rows) + LISTS_SHOWN - 1) / LISTS_SHOWN);
    if (number == 0 || number > count)
        return visit_not_found(error);
    visit_numbered_pages(visit, "/", number, count);
    Value *lists = value_set_list(visit->page, "lists");
    while (site_lists_next(rows, &row)) {
        if (place++ / LISTS_SHOWN != number - 1)
            continue;
        Value *list = value_append_dict(lists);
        g_autofree char *url = route_list(row.name);
        value_set_text(list, "url", url);
        value_set_text(list, "title", row.title);
        visit_set_prose(list, "description", row.description, row.language);
        value_set_bool(list, "newsletter", g_str_equal(row.kind, "newsletter"));
        value_set_int(list, "posts", row.posts);
        if (row.posts > 0)
            visit_date(visit, list, "last", row.last);
    }
    return TRUE;
}

static gboolean
add_editions(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_editions(visit->store, NULL, 0, EDITIONS_SHOWN, error);
    SiteEditions row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_editions", rows_count(rows) > 0);
    Value *editions = value_set_list(visit->page, "editions");
    while (site_editions_next(rows, &row)) {
        Value *edition = value_append_dict(editions);
        g_autofree char *url = route_edition(row.list, row.number);
        value_set_text(edition, "url", url);
        value_set_text(edition, "title", row.title);
        value_set_text(edition, "list_title", row.list_title);
        visit_date(visit, edition, "date", row.sent);
    }
    return TRUE;
}

gboolean
page_home(Visit *visit, GError **error)
{
    guint number = route_read_page(params_get(visit->request->query, "page"), G_MAXINT);

    if (visit->route.feed != ROUTE_FEED_NONE)
        return post_feed_list(visit, words_get(visit->words, "messages"), "/", error);
    value_set_bool(visit->page, "at_home", TRUE);
    feed_offer(visit, "/");
    return add_lists(visit, number, error) && (number > 1 || add_editions(visit, error)) &&
           visit_render(visit, "site/home", error);
}

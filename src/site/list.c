/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list - the threads of a list, those that moved last first; and its feeds */
#include "store/query.h"

#include "site/feed.h"
#include "site/pages.h"
#include "site/paging.h"
#include "site/post-feed.h"

enum { THREADS_SHOWN = 50 };

static void
add_thread(Visit *visit, Value *threads, const SiteThreads *row)
{
    Value *thread = value_append_dict(threads);
    g_autofree char *url = row->posts > 1 ? route_thread(visit->route.list, row->link)
                                          : route_message(visit->route.list, row->link);

    value_set_text(thread, "url", url);
    visit_set_subject(visit, thread, row->subject);
    value_set_text(thread, "author", visit_author(visit, row->author));
    value_set_int(thread, "posts", row->posts);
    visit_date(visit, thread, "last", row->last);
}

static PagingPlace
place_of(const SiteThreads *row)
{
    return (PagingPlace){row->last, row->thread};
}

static gboolean
add_threads(Visit *visit, GError **error)
{
    g_autofree char *path = route_list(visit->route.list);
    SiteThreads rows_read[THREADS_SHOWN + 1];
    Paging paging;
    guint n = 0;

    if (!paging_read(visit, TRUE, &paging, error))
        return FALSE;
    g_autoptr(Rows) rows = site_threads(visit->store, visit->route.list, paging.time, paging.number,
                                        paging.back, THREADS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    while (n < G_N_ELEMENTS(rows_read) && site_threads_next(rows, &rows_read[n]))
        n++;
    guint shown = paging_shown(n, THREADS_SHOWN);
    Value *threads = value_set_list(visit->page, "threads");
    for (guint i = 0; i < shown; i++)
        add_thread(visit, threads, &rows_read[paging_index(&paging, shown, i)]);

    g_autofree char *newer = NULL, *older = NULL;
    if (paging_has_previous(&paging, n, THREADS_SHOWN))
        newer =
            paging_url(&paging, FALSE, path, place_of(&rows_read[paging_index(&paging, shown, 0)]));
    if (paging_has_next(&paging, n, THREADS_SHOWN))
        older = paging_url(&paging, TRUE, path,
                           place_of(&rows_read[paging_index(&paging, shown, shown - 1)]));
    visit_pages(visit, newer, older);
    if (paging.first)
        visit_canonical(visit, path);
    return TRUE;
}

/* What is posted to a list above reaches the members of this one, and theirs what is posted here.
 */
static gboolean
add_tree(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_list_tree(visit->store, visit->route.list, error);
    SiteListTree row;

    if (rows == NULL)
        return FALSE;
    Value *above = value_set_list(visit->page, "above");
    Value *below = value_set_list(visit->page, "below");
    while (site_list_tree_next(rows, &row)) {
        Value *list = value_append_dict(row.is_above ? above : below);
        g_autofree char *url = route_list(row.name);
        value_set_text(list, "url", url);
        value_set_text(list, "title", row.title);
        value_set_bool(visit->page, row.is_above ? "has_above" : "has_below", TRUE);
    }
    return TRUE;
}

gboolean
page_list(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
    SiteList row;

    if (rows == NULL)
        return FALSE;
    if (!site_list_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *path = route_list(visit->route.list);
    g_autofree char *months = route_with(path, "by", "month");
    if (visit->route.feed != ROUTE_FEED_NONE)
        return post_feed_list(visit, row.title, path, error);
    visit_in_list(visit, row.title);
    value_set_text(visit->page, "months_url", months);
    feed_offer(visit, path);
    visit_set_prose(visit->page, "description", row.description, row.language);
    visit_set_written(visit->page, "meta_description", row.description);
    return add_tree(visit, error) && add_threads(visit, error) &&
           visit_render(visit, "site/list", error);
}

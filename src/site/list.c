/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list - the threads of a list, those that moved last first
 *
 * A further page begins after a thread and a time, not after a count: it stays where it is while
 * people write, and costs the same however far back it is.
 */
#include "store/query.h"

#include "site/pages.h"

enum { THREADS_SHOWN = 50 };

static const gint64 end_of_time = 250000000000000000;

typedef struct {
    gboolean newer; /* the rows come oldest first */
    gboolean first; /* nothing is newer for sure */
    gint64 last;
    gint64 thread;
} Place;

static gboolean
place_read(const HttpRequest *request, Place *place)
{
    const char *before = params_get(request->query, "before");
    const char *after = params_get(request->query, "after");

    *place = (Place){.newer = after != NULL, .first = before == NULL && after == NULL};
    place->last = end_of_time;
    if (place->first)
        return TRUE;
    return route_read_place(after != NULL ? after : before, &place->last, &place->thread);
}

static void
add_thread(Visit *visit, Value *threads, const SiteThreads *row)
{
    Value *thread = value_append_dict(threads);
    g_autofree char *url = row->posts > 1 ? route_thread(visit->route.list, row->message_id)
                                          : route_message(visit->route.list, row->message_id);

    value_set_text(thread, "url", url);
    value_set_text(thread, "subject", visit_subject(visit, row->subject));
    value_set_text(thread, "author", visit_author(visit, row->author));
    value_set_int(thread, "posts", row->posts);
    visit_date(visit, thread, "last", row->last);
}

static char *
url_of(const Visit *visit, const char *direction, const SiteThreads *row)
{
    g_autofree char *list = route_list(visit->route.list);
    g_autofree char *place = route_place(row->last, row->thread);

    return route_with(list, direction, place);
}

static gboolean
add_threads(Visit *visit, GError **error)
{
    Place place;
    SiteThreads shown[THREADS_SHOWN + 1];
    guint n = 0;

    if (!place_read(visit->request, &place))
        return visit_not_found(error);
    g_autoptr(Rows) rows = site_threads(visit->store, visit->route.list, place.last, place.thread,
                                        place.newer, THREADS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    while (n < G_N_ELEMENTS(shown) && site_threads_next(rows, &shown[n]))
        n++;
    gboolean more = n > THREADS_SHOWN;
    n = MIN(n, THREADS_SHOWN);
    Value *threads = value_set_list(visit->page, "threads");
    for (guint i = 0; i < n; i++)
        add_thread(visit, threads, &shown[place.newer ? n - 1 - i : i]);

    const SiteThreads *newest = n > 0 ? &shown[place.newer ? n - 1 : 0] : NULL;
    const SiteThreads *oldest = n > 0 ? &shown[place.newer ? 0 : n - 1] : NULL;
    gboolean is_newer = newest != NULL && (place.newer ? more : !place.first);
    gboolean is_older = oldest != NULL && (place.newer || more);
    g_autofree char *newer_url = is_newer ? url_of(visit, "after", newest) : NULL;
    g_autofree char *older_url = is_older ? url_of(visit, "before", oldest) : NULL;
    visit_pages(visit, newer_url, older_url);
    if (place.first) {
        g_autofree char *canonical = route_list(visit->route.list);
        visit_canonical(visit, canonical);
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
    visit_in_list(visit, row.title);
    visit_set_written(visit->page, "description", row.description);
    visit_set_written(visit->page, "meta_description", row.description);
    return add_threads(visit, error) && visit_render(visit, "site/list", error);
}

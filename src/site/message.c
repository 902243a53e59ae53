/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message - one message at its permanent link, with what it answers and what answers it */
#include "site/pages.h"
#include "site/thread-view.h"

static void
add_parent(Visit *visit, const ThreadView *view, int parent)
{
    const SiteThread *post = &view->posts[parent];
    g_autofree char *url = route_message(visit->route.list, post->message_id);
    Value *dict = value_set_dict(visit->page, "parent");

    value_set_text(dict, "url", url);
    value_set_text(dict, "author", visit_author(visit, post->author));
}

static void
add_replies(Visit *visit, const ThreadView *view, int index)
{
    Value *replies = value_set_list(visit->page, "replies");
    gboolean any = FALSE;

    for (guint i = 0; i < view->n; i++) {
        const SiteThread *post = &view->posts[i];
        if (view->links[i].parent != index)
            continue;
        g_autofree char *url = route_message(visit->route.list, post->message_id);
        Value *reply = value_append_dict(replies);
        value_set_text(reply, "url", url);
        value_set_text(reply, "author", visit_author(visit, post->author));
        visit_date_time(visit, reply, "date", post->date);
        any = TRUE;
    }
    value_set_bool(visit->page, "has_replies", any);
}

static gboolean
add_thread(Visit *visit, const SitePost *post, GError **error)
{
    g_auto(ThreadView) view = {0};

    if (!thread_view_open(&view, visit, post->thread, error))
        return FALSE;
    visit_last_modified(visit, MAX(post->accepted, view.accepted));
    if (view.n > 1) {
        g_autofree char *url = route_thread(visit->route.list, view.posts[0].message_id);
        value_set_text(visit->page, "thread_url", url);
    }
    int index = thread_view_find(&view, post->message);
    if (index < 0)
        return TRUE;
    if (view.links[index].parent >= 0)
        add_parent(visit, &view, view.links[index].parent);
    add_replies(visit, &view, index);
    return TRUE;
}

/* The copy of an edition in the archive is its plain text: the way to its page. */
static gboolean
add_edition(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_edition_of(visit->store, route->list, route->message_id, error);
    SiteEditionOf row;

    if (rows == NULL)
        return FALSE;
    if (site_edition_of_next(rows, &row)) {
        g_autofree char *url = route_edition(route->list, row.number);
        value_set_text(visit->page, "edition_url", url);
    }
    return TRUE;
}

gboolean
page_message(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_post(visit->store, route->list, route->message_id, error);
    SitePost post;

    if (rows == NULL)
        return FALSE;
    if (!site_post_next(rows, &post))
        return visit_not_found(error);
    g_autofree char *url = route_message(route->list, route->message_id);
    g_autofree char *short_url = route_short(post.short_hash);
    visit_in_list(visit, post.list_title);
    visit_canonical(visit, url);
    value_set_text(visit->page, "url", url);
    value_set_text(visit->page, "short_url", short_url);
    value_set_text(visit->page, "subject", visit_subject(visit, post.subject));
    value_set_text(visit->page, "author", visit_author(visit, post.author));
    visit_date_time(visit, visit->page, "date", post.date);
    visit_post_html(visit, visit->page, post.body, post.html);
    return add_thread(visit, &post, error) && add_edition(visit, error) &&
           visit_render(visit, "site/message", error);
}

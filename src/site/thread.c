/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread - the posts of a thread on one page, nested or in the order of dates
 *
 * A long one is cut into pages; an answer says whom it answers where that is not the post above.
 */
#include "base/error.h"

#include "site/pages.h"
#include "site/post-feed.h"
#include "site/post-parts.h"
#include "site/thread-view.h"

enum {
    POSTS_SHOWN = 200,
    DEPTH_MAX = 6, /* steps that the style sheet has */
};

typedef struct {
    ThreadView view;
    gboolean flat;
    guint from; /* places in reading order: from .. to - 1 */
    guint to;
    guint page;
    GHashTable *bodies; /* message -> SiteBodies */
    PostParts parts;
} Shown;

static void
shown_clear(Shown *shown)
{
    thread_view_clear(&shown->view);
    g_clear_pointer(&shown->bodies, g_hash_table_unref);
    post_parts_clear(&shown->parts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

static guint
index_at(const Shown *shown, guint place)
{
    return shown->flat ? place : shown->view.order[place];
}

static char *
anchor_of(const SiteThread *post)
{
    g_autofree char *hash = g_ascii_strdown(post->short_hash, -1);

    return g_strdup_printf("m-%s", hash);
}

/* Whom the post at `place` answers; -1 where the page shows it by itself, or not at all. */
static int
answered(const Shown *shown, guint place)
{
    int parent = shown->view.links[index_at(shown, place)].parent;

    if (parent < 0 || (place > shown->from && index_at(shown, place - 1) == (guint)parent))
        return -1;
    for (guint i = shown->from; i < shown->to; i++)
        if (index_at(shown, i) == (guint)parent)
            return parent;
    return -1;
}

static void
add_post(Visit *visit, Value *posts, const Shown *shown, guint place, GHashTable *anchors)
{
    guint index = index_at(shown, place);
    const SiteThread *post = &shown->view.posts[index];
    const SiteBodies *body = g_hash_table_lookup(shown->bodies, &post->message);
    g_autofree char *url = route_message(visit->route.list, post->link);
    char *anchor = anchor_of(post);
    int parent = answered(shown, place);
    Value *dict = value_append_dict(posts);

    /* A Message-ID that came twice has one anchor; the second post gets its own. */
    if (g_hash_table_contains(anchors, anchor)) {
        char *own = g_strdup_printf("%s-%" G_GINT64_FORMAT, anchor, post->message);
        g_free(anchor);
        anchor = own;
    }
    g_hash_table_add(anchors, anchor);
    value_set_text(dict, "anchor", anchor);
    value_set_text(dict, "url", url);
    value_set_int(dict, "depth", shown->flat ? 0 : MIN(shown->view.links[index].depth, DEPTH_MAX));
    value_set_text(dict, "author", visit_author(visit, post->author));
    visit_date_time(visit, dict, "date", post->date);
    if (body != NULL)
        visit_post_html(visit, dict, body->body, body->html);
    post_parts_add(&shown->parts, visit, dict, post->message, post->link);
    if (parent >= 0) {
        g_autofree char *reply_anchor = anchor_of(&shown->view.posts[parent]);
        value_set_text(dict, "reply_author", visit_author(visit, shown->view.posts[parent].author));
        value_set_text(dict, "reply_anchor", reply_anchor);
    }
}

static gboolean
add_posts(Visit *visit, Shown *shown, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    SiteBodies row;

    for (guint i = shown->from; i < shown->to; i++)
        g_array_append_val(messages, shown->view.posts[index_at(shown, i)].message);
    g_autoptr(Rows) rows = site_bodies(visit->store, visit->route.list, messages, error);
    if (rows == NULL)
        return FALSE;
    shown->bodies = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    while (site_bodies_next(rows, &row)) {
        SiteBodies *body = g_memdup2(&row, sizeof row);
        g_hash_table_insert(shown->bodies, &body->message, body);
    }
    if (!post_parts_open(&shown->parts, visit, messages, error))
        return FALSE;
    Value *posts = value_set_list(visit->page, "posts");
    for (guint i = shown->from; i < shown->to; i++)
        add_post(visit, posts, shown, i, anchors);
    return TRUE;
}

static char *
page_url(const Visit *visit, const char *path, guint page)
{
    g_autofree char *number = g_strdup_printf("%u", page);

    return page > 1 ? route_with(path, "page", number) : g_strdup(path);
}

static void
add_pages(Visit *visit, const Shown *shown)
{
    g_autofree char *nested = route_thread(visit->route.list, visit->route.message_id);
    g_autofree char *flat = g_strdup(nested);

    flat[strlen(flat) - 2] = 'T';
    const char *path = shown->flat ? flat : nested;
    g_autofree char *back = shown->page > 1 ? page_url(visit, path, shown->page - 1) : NULL;
    g_autofree char *on = shown->to < shown->view.n ? page_url(visit, path, shown->page + 1) : NULL;
    value_set_bool(visit->page, "has_pages", back != NULL || on != NULL);
    value_set_text(visit->page, "previous_url", back);
    value_set_text(visit->page, "next_url", on);
}

static gboolean
show(Visit *visit, const SitePost *post, GError **error)
{
    g_auto(Shown) shown = {.flat = visit->route.page == ROUTE_THREAD_FLAT};

    shown.page =
        route_read_page(params_get(visit->request->query, "page"), THREAD_POSTS_MAX / POSTS_SHOWN);
    if (!thread_view_open(&shown.view, visit, post->thread, error))
        return FALSE;
    if (visit->route.feed != ROUTE_FEED_NONE)
        return post_feed_thread(visit, &shown.view,
                                visit_subject(visit, shown.view.posts[0].subject), error);
    shown.from = (shown.page - 1) * POSTS_SHOWN;
    if (shown.page == 0 || shown.from >= shown.view.n)
        return visit_not_found(error);
    shown.to = MIN(shown.from + POSTS_SHOWN, shown.view.n);

    const SiteThread *first = &shown.view.posts[0];
    g_autofree char *canonical = route_thread(visit->route.list, first->link);
    if (shown.page == 1)
        visit_canonical(visit, canonical);
    visit_last_modified(visit, shown.view.changed);
    value_set_text(visit->page, "subject", visit_subject(visit, first->subject));
    value_set_int(visit->page, "count", shown.view.n);
    value_set_bool(visit->page, "cut", shown.view.n == THREAD_POSTS_MAX);
    add_pages(visit, &shown);
    return add_posts(visit, &shown, error) && visit_render(visit, "site/thread", error);
}

gboolean
page_thread(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_post(visit->store, route->list, route->message_id, error);
    SitePost post;

    if (rows == NULL)
        return FALSE;
    if (!site_post_next(rows, &post))
        return visit_not_found(error);
    visit_in_list(visit, post.list_title);
    return show(visit, &post, error);
}

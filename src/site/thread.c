/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread - the posts of a thread, nested or in the order of dates
 *
 * A long one is cut into pages. Under the name of any of its messages one gets the page on which
 * that stands, so that a link to a message in its thread holds while the thread grows; pages that
 * lead to each other have numbers. A long post shows its beginning. An answer says whom it answers
 * where that is not the post above.
 */
#include "base/error.h"

#include "site/pages.h"
#include "site/post-feed.h"
#include "site/post-parts.h"
#include "site/thread-pages.h"

enum {
    DEPTH_MAX = 6, /* steps that the style sheet has */
};

typedef struct {
    ThreadView view;
    gboolean flat;
    ThreadPage page;
    gsize room;         /* bytes of text that the posts still to come have */
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
    return thread_index_at(&shown->view, shown->flat, place);
}

/* Whom the post at `place` answers, and where that is; the post above answers itself. */
static void
add_answered(Visit *visit, Value *dict, const Shown *shown, guint place)
{
    int parent = shown->view.links[index_at(shown, place)].parent;
    g_autofree char *url = NULL;

    if (parent < 0 || (place > shown->page.from && index_at(shown, place - 1) == (guint)parent))
        return;
    const SiteThread *post = &shown->view.posts[parent];
    g_autofree char *anchor = thread_anchor(post->short_hash);
    g_autofree char *here = g_strconcat("#", anchor, NULL);
    gboolean is_here = FALSE;
    for (guint i = shown->page.from; i < shown->page.to && !is_here; i++)
        is_here = index_at(shown, i) == (guint)parent;
    if (!is_here)
        url = route_in_thread(visit->route.list, post->link, shown->flat, anchor);
    value_set_text(dict, "reply_author", visit_author(visit, post->author));
    value_set_text(dict, "reply_url", is_here ? here : url);
}

/* Its text, as far as there is room; a long one goes on at its own page. */
static void
add_text(Visit *visit, Value *dict, Shown *shown, const SiteBodies *body, const char *url)
{
    gboolean whole;

    gsize size = visit_post_html(visit, dict, body->body, body->html,
                                 MIN(shown->room, THREAD_POST_BYTES), &whole);
    shown->room -= MIN(shown->room, size);
    if (!whole)
        value_set_text(dict, "rest_url", url);
}

static void
add_post(Visit *visit, Value *posts, Shown *shown, guint place, GHashTable *anchors)
{
    guint index = index_at(shown, place);
    const SiteThread *post = &shown->view.posts[index];
    const SiteBodies *body = g_hash_table_lookup(shown->bodies, &post->message);
    g_autofree char *url = route_message(visit->route.list, post->link);
    char *anchor = thread_anchor(post->short_hash);
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
        add_text(visit, dict, shown, body, url);
    post_parts_add(&shown->parts, visit, dict, post->message, post->link, 1, THREAD_FILE_BYTES);
    if (post_parts_pages(&shown->parts, post->message, THREAD_FILE_BYTES) > 1)
        value_set_text(dict, "files_url", url);
    add_answered(visit, dict, shown, place);
}

static gboolean
add_posts(Visit *visit, Shown *shown, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    SiteBodies row;

    shown->room = THREAD_PAGE_BYTES;
    for (guint i = shown->page.from; i < shown->page.to; i++) {
        const SiteThread *post = &shown->view.posts[index_at(shown, i)];
        g_array_append_val(messages, post->message);
        shown->room -= MIN(shown->room, thread_post_frame(post));
    }
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
    for (guint i = shown->page.from; i < shown->page.to; i++)
        add_post(visit, posts, shown, i, anchors);
    return TRUE;
}

static gboolean
show(Visit *visit, const SitePost *post, GError **error)
{
    g_auto(Shown) shown = {.flat = visit->route.page == ROUTE_THREAD_FLAT};

    const char *asked = params_get(visit->request->query, "page");
    guint number = asked != NULL ? route_read_page(asked, THREAD_POSTS_MAX) : 0;

    if (!thread_view_open(&shown.view, visit, post->thread, error))
        return FALSE;
    if (visit->route.feed != ROUTE_FEED_NONE)
        return post_feed_thread(visit, &shown.view,
                                visit_subject(visit, shown.view.posts[0].subject), error);
    int named = thread_view_find(&shown.view, post->message);
    if ((asked != NULL && number == 0) ||
        !thread_page_find(&shown.view, shown.flat, number,
                          named >= 0 ? (guint)named : shown.view.n - 1, &shown.page))
        return visit_not_found(error);

    const SiteThread *first = &shown.view.posts[thread_index_at(&shown.view, shown.flat, 0)];
    g_autofree char *path = route_in_thread(visit->route.list, first->link, shown.flat, NULL);
    visit_last_modified(visit, shown.view.changed);
    value_set_text(visit->page, "subject", visit_subject(visit, first->subject));
    value_set_int(visit->page, "count", shown.view.n);
    value_set_bool(visit->page, "cut", shown.view.n == THREAD_POSTS_MAX);
    visit_numbered_pages(visit, path, shown.page.number, shown.page.count);
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

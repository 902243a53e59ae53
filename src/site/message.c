/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message - one message at its permanent link, with what it answers, what answers it, and the ways
 * on: through its thread as one reads it, and through its list as it was written
 */
#include <string.h>

#include "http/percent.h"

#include "site/pages.h"
#include "site/post-parts.h"
#include "site/thread-view.h"

static void
add_parent(Visit *visit, const ThreadView *view, int parent)
{
    const SiteThread *post = &view->posts[parent];
    g_autofree char *url = route_message(visit->route.list, post->link);
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
        g_autofree char *url = route_message(visit->route.list, post->link);
        Value *reply = value_append_dict(replies);
        value_set_text(reply, "url", url);
        value_set_text(reply, "author", visit_author(visit, post->author));
        visit_date_time(visit, reply, "date", post->date);
        any = TRUE;
    }
    value_set_bool(visit->page, "has_replies", any);
}

static void
set_message_url(Visit *visit, const char *key, const char *link)
{
    g_autofree char *url = link != NULL ? route_message(visit->route.list, link) : NULL;

    value_set_text(visit->page, key, url);
}

/* The posts that are read before and after this one in its thread. */
static void
add_ways(Visit *visit, const ThreadView *view, int index)
{
    for (guint place = 0; place < view->n; place++) {
        if (view->order[place] != (guint)index)
            continue;
        const SiteThread *before = place > 0 ? &view->posts[view->order[place - 1]] : NULL;
        const SiteThread *after = place + 1 < view->n ? &view->posts[view->order[place + 1]] : NULL;
        set_message_url(visit, "thread_previous_url", before != NULL ? before->link : NULL);
        set_message_url(visit, "thread_next_url", after != NULL ? after->link : NULL);
        return;
    }
}

static gboolean
add_thread(Visit *visit, const SiteMessage *post, GError **error)
{
    g_auto(ThreadView) view = {0};

    if (!thread_view_open(&view, visit, post->thread, error))
        return FALSE;
    visit_last_modified(visit, MAX(post->changed, view.changed));
    if (view.n > 1) {
        g_autofree char *url = route_thread(visit->route.list, view.posts[0].link);
        value_set_text(visit->page, "thread_url", url);
    }
    int index = thread_view_find(&view, post->message);
    if (index < 0)
        return TRUE;
    if (view.links[index].parent >= 0)
        add_parent(visit, &view, view.links[index].parent);
    add_replies(visit, &view, index);
    add_ways(visit, &view, index);
    return TRUE;
}

/* "Re:" once. */
static char *
answer_subject(const char *subject)
{
    if (g_ascii_strncasecmp(subject, "Re:", 3) == 0)
        return g_strdup(subject);
    return g_strconcat("Re: ", subject, NULL);
}

/* A mailto: link (RFC 6068) that answers on the list and in the thread. Its "@" is written as a
 * reference, which readers' programs understand and the simplest harvesters do not; it is the
 * list's address, the only one that a page has. */
static void
add_answer(Visit *visit, const SiteMessage *post)
{
    const char *id = post->message_id;

    if (!g_str_equal(post->list_kind, "discussion") || !g_str_is_ascii(id) ||
        strpbrk(id, " \t") != NULL)
        return;
    g_autofree char *subject = answer_subject(post->subject);
    g_autofree char *encoded_subject = percent_encode(subject);
    g_autofree char *bracketed = g_strdup_printf("<%s>", id);
    g_autofree char *encoded_id = percent_encode(bracketed);
    g_autofree char *url =
        g_strdup_printf("mailto:%s&#64;%s?In-Reply-To=%s&amp;Subject=%s", visit->route.list,
                        post->list_domain, encoded_id, encoded_subject);
    value_set_html(visit->page, "answer_url", url);
}

static void
add_links(Visit *visit, const SiteMessage *post)
{
    const Route *route = &visit->route;
    g_autofree char *url = route_message(route->list, route->message_id);
    g_autofree char *short_url = route_short(post->short_hash);
    g_autofree char *raw = route_file(route->list, route->message_id, "raw");
    g_autofree char *mbox = route_file(route->list, route->message_id, "t.mbox.gz");

    visit_canonical(visit, url);
    value_set_text(visit->page, "url", url);
    value_set_text(visit->page, "short_url", short_url);
    value_set_text(visit->page, "raw_url", raw);
    value_set_text(visit->page, "mbox_url", mbox);
    set_message_url(visit, "newer_url", post->newer);
    set_message_url(visit, "older_url", post->older);
    /* The copy of an edition in the archive is its plain text: the way to its page. */
    if (post->edition != 0) {
        g_autofree char *edition = route_edition(route->list, post->edition);
        value_set_text(visit->page, "edition_url", edition);
    }
}

static gboolean
add_parts(Visit *visit, const SiteMessage *post, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_auto(PostParts) parts = {0};

    g_array_append_val(messages, post->message);
    if (!post_parts_open(&parts, visit, messages, error))
        return FALSE;
    post_parts_add(&parts, visit, visit->page, post->message, visit->route.message_id);
    return TRUE;
}

gboolean
page_message(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_message(visit->store, route->list, route->message_id, error);
    SiteMessage post;

    if (rows == NULL)
        return FALSE;
    if (!site_message_next(rows, &post))
        return visit_not_found(error);
    visit_in_list(visit, post.list_title);
    value_set_text(visit->page, "subject", visit_subject(visit, post.subject));
    value_set_text(visit->page, "author", visit_author(visit, post.author));
    visit_date_time(visit, visit->page, "date", post.date);
    visit_post_html(visit, visit->page, post.body, post.html);
    add_links(visit, &post);
    add_answer(visit, &post);
    return add_parts(visit, &post, error) && add_thread(visit, &post, error) &&
           visit_render(visit, "site/message", error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message - one message at its permanent link, with what it answers, what answers it, and the ways
 * on: through its thread as one reads it, and through its list as it was written
 *
 * What is too long for one page goes on on further ones, as text even where it was HTML.
 */
#include <string.h>

#include "http/percent.h"
#include "page/html.h"

#include "site/described.h"
#include "site/pages.h"
#include "site/post-parts.h"
#include "site/thread-view.h"

enum {
    PART_BYTES = 34000, /* of the text on a page */
    FILE_BYTES = 7000,  /* of its list of attachments */
    REPLIES_SHOWN = 25,
    PARTS_MAX = 10000, /* more than the longest text kept has */
};

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
    guint n = 0;

    for (guint i = 0; i < view->n; i++) {
        const SiteThread *post = &view->posts[i];
        if (view->links[i].parent != index)
            continue;
        if (++n > REPLIES_SHOWN)
            break;
        g_autofree char *url = route_message(visit->route.list, post->link);
        Value *reply = value_append_dict(replies);
        value_set_text(reply, "url", url);
        value_set_text(reply, "author", visit_author(visit, post->author));
        visit_date_time(visit, reply, "date", post->date);
    }
    value_set_bool(visit->page, "has_replies", n > 0);
    value_set_bool(visit->page, "has_more_replies", n > REPLIES_SHOWN);
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
        g_autofree char *anchor = thread_anchor(post->short_hash);
        g_autofree char *url =
            route_in_thread(visit->route.list, visit->route.message_id, FALSE, anchor);
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

    value_set_text(visit->page, "url", url);
    value_set_text(visit->page, "short_url", short_url);
    value_set_text(visit->page, "raw_url", raw);
    value_set_text(visit->page, "mbox_url", mbox);
    set_message_url(visit, "list_next_url", post->newer);
    set_message_url(visit, "list_previous_url", post->older);
    /* The copy of an edition in the archive is its plain text: the way to its page. */
    if (post->edition != 0) {
        g_autofree char *edition = route_edition(route->list, post->edition);
        value_set_text(visit->page, "edition_url", edition);
    }
}

/* Where each part of the text ends; nothing where HTML is shown whole. */
static void
cut_text(const Visit *visit, const SiteMessage *post, GArray *ends)
{
    const char *summary = words_get(visit->words, "quote");
    gsize at = 0;

    if (post->html == NULL || strlen(post->html) > PART_BYTES)
        while (post->body[at] != '\0') {
            at += text_cut(post->body + at, summary, PART_BYTES);
            g_array_append_val(ends, at);
        }
}

/* The text, or the part of it that the page is about; beyond its end nothing but files. */
static void
add_text(Visit *visit, const SiteMessage *post, const GArray *ends, guint number)
{
    if (ends->len <= 1 && number == 1) {
        visit_post_html(visit, visit->page, post->body, post->html, PART_BYTES, NULL);
        return;
    }
    gboolean any = number <= ends->len;
    gsize from = any && number > 1 ? g_array_index(ends, gsize, number - 2) : 0;
    gsize to = any ? g_array_index(ends, gsize, number - 1) : 0;
    g_autofree char *part = g_strndup(post->body + from, to - from);
    visit_post_html(visit, visit->page, part, NULL, G_MAXSIZE, NULL);
    value_set_bool(visit->page, "was_html", post->html != NULL);
}

static void
describe(Visit *visit, const SiteMessage *post)
{
    const Described of = {.type = "DiscussionForumPosting",
                          .path = value_text(value_get(visit->page, "url")),
                          .title = visit_subject(visit, post->subject),
                          .author = visit_author(visit, post->author),
                          .part_of = post->list_title,
                          .date = post->date};

    described_set(visit, &of);
}

/* What else they wrote, by the name they wrote under. */
static void
add_author(Visit *visit, const SiteMessage *post)
{
    if (*post->author == '\0' || strchr(post->author, '"') != NULL)
        return;
    g_autofree char *query = g_strdup_printf("from:\"%s\"", post->author);
    g_autofree char *found = route_with("/", "q", query);
    g_autofree char *url = route_with(found, "order", "newest");
    value_set_text(visit->page, "author_url", url);
}

static gboolean
add_parts(Visit *visit, const SiteMessage *post, GError **error)
{
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
    guint number = route_read_page(params_get(visit->request->query, "page"), PARTS_MAX);
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_auto(PostParts) parts = {0};

    g_array_append_val(messages, post->message);
    if (!post_parts_open(&parts, visit, messages, error))
        return FALSE;
    cut_text(visit, post, ends);
    guint of_files = post_parts_pages(&parts, post->message, FILE_BYTES);
    guint count = MAX(MAX(ends->len, 1), of_files);
    if (number == 0 || number > count)
        return visit_not_found(error);
    add_text(visit, post, ends, number);
    post_parts_add(&parts, visit, visit->page, post->message, visit->route.message_id, number,
                   FILE_BYTES);
    visit_numbered_pages(visit, value_text(value_get(visit->page, "url")), number, count);
    describe(visit, post);
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
    add_links(visit, &post);
    add_answer(visit, &post);
    add_author(visit, &post);
    return add_parts(visit, &post, error) && add_thread(visit, &post, error) &&
           visit_render(visit, "site/message", error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread-view - a thread as it stands on one list: who wrote, when, in answer to whom
 *
 * Reads no bodies: a thread of thousands is nested from its outline, and only the posts that a
 * page shows are read whole.
 */
#include "site/thread-view.h"

#include <string.h>

#include "page/html.h"

gboolean
thread_view_open(ThreadView *view, Visit *visit, gint64 thread, GError **error)
{
    *view = (ThreadView){0};
    view->rows = site_thread(visit->store, visit->route.list, thread, THREAD_POSTS_MAX, error);
    if (view->rows == NULL)
        return FALSE;
    guint n = rows_count(view->rows);
    view->posts = g_new0(SiteThread, n + 1);
    view->links = g_new0(ThreadPost, n + 1);
    while (view->n < n && site_thread_next(view->rows, &view->posts[view->n])) {
        const SiteThread *post = &view->posts[view->n];
        view->links[view->n] =
            (ThreadPost){.message_id = post->message_id, .refers_to = post->refers_to};
        view->changed = MAX(view->changed, post->changed);
        view->n++;
    }
    view->order = thread_order(view->links, view->n);
    return TRUE;
}

void
thread_view_clear(ThreadView *view)
{
    g_clear_pointer(&view->rows, rows_free);
    g_clear_pointer(&view->posts, g_free);
    g_clear_pointer(&view->links, g_free);
    g_clear_pointer(&view->order, g_free);
}

int
thread_view_find(const ThreadView *view, gint64 message)
{
    for (guint i = 0; i < view->n; i++)
        if (view->posts[i].message == message)
            return (int)i;
    return -1;
}

char *
thread_anchor(const char *short_hash)
{
    g_autofree char *hash = g_ascii_strdown(short_hash, -1);

    return g_strconcat("m-", hash, NULL);
}

char *
post_html(const Visit *visit, const char *body, const char *html, gsize most, gboolean *whole)
{
    const char *summary = words_get(visit->words, "quote");

    *whole = TRUE;
    if (html != NULL && strlen(html) <= most)
        return g_strdup(html);
    /* What is reckoned before a cut is never too little, and often too much. */
    if (html == NULL && strlen(body) <= most) {
        g_autofree char *all = text_to_html(body, summary);
        if (strlen(all) <= most)
            return g_steal_pointer(&all);
    }
    gsize size = text_cut(body, summary, most);
    g_autofree char *part = g_strndup(body, size);
    *whole = html == NULL && body[size] == '\0';
    return text_to_html(part, summary);
}

gsize
visit_post_html(const Visit *visit, Value *dict, const char *body, const char *html, gsize most,
                gboolean *whole)
{
    gboolean ignored;
    g_autofree char *shown = post_html(visit, body, html, most, whole != NULL ? whole : &ignored);
    /* The page's own heading is the first; in a thread each post has one of the second level. */
    g_autofree char *below =
        html != NULL ? html_headings_from(shown, dict == visit->page ? 2 : 3) : NULL;
    g_autoptr(GString) reachable = g_string_new(below != NULL ? below : shown);

    /* A wide table scrolls by itself on a narrow screen, so that the keyboard must reach it. In
     * cleaned HTML "<" begins a tag and nothing else. */
    if (html != NULL)
        g_string_replace(reachable, "<table", "<table tabindex=\"0\"", 0);
    value_set_html(dict, "html", reachable->str);
    return reachable->len;
}

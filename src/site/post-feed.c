/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-feed - the newest posts for feed readers: of a thread, a list, all public lists, or a search
 *
 * An entry's id is the post's permanent link; its text is what the page shows.
 */
#include "site/post-feed.h"
#include "site/paging.h"

/* Of an entry's text; the rest of a longer one is on its page. */
enum { ENTRY_BYTES = 60000 };

/* What an entry needs of a post, whichever statement found it. */
typedef struct {
    const char *list;
    gint64 message;
    const char *link;
    const char *author;
    const char *subject;
    const char *language;
    gint64 date;
    gint64 changed;
} Entry;

/* When what is shown changed last: an entry that is there no more counts, as the list knows. */
static gboolean
set_changed(Visit *visit, const Entry *entries, guint n, GError **error)
{
    g_autoptr(Rows) rows = site_withdrawn_last(visit->store, visit->route.list, error);
    SiteWithdrawnLast row;

    if (rows == NULL || !site_withdrawn_last_next(rows, &row))
        return FALSE;
    gint64 last = row.at;
    for (guint i = 0; i < n; i++)
        last = MAX(last, entries[i].changed);
    if (n > 0)
        visit_last_modified(visit, last);
    return TRUE;
}

/* Into the feed, or among `items` of other kinds. */
static gboolean
take_entries(Visit *visit, const Entry *entries, guint n, FeedItems *items, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) bodies = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    SiteBodies row;

    for (guint i = 0; i < n; i++)
        g_array_append_val(messages, entries[i].message);
    g_autoptr(Rows) rows = site_bodies(visit->store, visit->route.list, messages, error);
    if (rows == NULL)
        return FALSE;
    while (site_bodies_next(rows, &row)) {
        SiteBodies *body = g_memdup2(&row, sizeof row);
        g_hash_table_insert(bodies, &body->message, body);
    }
    for (guint i = 0; i < n; i++) {
        const Entry *entry = &entries[i];
        const SiteBodies *body = g_hash_table_lookup(bodies, &entry->message);
        /* Withdrawn since the first statement. */
        if (body == NULL)
            continue;
        g_autofree char *url = route_message(entry->list, entry->link);
        gboolean whole;
        g_autofree char *html = post_html(visit, body->body, body->html, ENTRY_BYTES, &whole);
        const char *subject = visit_subject(visit, entry->subject);
        const char *author = visit_author(visit, entry->author);
        if (items != NULL)
            feed_items_add(items, url, subject, entry->language, entry->date, author, html);
        else
            feed_add(visit, url, subject, entry->language, entry->date, author, NULL, html);
    }
    return TRUE;
}

static gboolean
add_entries(Visit *visit, const Entry *entries, guint n, GError **error)
{
    return take_entries(visit, entries, n, NULL, error) && set_changed(visit, entries, n, error);
}

static Rows *
read_list(Visit *visit, Entry *entries, guint *n, GError **error)
{
    Rows *rows = site_posts(visit->store, visit->route.list, PAGING_START_OF_TIME,
                            PAGING_END_OF_TIME, PAGING_END_OF_TIME, 0, TRUE, FEED_ENTRIES, error);
    SitePosts row;

    while (rows != NULL && *n < FEED_ENTRIES && site_posts_next(rows, &row))
        entries[(*n)++] = (Entry){visit->route.list, row.message,  row.link, row.author,
                                  row.subject,       row.language, row.date, row.changed};
    return rows;
}

static Rows *
read_all(Visit *visit, Entry *entries, guint *n, GError **error)
{
    Rows *rows = site_posts_newest(visit->store, FEED_ENTRIES, error);
    SitePostsNewest row;

    while (rows != NULL && *n < FEED_ENTRIES && site_posts_newest_next(rows, &row))
        entries[(*n)++] = (Entry){row.list,    row.message,  row.link, row.author,
                                  row.subject, row.language, row.date, row.changed};
    return rows;
}

gboolean
post_feed_list(Visit *visit, const char *title, const char *path, GError **error)
{
    Entry entries[FEED_ENTRIES];
    guint n = 0;
    g_autoptr(Rows) rows = visit->route.list != NULL ? read_list(visit, entries, &n, error)
                                                     : read_all(visit, entries, &n, error);

    if (rows == NULL)
        return FALSE;
    feed_begin(visit, title, path);
    return add_entries(visit, entries, n, error) && feed_render(visit, error);
}

gboolean
post_feed_thread(Visit *visit, const ThreadView *view, const char *title, GError **error)
{
    g_autofree char *path = route_thread(visit->route.list, view->posts[0].link);
    Entry entries[FEED_ENTRIES];
    guint n = MIN(view->n, FEED_ENTRIES);

    for (guint i = 0; i < n; i++) {
        const SiteThread *post = &view->posts[view->n - 1 - i];
        entries[i] = (Entry){.list = visit->route.list,
                             .message = post->message,
                             .link = post->link,
                             .author = post->author,
                             .subject = post->subject,
                             .date = post->date,
                             .changed = post->changed};
    }
    feed_begin(visit, title, path);
    return add_entries(visit, entries, n, error) && feed_render(visit, error);
}

static void
set_search_urls(Visit *visit, const char *query)
{
    static const char *const keys[] = {"home_url", "self_url"};

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *url = route_with(value_text(value_get(visit->page, keys[i])), "q", query);
        value_set_text(visit->page, keys[i], url);
    }
}

/* What a search finds, the newest; the rows hold the entries' texts. NULL with an error. */
static Rows *
read_found(Visit *visit, const SearchQuery *q, const char *list, Entry *entries, guint *n,
           GError **error)
{
    Rows *rows =
        site_search(visit->store, q->words, q->subject, q->from, list, q->after, q->before,
                    q->has_attachment, q->territory, q->interest, TRUE, 0, FEED_ENTRIES, error);
    SiteSearch row;

    while (rows != NULL && *n < FEED_ENTRIES && site_search_next(rows, &row))
        entries[(*n)++] = (Entry){row.list,    row.message,  row.link, row.author,
                                  row.subject, row.language, row.date, row.changed};
    return rows;
}

gboolean
post_feed_about(Visit *visit, const char *territory, const char *interest, FeedItems *items,
                GError **error)
{
    const SearchQuery about = {.territory = (char *)territory, .interest = (char *)interest};
    Entry entries[FEED_ENTRIES];
    guint n = 0;
    g_autoptr(Rows) rows = read_found(visit, &about, NULL, entries, &n, error);

    return rows != NULL && take_entries(visit, entries, n, items, error);
}

gboolean
post_feed_search(Visit *visit, const char *query, const SearchQuery *q, GError **error)
{
    const char *list = visit->route.list;
    g_autofree char *path = list != NULL ? route_list(list) : g_strdup("/");
    Entry entries[FEED_ENTRIES];
    guint n = 0;
    g_autoptr(Rows) rows = read_found(visit, q, list != NULL ? list : q->list, entries, &n, error);

    if (rows == NULL)
        return FALSE;
    feed_begin(visit, query, path);
    set_search_urls(visit, query);
    return add_entries(visit, entries, n, error) && feed_render(visit, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mbox - a month of a list, or a thread, as a file that mail programs open; and one post alone
 *
 * A month may be any number of posts: they are read, written and compressed a few at a time while
 * the file is sent, so that neither memory nor another reader waits for a slow client.
 */
#include "mime/mbox.h"
#include "base/error.h"
#include "base/gzip.h"
#include "store/query.h"

#include "site/pages.h"
#include "site/paging.h"
#include "site/pieces.h"
#include "site/public-mail.h"
#include "site/thread-view.h"

enum { POSTS_AT_ONCE = 50 };

typedef struct {
    const Site *site;
    Pieces *pieces;
    char *list;
    char *title;
    char *domain;
    gint64 from; /* of a month, microseconds */
    gint64 to;
    gint64 last_date; /* the post written last */
    gint64 last_message;
    Rows *thread; /* posts of a thread, SiteThread; NULL for a month */
    Gzip *gzip;
} Mbox;

static void
mbox_free(gpointer data)
{
    Mbox *mbox = data;

    rows_free(mbox->thread);
    pieces_end(mbox->pieces);
    g_free(mbox->list);
    g_free(mbox->title);
    g_free(mbox->domain);
    gzip_free(mbox->gzip);
    g_free(mbox);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mbox, mbox_free)

typedef struct {
    gint64 message;
    PublicMail mail;
} Entry;

/* Some posts, read at once. */
typedef struct {
    Mbox *mbox;
    Rows *rows; /* of a month */
    Entry entries[POSTS_AT_ONCE];
    guint n;
    GString *text;
} Piece;

static guint
take_from_thread(Mbox *mbox, Entry *entries)
{
    SiteThread row;
    guint n = 0;

    while (n < POSTS_AT_ONCE && site_thread_next(mbox->thread, &row))
        entries[n++] = (Entry){row.message,
                               {.message_id = row.message_id,
                                .link = row.link,
                                .short_hash = row.short_hash,
                                .author = row.author,
                                .subject = row.subject,
                                .refers_to = row.refers_to,
                                .date = row.date}};
    return n;
}

static guint
take_from_month(Rows *rows, Entry *entries)
{
    SitePosts row;
    guint n = 0;

    while (n < POSTS_AT_ONCE && site_posts_next(rows, &row)) {
        entries[n++] = (Entry){row.message,
                               {.message_id = row.message_id,
                                .link = row.link,
                                .short_hash = row.short_hash,
                                .author = row.author,
                                .subject = row.subject,
                                .refers_to = row.refers_to,
                                .date = row.date}};
    }
    return n;
}

/* Where a coordinator corrected threads, the mails say so: another reader makes the same of them.
 */
static Rows *
read_ties(Store *store, const Mbox *mbox, const GArray *messages, GHashTable *texts, GError **error)
{
    Rows *rows = site_post_ties(store, mbox->list, messages, error);
    SitePostTies row;

    while (rows != NULL && site_post_ties_next(rows, &row)) {
        PublicMail *mail = g_hash_table_lookup(texts, &row.message);
        if (mail != NULL)
            mail->refers_to = row.refers_to;
    }
    return rows;
}

static gboolean
write_entries(Store *store, Piece *piece, GError **error)
{
    const Mbox *mbox = piece->mbox;
    Entry *entries = piece->entries;
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) texts = g_hash_table_new(g_int64_hash, g_int64_equal);
    SiteBodies row;

    for (guint i = 0; i < piece->n; i++) {
        g_array_append_val(messages, entries[i].message);
        g_hash_table_insert(texts, &entries[i].message, &entries[i].mail);
    }
    g_autoptr(Rows) ties = read_ties(store, mbox, messages, texts, error);
    g_autoptr(Rows) rows = ties != NULL ? site_bodies(store, mbox->list, messages, error) : NULL;
    if (rows == NULL)
        return FALSE;
    while (site_bodies_next(rows, &row)) {
        PublicMail *mail = g_hash_table_lookup(texts, &row.message);
        mail->body = row.body;
    }
    for (guint i = 0; i < piece->n; i++) {
        PublicMail *mail = &entries[i].mail;
        /* Withdrawn since the first statement. */
        if (mail->body == NULL)
            continue;
        mail->list = mbox->list;
        mail->list_title = mbox->title;
        mail->list_domain = mbox->domain;
        g_autoptr(GString) written = public_mail_write(mbox->site, mail, error);
        if (written == NULL)
            return FALSE;
        mbox_append(piece->text, "hidden@colporteur.invalid", mail->date, written->str,
                    written->len);
    }
    return TRUE;
}

/* The next posts of a month, or those that were taken from a thread, as text. */
static gboolean
read_piece(Store *store, gpointer data, GError **error)
{
    Piece *piece = data;
    const Mbox *mbox = piece->mbox;

    g_string_truncate(piece->text, 0);
    if (mbox->thread == NULL) {
        rows_free(piece->rows);
        piece->rows = site_posts(store, mbox->list, mbox->from, mbox->to, mbox->last_date,
                                 mbox->last_message, FALSE, POSTS_AT_ONCE, error);
        if (piece->rows == NULL)
            return FALSE;
        piece->n = take_from_month(piece->rows, piece->entries);
    }
    return write_entries(store, piece, error);
}

static gboolean
produce(gpointer data, GByteArray *out, gboolean *end, GError **error)
{
    Mbox *mbox = data;
    g_autoptr(GString) text = g_string_new(NULL);
    Piece piece = {.mbox = mbox, .text = text};

    if (mbox->thread != NULL)
        piece.n = take_from_thread(mbox, piece.entries);
    gboolean good = pieces_read(mbox->pieces, read_piece, &piece, error);
    *end = piece.n < POSTS_AT_ONCE;
    if (good && piece.n > 0) {
        mbox->last_date = piece.entries[piece.n - 1].mail.date;
        mbox->last_message = piece.entries[piece.n - 1].message;
    }
    rows_free(piece.rows);
    return good && gzip_add(mbox->gzip, text->str, text->len, *end, out, error);
}

static Mbox *
mbox_open(Visit *visit, const SiteList *list, GError **error)
{
    Mbox *mbox = g_new0(Mbox, 1);

    mbox->site = visit->site;
    mbox->list = g_strdup(visit->route.list);
    mbox->title = g_strdup(list->title);
    mbox->domain = g_strdup(list->domain);
    mbox->gzip = gzip_new(6);
    mbox->pieces = pieces_begin(visit, error);
    if (mbox->pieces == NULL)
        g_clear_pointer(&mbox, mbox_free);
    return mbox;
}

static gboolean
find_thread(Visit *visit, Mbox *mbox, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_post(visit->store, route->list, route->message_id, error);
    SitePost post;

    if (rows == NULL)
        return FALSE;
    if (!site_post_next(rows, &post))
        return visit_not_found(error);
    mbox->thread = site_thread(visit->store, route->list, post.thread, THREAD_POSTS_MAX, error);
    return mbox->thread != NULL;
}

static gboolean
find_month(Visit *visit, Mbox *mbox, GError **error)
{
    const Route *route = &visit->route;

    mbox->from = words_moment(visit->words, route->year, route->month, 1);
    mbox->to = words_moment(visit->words, route->year, route->month + 1, 1);
    mbox->last_date = PAGING_START_OF_TIME;
    visit->response->etag = mirror_month_version(visit, mbox->from, mbox->to, error);
    return visit->response->etag != NULL;
}

gboolean
page_mbox(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
    SiteList list;

    if (rows == NULL)
        return FALSE;
    if (!site_list_next(rows, &list))
        return visit_not_found(error);
    g_autoptr(Mbox) mbox = mbox_open(visit, &list, error);
    if (mbox == NULL || !(visit->route.message_id != NULL ? find_thread(visit, mbox, error)
                                                          : find_month(visit, mbox, error)))
        return FALSE;
    g_autofree char *name =
        visit->route.message_id != NULL
            ? g_strdup_printf("attachment; filename=\"%s-thread.mbox.gz\"", mbox->list)
            : g_strdup_printf("attachment; filename=\"%s-%04d-%02d.mbox.gz\"", mbox->list,
                              visit->route.year, visit->route.month);
    http_response_header(visit->response, "Content-Type", "application/gzip");
    http_response_header(visit->response, "Content-Disposition", name);
    visit->response->policy = HTTP_POLICY_FOREIGN;
    visit->response->produce = produce;
    visit->response->produce_free = mbox_free;
    visit->response->produce_data = g_steal_pointer(&mbox);
    return TRUE;
}

gboolean
page_raw(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) lists = site_list(visit->store, route->list, error);
    g_autoptr(Rows) rows =
        lists != NULL ? site_post(visit->store, route->list, route->message_id, error) : NULL;
    SiteList list;
    SitePost post;

    if (rows == NULL)
        return FALSE;
    if (!site_list_next(lists, &list) || !site_post_next(rows, &post))
        return visit_not_found(error);
    const PublicMail mail = {
        .list = route->list,
        .list_title = list.title,
        .list_domain = list.domain,
        .message_id = post.message_id,
        .link = route->message_id,
        .short_hash = post.short_hash,
        .author = post.author,
        .subject = post.subject,
        .refers_to = post.refers_to,
        .body = post.body,
        .date = post.date,
    };
    g_autoptr(GString) written = public_mail_write(visit->site, &mail, error);
    if (written == NULL)
        return FALSE;
    http_response_header(visit->response, "Content-Type", "text/plain; charset=utf-8");
    visit->response->policy = HTTP_POLICY_FOREIGN;
    visit_last_modified(visit, post.changed);
    g_string_append_len(visit->response->body, written->str, (gssize)written->len);
    return TRUE;
}

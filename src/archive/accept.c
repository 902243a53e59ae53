/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept - a mail becomes a message of the archive and a post on a list
 *
 * Keeps the raw bytes and, beside them, what pages and search need: text with addresses and
 * readers' own links hidden, HTML only where there is no text, the shown name without an address.
 * Threads are the database's business (post_insert). Everything is bounded here, because a mail is
 * whatever a stranger sent; on failure the caller's transaction is lost and nothing is filed.
 */
#include <string.h>

#include "archive/accept.h"
#include "archive/hide.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/short-hash.h"
#include "page/html.h"
#include "store/query.h"

typedef struct {
    char *from_name;
    char *subject;
    char *body;
    char *html; /* NULL where there is a text part */
} Shown;

static void
shown_clear(Shown *shown)
{
    g_free(shown->from_name);
    g_free(shown->subject);
    g_free(shown->body);
    g_free(shown->html);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

/* At most `max` bytes, cut between characters; HTML is not cut, a tag left open would swallow the
 * page. */
static void
cut(char *text, gsize max)
{
    if (strlen(text) <= max)
        return;
    const char *end = g_utf8_find_prev_char(text, text + max + 1);
    text[end - text] = '\0';
}

/* `text` as the archive shows it, at most `max` bytes. */
static char *
hidden(const char *text, gsize max)
{
    g_autofree char *without_tokens = archive_hide_tokens(text != NULL ? text : "");
    char *shown = archive_hide_addresses(without_tokens);

    cut(shown, max);
    return shown;
}

static void
fill_text(const Mail *mail, Shown *shown)
{
    gboolean is_html = FALSE;
    g_autofree char *text = mail_text(mail, ARCHIVE_TEXT_MAX, &is_html);

    if (!is_html) {
        shown->body = hidden(text, ARCHIVE_TEXT_MAX);
        return;
    }
    g_autofree char *plain = html_to_text(text, strlen(text));
    g_autofree char *clean = html_clean(text, strlen(text));
    g_autofree char *linked = archive_hide_mailto(clean);
    shown->body = hidden(plain, ARCHIVE_TEXT_MAX);
    shown->html = hidden(linked, G_MAXSIZE);
}

static void
fill_shown(const Mail *mail, Shown *shown)
{
    const char *name = mail->from_name;

    /* Without a name the first letter of the address is at least something to tell people by. */
    if (name == NULL || *name == '\0')
        name = mail->from_address;
    shown->from_name = hidden(name, ARCHIVE_NAME_MAX);
    shown->subject = hidden(mail->subject, ARCHIVE_SUBJECT_MAX);
    fill_text(mail, shown);
}

static GBytes *
content_hash(GBytes *raw)
{
    g_autoptr(GChecksum) sha256 = g_checksum_new(G_CHECKSUM_SHA256);
    gsize size, hash_size = 32;
    const guint8 *data = g_bytes_get_data(raw, &size);
    guint8 hash[32];

    g_checksum_update(sha256, data, (gssize)size);
    g_checksum_get_digest(sha256, hash, &hash_size);
    return g_bytes_new(hash, hash_size);
}

char *
archive_message_id(const Mail *mail, GBytes *raw)
{
    if (mail->message_id != NULL && *mail->message_id != '\0')
        return g_strdup(mail->message_id);
    /* ".invalid" (RFC 2606) can be nobody's, so it never meets an identifier somebody chose. */
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
    return g_strconcat(hash, ".synthetic@colporteur.invalid", NULL);
}

static gboolean
date_is_sane(gint64 date, gint64 now)
{
    static const gint64 year_1980 = G_GINT64_CONSTANT(315532800) * G_USEC_PER_SEC;

    return date >= year_1980 && date <= now + G_TIME_SPAN_DAY;
}

gint64
archive_date(const Mail *mail, gint64 now, const char **reason)
{
    if (date_is_sane(mail->date_header, now)) {
        *reason = "date";
        return mail->date_header;
    }
    if (date_is_sane(mail->received_date, now)) {
        *reason = "received";
        return mail->received_date;
    }
    *reason = "accepted";
    return now;
}

char **
archive_refers_to(const Mail *mail, const char *message_id)
{
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    const char *nearest = mail->in_reply_to;
    guint n = 0;

    for (guint i = 0; mail->references != NULL && mail->references[i] != NULL; i++) {
        const char *id = mail->references[i];
        if (g_strcmp0(id, nearest) == 0)
            nearest = NULL;
        if (*id == '\0' || g_str_equal(id, message_id) || n == ARCHIVE_REFERS_MAX - 1)
            continue;
        g_strv_builder_add(ids, id);
        n++;
    }
    if (nearest != NULL && *nearest != '\0' && !g_str_equal(nearest, message_id))
        g_strv_builder_add(ids, nearest);
    return g_strv_builder_end(ids);
}

static gboolean
insert_message(Store *store, const Mail *mail, GBytes *raw, gint64 *message, GError **error)
{
    g_auto(Shown) shown = {0};
    g_autofree char *message_id = archive_message_id(mail, raw);
    g_autofree char *short_hash = message_short_hash(message_id);
    g_autoptr(GBytes) hash = content_hash(raw);
    g_auto(GStrv) refers_to = archive_refers_to(mail, message_id);
    const char *reason;
    gint64 date = archive_date(mail, clock_now(), &reason);
    ArchiveMessageInsert row;

    fill_shown(mail, &shown);
    g_autoptr(Rows) rows = archive_message_insert(
        store, message_id, hash, short_hash, raw, shown.from_name, mail->from_address,
        shown.subject, shown.body, shown.html, date, reason, mail->date_header,
        (const char *const *)refers_to, mail->oddities, error);
    if (rows == NULL)
        return FALSE;
    if (!archive_message_insert_next(rows, &row))
        return fail(error, ERROR_BUG, "a message filed has no number");
    *message = row.id;
    return TRUE;
}

gboolean
archive_accept(Store *store, const Mail *mail, GBytes *raw, gint64 list, gint64 subscriber,
               gint64 *message, gboolean *duplicate, GError **error)
{
    ArchivePostInsert row;
    gint64 number;

    if (!insert_message(store, mail, raw, &number, error))
        return FALSE;
    g_autoptr(Rows) rows = archive_post_insert(store, list, number, subscriber, error);
    if (rows == NULL)
        return FALSE;
    if (!archive_post_insert_next(rows, &row))
        return fail(error, ERROR_BUG, "a post filed has no thread");
    *message = number;
    if (duplicate != NULL)
        *duplicate = row.thread == 0;
    return TRUE;
}

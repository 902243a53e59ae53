/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-recognise - what is known of a mail to a list before anything is decided
 *
 * Loops and automatic mail are told by headers (RFC 2919, RFC 3834); who wrote it by the address in
 * From, folded, because that is whom readers see. Between one and three short queries. Whether From
 * tells the truth is the mail server's business (DMARC): a forged one that got here is not known.
 */
#include <string.h>

#include "archive/accept.h"
#include "base/address.h"
#include "base/error.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/post-recognise.h"

const char *
post_standing_word(PostStanding standing)
{
    static const char *const words[] = {"no author", "stranger", "unconfirmed", "left",
                                        "confirmed"};
    return words[standing];
}

/* Our own List-Id or X-Loop; or Delivered-To the list twice, since once may be the mail server that
 * hands it to us saying so. */
static gboolean
has_been_here(const List *list, const Mail *mail)
{
    g_autofree char *id = g_strconcat(list->name, ".", list->domain, NULL);
    g_autofree char *address = list_address(list, "");
    guint deliveries = 0;

    if (mail->list_id != NULL && g_ascii_strcasecmp(mail->list_id, id) == 0)
        return TRUE;
    for (guint i = 0; i < mail->n_headers; i++) {
        const MailHeader *header = &mail->headers[i];
        if (g_ascii_strcasecmp(header->value, address) != 0)
            continue;
        if (g_ascii_strcasecmp(header->name, "X-Loop") == 0)
            return TRUE;
        deliveries += g_ascii_strcasecmp(header->name, "Delivered-To") == 0;
    }
    return deliveries > 1;
}

static gboolean
begins_with(const char *value, const char *word)
{
    return value != NULL && g_ascii_strncasecmp(value, word, strlen(word)) == 0;
}

/* Narrower than mail_is_automatic(), which errs towards silence: what is told here is dropped. */
static gboolean
is_auto_reply(const Mail *mail)
{
    return begins_with(mail->auto_submitted, "auto-replied") ||
           begins_with(mail->precedence, "auto_reply") ||
           begins_with(mail_header(mail, "Content-Type"), "multipart/report") ||
           mail_header(mail, "X-Autoreply") != NULL || mail_header(mail, "X-Autorespond") != NULL ||
           mail_header(mail, "X-Autoresponse") != NULL;
}

/* What stands behind the headers; they differ between two copies of a mail that came two ways. */
static GBytes *
body_of(const guint8 *raw, gsize size)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, size);
    g_autoptr(GBytes) lines = mail_to_crlf(bytes);
    gsize n;
    const char *text = g_bytes_get_data(lines, &n);
    const char *blank = n > 0 ? memmem(text, n, "\r\n\r\n", 4) : NULL;
    gsize at = blank != NULL ? (gsize)(blank - text) + 4 : n;

    /* A copy: the bytes of a row do not outlive it. */
    return g_bytes_new(text + at, n - at);
}

static gboolean
find_duplicate(Store *store, const List *list, const Mail *mail, GBytes *raw, gboolean *duplicate,
               GError **error)
{
    g_autofree char *id = archive_message_id(mail, raw);
    g_autoptr(Rows) rows = list_post_same(store, list->id, id, error);
    gsize size;
    const guint8 *data = g_bytes_get_data(raw, &size);
    g_autoptr(GBytes) body = NULL;
    ListPostSame row;

    if (rows == NULL)
        return FALSE;
    while (!*duplicate && list_post_same_next(rows, &row)) {
        if (body == NULL)
            body = body_of(data, size);
        g_autoptr(GBytes) other = body_of(row.raw.data, row.raw.size);
        *duplicate = g_bytes_equal(body, other);
    }
    return TRUE;
}

static gboolean
find_author(Store *store, const List *list, const Mail *mail, PostFacts *facts, GError **error)
{
    g_autofree char *key = mail->from_address != NULL ? address_fold(mail->from_address) : NULL;
    ListStanding row;

    facts->standing = key == NULL ? STANDING_ANONYMOUS : STANDING_STRANGER;
    if (key == NULL)
        return TRUE;
    g_autoptr(Rows) rows = list_standing(store, list->id, key, error);
    if (rows == NULL)
        return FALSE;
    if (!list_standing_next(rows, &row))
        return TRUE;
    facts->subscriber = row.subscriber;
    if (g_str_equal(row.state, "confirmed"))
        facts->standing = STANDING_CONFIRMED;
    else if (g_str_equal(row.state, "unconfirmed"))
        facts->standing = STANDING_UNCONFIRMED;
    else if (g_str_equal(row.state, "unsubscribed"))
        facts->standing = STANDING_LEFT;
    return TRUE;
}

static gboolean
find_reply(Store *store, const List *list, const Mail *mail, GBytes *raw, gboolean *is_reply,
           GError **error)
{
    g_autofree char *id = archive_message_id(mail, raw);
    g_auto(GStrv) ids = archive_refers_to(mail, id);
    ListPostAmong row;

    if (*ids == NULL)
        return TRUE;
    g_autoptr(Rows) rows = list_post_among(store, list->id, (const char *const *)ids, error);
    if (rows == NULL)
        return FALSE;
    *is_reply = list_post_among_next(rows, &row) && row.found;
    return TRUE;
}

gboolean
post_recognise(Store *store, const List *list, const char *sender, const Mail *mail, GBytes *raw,
               PostFacts *facts, GError **error)
{
    PostFacts found = {
        .kind = list->kind,
        .null_sender = sender == NULL || *sender == '\0',
        .loop = has_been_here(list, mail),
        .auto_reply = is_auto_reply(mail),
        .automatic = mail_is_automatic(mail),
    };

    if (mail_has_oddity(mail, "headers-too-long")) {
        /* It may be the headers of a part, which are of no consequence: try. */
        g_autoptr(GBytes) spliced = mail_splice(raw, NULL, 0, NULL);
        found.oversized = spliced == NULL;
    }
    if (!find_duplicate(store, list, mail, raw, &found.duplicate, error) ||
        !find_author(store, list, mail, &found, error) ||
        !find_reply(store, list, mail, raw, &found.is_reply, error))
        return FALSE;
    *facts = found;
    return TRUE;
}

gboolean
post_lock(Store *store, const List *list, const Mail *mail, GBytes *raw, GError **error)
{
    g_autofree char *id = archive_message_id(mail, raw);
    return list_post_lock(store, list->id, id, NULL, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attachment-send - a large file of a message, read and decoded while it is sent
 *
 * What is withdrawn or changed meanwhile breaks off.
 */
#include "site/attachment-send.h"

#include <string.h>

#include "archive/hide.h"
#include "base/error.h"
#include "mime/mail.h"
#include "mime/text.h"

#include "site/pieces.h"

typedef struct {
    Pieces *pieces;
    Rows *piece; /* that was read last */
    MailDecoder *decoder;
    char *list;
    char *link;
    char *number;
    char *version;
    char *charset;    /* of a text; NULL: it is none */
    GByteArray *held; /* of a text: decoded bytes behind the last line that was sent */
    gint32 at;        /* encoded bytes that were read */
} Sending;

static void
sending_free(gpointer data)
{
    Sending *sending = data;

    pieces_end(sending->pieces);
    rows_free(sending->piece);
    mail_decoder_free(sending->decoder);
    g_free(sending->list);
    g_free(sending->link);
    g_free(sending->number);
    g_free(sending->version);
    g_free(sending->charset);
    g_byte_array_unref(sending->held);
    g_free(sending);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sending, sending_free)

char *
attachment_text(const void *data, gsize size, const char *charset)
{
    g_autofree char *text = text_from_charset(data, size, *charset != '\0' ? charset : NULL, NULL);

    text_lines(text);
    g_autofree char *without_tokens = archive_hide_tokens(text);
    return archive_hide_addresses(without_tokens);
}

gboolean
attachment_text_has_lines(const char *charset)
{
    static const char *const alike[] = {"us-ascii", "utf-8", "iso-8859-", "windows-125"};

    for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
        if (g_ascii_strncasecmp(charset, alike[i], strlen(alike[i])) == 0)
            return TRUE;
    return *charset == '\0';
}

/* Sends the whole lines of what is held, or its words where a line is longer than that: no address
 * and no link has a blank in it. */
static void
send_lines(Sending *sending, gboolean end, GByteArray *out)
{
    GByteArray *held = sending->held;
    guint whole = held->len;

    while (!end && whole > 0 && held->data[whole - 1] != '\n')
        whole--;
    if (whole == 0 && held->len > ATTACHMENT_PIECE)
        for (whole = held->len; whole > 0 && held->data[whole - 1] != ' ';)
            whole--;
    g_autofree char *text = attachment_text(held->data, whole, sending->charset);
    g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
    g_byte_array_remove_range(held, 0, whole);
}

static gboolean
read_piece(Store *store, gpointer data, GError **error)
{
    Sending *sending = data;

    rows_free(sending->piece);
    sending->piece = site_post_file(store, sending->list, sending->link, sending->number,
                                    sending->at, ATTACHMENT_PIECE, error);
    return sending->piece != NULL;
}

static gboolean
produce(gpointer data, GByteArray *out, gboolean *end, GError **error)
{
    Sending *sending = data;
    SitePostFile file;

    if (!pieces_read(sending->pieces, read_piece, sending, error))
        return FALSE;
    if (!site_post_file_next(sending->piece, &file) || !g_str_equal(file.version, sending->version))
        return fail(error, ERROR_CONFLICT, "the file was withdrawn while it was sent");
    sending->at += (gint32)file.data.size;
    *end = sending->at >= file.length || file.data.size == 0;
    mail_decoder_step(sending->decoder, file.data.data, file.data.size, *end,
                      sending->charset != NULL ? sending->held : out);
    if (sending->charset != NULL)
        send_lines(sending, *end, out);
    return TRUE;
}

gboolean
attachment_send(Visit *visit, const char *number, const SitePostFile *file, gboolean is_text,
                GError **error)
{
    HttpResponse *response = visit->response;
    g_autoptr(Sending) sending = g_new0(Sending, 1);

    sending->decoder = mail_decoder_new(file->encoding);
    sending->list = g_strdup(visit->route.list);
    sending->link = g_strdup(visit->route.message_id);
    sending->number = g_strdup(number);
    sending->version = g_strdup(file->version);
    sending->charset = is_text ? g_strdup(file->charset) : NULL;
    sending->held = g_byte_array_new();
    sending->pieces = pieces_begin(visit, error);
    if (sending->pieces == NULL)
        return FALSE;
    response->etag = g_strdup(file->version);
    response->produce = produce;
    response->produce_size = is_text ? 0 : (gsize)file->size;
    response->ranges = response->ranges && !is_text;
    response->produce_free = sending_free;
    response->produce_data = g_steal_pointer(&sending);
    return TRUE;
}

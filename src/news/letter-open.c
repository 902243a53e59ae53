/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-open - read a composed edition, ready to assemble copies
 *
 * Everything that is equal in all copies is made here: the headers (RFC 5322, 2369, 2919, 5064),
 * the boundary (RFC 2046), the pieces cut at the places of readers' own links.
 */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/short-hash.h"
#include "mime/encode.h"
#include "mime/header.h"
#include "store/query.h"

#include "news/letter-inside.h"

static void
piece_free(gpointer data)
{
    LetterPiece *piece = data;

    if (piece == NULL)
        return;
    g_array_unref(piece->html);
    g_array_unref(piece->text);
    g_free(piece);
}

static void
choice_free(gpointer data)
{
    LetterChoice *choice = data;

    g_free(choice->name);
    g_free(choice);
}

static GArray *
stretches(Blob blob)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(OwnLinkStretch));
    own_link_split((const char *)blob.data, blob.size, array);
    return array;
}

static gboolean
read_pieces(Letter *letter, Store *store, GError **error)
{
    NewsLetterPieces row;

    letter->rows = news_letter_pieces(store, letter->edition->id, error);
    if (letter->rows == NULL)
        return FALSE;
    while (news_letter_pieces_next(letter->rows, &row)) {
        LetterPiece *piece = g_new0(LetterPiece, 1);
        piece->html = stretches(row.html);
        piece->text = stretches(row.text);
        piece->is_for_everybody = g_str_equal(row.section, "everybody");
        if (row.position >= 0 && row.position < PIECE_FRAMES)
            letter->frames[row.position] = piece;
        else {
            letter->has_local = letter->has_local || !piece->is_for_everybody;
            g_ptr_array_add(letter->items, piece);
        }
    }
    for (guint i = 0; i < PIECE_FRAMES; i++)
        if (letter->frames[i] == NULL) {
            fail(error, ERROR_CONFLICT, "edition \"%s\" has not been composed",
                 letter->edition->reference);
            return fail_hint(error, "colporteur edition compose %s", letter->edition->reference);
        }
    return TRUE;
}

static gboolean
write_from(Letter *letter, GError **error)
{
    const Edition *edition = letter->edition;
    g_autofree char *address = g_strconcat(edition->list_name, "@", edition->list_domain, NULL);

    letter->from = header_mailbox(edition->list_title, address);
    if (letter->from != NULL)
        return TRUE;
    fail(error, ERROR_CONFLICT, "\"%s\" is no address that mail can come from", address);
    return fail_hint(error, "give the list a domain with a dot in it");
}

void
letter_write_shared(Letter *letter)
{
    const Edition *edition = letter->edition;
    gboolean is_real = letter->purpose == LETTER_SEND;
    g_autofree char *marked =
        is_real ? g_strdup(edition->title) : g_strconcat("[test] ", edition->title, NULL);
    g_autofree char *subject = header_text(marked);
    g_autofree char *date =
        header_date(is_real && edition->sent_at != 0 ? edition->sent_at : clock_now(), NULL);
    g_autofree char *id =
        is_real ? g_strdup(edition->message_id) : header_message_id(edition->list_domain);
    g_autofree char *hash = message_short_hash(edition->message_id);
    g_autofree char *archived_at = g_strconcat(letter->site_url, "/h/", hash, NULL);
    const MailingHeaders headers = {.list_name = edition->list_name,
                                    .domain = edition->list_domain,
                                    .site_url = letter->site_url,
                                    .archived_at = edition->list_is_public ? archived_at : NULL};

    g_string_truncate(letter->shared, 0);
    g_string_append_printf(letter->shared,
                           "From: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n"
                           "Content-Language: %s\r\n",
                           letter->from, subject, date, id, edition->language);
    mailing_headers_shared(letter->shared, &headers);
    g_string_append_printf(letter->shared,
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n",
                           letter->boundary);
}

static char *
encoded(const char *before, const char *after)
{
    g_autofree char *text = g_strconcat(before, after, NULL);
    GString *out = g_string_new(NULL);

    quoted_printable(out, text, strlen(text));
    g_string_append(out, "=\r\n");
    return g_string_free(out, FALSE);
}

Letter *
letter_open(Store *store, const Settings *settings, gint64 edition, GError **error)
{
    g_autoptr(Letter) letter = g_new0(Letter, 1);

    letter->items = g_ptr_array_new_with_free_func(piece_free);
    letter->choices = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, choice_free);
    letter->chosen = g_array_new(FALSE, FALSE, sizeof(guint));
    letter->shared = g_string_new(NULL);
    letter->keys = store_token_keys(store);
    letter->edition = edition_read(store, edition, error);
    if (letter->edition == NULL || !read_pieces(letter, store, error) || !write_from(letter, error))
        return NULL;
    letter->site_url = g_strdup(settings_text(settings, SETTING_SITE_URL));
    letter->own_prefix[OWN_LINK_UNSUBSCRIBE] = encoded(letter->site_url, "/u/");
    letter->own_prefix[OWN_LINK_PREFERENCES] = encoded(letter->site_url, "/me/");
    /* "=_" is never written by quoted-printable, so that no part can hold the boundary. */
    g_autofree char *hash = message_short_hash(letter->edition->message_id);
    letter->boundary = g_strconcat("=_", hash, NULL);
    letter_write_shared(letter);
    return g_steal_pointer(&letter);
}

void
letter_set_purpose(Letter *letter, LetterPurpose purpose)
{
    letter->purpose = purpose;
    letter_write_shared(letter);
}

void
letter_free(Letter *letter)
{
    if (letter == NULL)
        return;
    for (guint i = 0; i < PIECE_FRAMES; i++)
        piece_free(letter->frames[i]);
    for (guint i = 0; i < OWN_LINK_COUNT; i++)
        g_free(letter->own_prefix[i]);
    g_ptr_array_unref(letter->items);
    g_hash_table_unref(letter->choices);
    g_array_unref(letter->chosen);
    g_string_free(letter->shared, TRUE);
    rows_free(letter->rows);
    edition_free(letter->edition);
    g_free(letter->site_url);
    g_free(letter->boundary);
    g_free(letter->from);
    g_free(letter);
}

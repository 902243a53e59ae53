/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-open - read a composed edition, ready to assemble copies
 *
 * Everything that is equal in all copies is made here: the headers (RFC 5322, 2369, 2919, 5064),
 * the boundaries (RFC 2046), the pieces cut at the places of what is readers' own, the images.
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
choice_free(gpointer data)
{
    LetterChoice *choice = data;

    for (guint i = 0; i < LETTER_FORMS; i++)
        for (guint k = 0; k < OWN_PLACE_VALUES; k++)
            g_free(choice->values[i][k]);
    g_free(choice->name);
    g_free(choice);
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

static void
write_version(Letter *letter, LetterVersion *version, const char *date, const char *id)
{
    const Edition *edition = letter->edition;
    g_autofree char *marked = letter->purpose == LETTER_SEND
                                  ? g_strdup(version->title)
                                  : g_strconcat("[test] ", version->title, NULL);
    g_autofree char *subject = header_text(marked);
    g_autofree char *hash = message_short_hash(edition->message_id);
    g_autofree char *archived_at = g_strconcat(letter->site_url, "/h/", hash, NULL);
    g_autofree char *reply_to =
        *edition->reply_to != '\0' ? header_mailbox(NULL, edition->reply_to) : NULL;
    const MailingHeaders headers = {.list_name = edition->list_name,
                                    .domain = edition->list_domain,
                                    .site_url = letter->site_url,
                                    .archived_at = edition->list_is_public ? archived_at : NULL};

    g_string_truncate(version->shared, 0);
    g_string_append_printf(version->shared, "From: %s\r\n", letter->from);
    if (reply_to != NULL)
        g_string_append_printf(version->shared, "Reply-To: %s\r\n", reply_to);
    g_string_append_printf(version->shared,
                           "Subject: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n"
                           "Content-Language: %s\r\n",
                           subject, date, id, version->language);
    mailing_headers_shared(version->shared, &headers);
    g_string_append_printf(version->shared,
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n",
                           letter->boundary);
}

void
letter_write_shared(Letter *letter)
{
    const Edition *edition = letter->edition;
    gboolean is_real = letter->purpose == LETTER_SEND;
    g_autofree char *date =
        header_date(is_real && edition->sent_at != 0 ? edition->sent_at : clock_now(), NULL);
    g_autofree char *id =
        is_real ? g_strdup(edition->message_id) : header_message_id(edition->list_domain);

    for (guint i = 0; i < letter->versions->len; i++)
        write_version(letter, letter->versions->pdata[i], date, id);
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

    letter->versions = g_ptr_array_new_with_free_func(letter_version_free);
    letter->sections = g_ptr_array_new_with_free_func(letter_section_free);
    letter->images = g_string_new(NULL);
    letter->choices = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, choice_free);
    letter->chosen = g_array_new(FALSE, FALSE, sizeof(guint));
    letter->keys = store_token_keys(store);
    letter->edition = edition_read(store, edition, error);
    if (letter->edition == NULL || !letter_read(letter, store, error) || !write_from(letter, error))
        return NULL;
    letter_imagine_language(letter, NULL);
    letter->site_url = g_strdup(settings_text(settings, SETTING_SITE_URL));
    letter->own_prefix[OWN_PLACE_UNSUBSCRIBE] = encoded(letter->site_url, "/u/");
    letter->own_prefix[OWN_PLACE_PREFERENCES] = encoded(letter->site_url, "/me/");
    /* "=_" is never written by quoted-printable, so that no part can hold the boundary. */
    g_autofree char *hash = message_short_hash(letter->edition->message_id);
    letter->boundary = g_strconcat("=_", hash, NULL);
    letter->related = g_strconcat("=_related_", hash, NULL);
    if (!letter_read_images(letter, store, error))
        return NULL;
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
    for (guint i = 0; i < OWN_PLACE_VALUES; i++)
        g_free(letter->own_prefix[i]);
    g_ptr_array_unref(letter->versions);
    g_ptr_array_unref(letter->sections);
    g_string_free(letter->images, TRUE);
    g_hash_table_unref(letter->choices);
    g_array_unref(letter->chosen);
    g_clear_pointer(&letter->marks, g_array_unref);
    edition_free(letter->edition);
    g_free(letter->site_url);
    g_free(letter->boundary);
    g_free(letter->related);
    g_free(letter->from);
    g_free(letter->imagined_language);
    g_free(letter);
}

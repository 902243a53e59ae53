/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail - a received mail, read only
 *
 * RFC 5322 headers, read once into plain strings. Its structure is found by mail-walk.c, its text
 * by mail-text.c. Fails only on an empty mail; all else is an oddity:
 *
 *   bad-date              the Date cannot be read          broken-charset   bytes and charset
 * differ bad-identifier        a Message-ID without <> or long  headers-too-long cut at
 * HEADER_BYTES_MAX mbox-line             a "From " line among headers     no-boundary      a
 * multipart without one no-date no-from no-headers no-message-id               no-separator     no
 * empty line behind them raw-8-bit             bytes over 127 in a header       repeated-header
 * From, Date… twice too-deep too-many-parts too-many-references            unclosed-multipart  cut
 * off, or so made
 */
#include <string.h>

#include "base/error.h"

#include "mime/block.h"
#include "mime/field.h"
#include "mime/mail-inside.h"
#include "mime/text.h"

const char *
mail_keep(Mail *mail, const char *string)
{
    return string == NULL ? NULL : g_string_chunk_insert(mail->inside->strings, string);
}

void
mail_note(Mail *mail, const char *oddity)
{
    if (!g_ptr_array_find_with_equal_func(mail->inside->oddities, oddity, g_str_equal, NULL))
        g_ptr_array_add(mail->inside->oddities, (gpointer)oddity);
}

gboolean
mail_has_oddity(const Mail *mail, const char *word)
{
    return g_strv_contains(mail->oddities, word);
}

const char *
mail_header(const Mail *mail, const char *name)
{
    for (guint i = 0; i < mail->n_headers; i++)
        if (g_ascii_strcasecmp(mail->headers[i].name, name) == 0)
            return mail->headers[i].value;
    return NULL;
}

static void
headers_read(Mail *mail, const char *data, gsize size)
{
    g_auto(Block) block = {0};

    block_scan(data, 0, size, &block);
    if (block.too_long)
        mail_note(mail, "headers-too-long");
    if (block.mailbox_line)
        mail_note(mail, "mbox-line");
    if (block.fields->len == 0)
        mail_note(mail, "no-headers");
    if (!block.separated && block.body < size)
        mail_note(mail, "no-separator");
    for (guint i = 0; i < block.fields->len; i++) {
        const Field *field = &g_array_index(block.fields, Field, i);
        g_autofree char *value = field_value(data, field);
        if (!g_str_is_ascii(value)) {
            g_autofree char *utf8 = text_from_charset(value, strlen(value), NULL, NULL);
            mail_note(mail, "raw-8-bit");
            g_free(value);
            value = g_steal_pointer(&utf8);
        }
        MailHeader header = {.name = g_string_chunk_insert_len(mail->inside->strings,
                                                               data + field->name,
                                                               (gssize)field->name_size),
                             .value = mail_keep(mail, value)};
        g_array_append_val(mail->inside->headers, header);
    }
    mail->headers = (const MailHeader *)(gpointer)mail->inside->headers->data;
    mail->n_headers = mail->inside->headers->len;
}

static void
repeated_note(Mail *mail)
{
    static const char *const single[] = {"From",        "Date",   "Subject",  "To",
                                         "Message-ID",  "Sender", "Reply-To", "In-Reply-To",
                                         "References",  "Cc",     "List-Id",  "MIME-Version",
                                         "Content-Type"};
    guint seen[G_N_ELEMENTS(single)] = {0};

    for (guint i = 0; i < mail->n_headers; i++)
        for (guint j = 0; j < G_N_ELEMENTS(single); j++)
            if (g_ascii_strcasecmp(mail->headers[i].name, single[j]) == 0 && seen[j]++ > 0)
                mail_note(mail, "repeated-header");
}

/* The value decoded for people, NULL when the header is missing. */
static const char *
text_of(Mail *mail, const char *name)
{
    const char *value = mail_header(mail, name);
    gboolean faithful = TRUE;

    if (value == NULL)
        return NULL;
    g_autofree char *words = field_words(value, &faithful);
    g_autofree char *line = text_line(words, -1);
    if (!faithful)
        mail_note(mail, "broken-charset");
    return mail_keep(mail, line);
}

/* Microseconds since the epoch, 0 when `text` is no date between 1970 and 9999. */
static gint64
date_read(const char *text)
{
    g_autoptr(GDateTime) date = NULL;

    if (text == NULL || strlen(text) > 200)
        return 0;
    mime_init();
    date = g_mime_utils_header_decode_date(text);
    if (date == NULL)
        return 0;
    gint64 seconds = g_date_time_to_unix(date);
    return seconds < 0 ? 0 : seconds * G_USEC_PER_SEC;
}

static void
dates_read(Mail *mail)
{
    const char *date = mail_header(mail, "Date");
    const char *received = mail_header(mail, "Received");
    const char *semicolon = received == NULL ? NULL : strrchr(received, ';');

    mail->date_header = date_read(date);
    if (date == NULL)
        mail_note(mail, "no-date");
    else if (mail->date_header == 0)
        mail_note(mail, "bad-date");
    mail->received_date = semicolon == NULL ? 0 : date_read(semicolon + 1);
}

static gboolean
identifier_fits(const char *identifier)
{
    return identifier != NULL && *identifier != '\0' && strlen(identifier) <= MAIL_IDENTIFIER_MAX;
}

static void
message_id_read(Mail *mail)
{
    const char *value = mail_header(mail, "Message-ID");
    const char *cursor = value;

    if (value == NULL || *value == '\0') {
        mail_note(mail, "no-message-id");
        return;
    }
    g_autofree char *identifier = field_identifier(&cursor);
    if (identifier == NULL) { /* no brackets: the whole value */
        mail_note(mail, "bad-identifier");
        identifier = text_line(value, -1);
    }
    if (identifier_fits(identifier))
        mail->message_id = mail_keep(mail, identifier);
    else
        mail_note(mail, "bad-identifier");
}

/* RFC 5322 puts identifiers only; mailers of old wrote "Message from Name <address> of date <id>",
 * where the identifier comes last. */
static void
in_reply_to_read(Mail *mail)
{
    const char *value = mail_header(mail, "In-Reply-To");
    const char *cursor = value;
    g_autofree char *identifier = NULL;

    if (value == NULL)
        return;
    gboolean phrase = *value != '<';
    for (char *next; (next = field_identifier(&cursor)) != NULL;) {
        if (identifier == NULL || phrase) {
            g_free(identifier);
            identifier = next;
        } else {
            g_free(next);
        }
    }
    if (identifier == NULL && strchr(value, '@') != NULL && strpbrk(value, " \t<>") == NULL)
        identifier = g_strdup(value);
    if (identifier_fits(identifier))
        mail->in_reply_to = mail_keep(mail, identifier);
}

static void
references_read(Mail *mail)
{
    const char *cursor = mail_header(mail, "References");
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *references = mail->inside->references;

    while (cursor != NULL) {
        g_autofree char *identifier = field_identifier(&cursor);
        if (identifier == NULL)
            break;
        if (!identifier_fits(identifier) || g_hash_table_contains(seen, identifier))
            continue;
        char *kept = (char *)mail_keep(mail, identifier);
        g_hash_table_add(seen, kept);
        g_ptr_array_add(references, kept);
    }
    if (references->len > MAIL_REFERENCES_MAX) {
        mail_note(mail, "too-many-references");
        g_ptr_array_remove_range(references, 1, references->len - MAIL_REFERENCES_MAX);
    }
    g_ptr_array_add(references, NULL);
    mail->references = (const char *const *)references->pdata;
}

static void
people_read(Mail *mail)
{
    g_autofree char *name = NULL;
    g_autofree char *address = NULL;
    const char *list_id = mail_header(mail, "List-Id");

    mail->from_raw = mail_header(mail, "From");
    if (mail->from_raw != NULL)
        field_mailbox(mail->from_raw, &name, &address);
    if (address == NULL)
        mail_note(mail, "no-from");
    mail->from_name = mail_keep(mail, name);
    mail->from_address = mail_keep(mail, address);
    mail->to_text = text_of(mail, "To");
    mail->cc_text = text_of(mail, "Cc");
    mail->subject = text_of(mail, "Subject");
    mail->auto_submitted = mail_header(mail, "Auto-Submitted");
    mail->precedence = mail_header(mail, "Precedence");
    if (list_id != NULL) {
        const char *cursor = list_id;
        g_autofree char *identifier = field_identifier(&cursor);
        mail->list_id = identifier == NULL ? list_id : mail_keep(mail, identifier);
    }
}

Mail *
mail_parse(GBytes *raw, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);

    if (size == 0)
        return fail_null(error, ERROR_BAD_INPUT, "the mail is empty");
    Mail *mail = g_new0(Mail, 1);
    mail->raw = g_bytes_ref(raw);
    mail->inside = g_new0(struct MailInside, 1);
    mail->inside->strings = g_string_chunk_new(1024);
    mail->inside->headers = g_array_new(FALSE, FALSE, sizeof(MailHeader));
    mail->inside->parts = g_array_new(FALSE, FALSE, sizeof(MailPart));
    mail->inside->places = g_array_new(FALSE, FALSE, sizeof(PartPlace));
    mail->inside->references = g_ptr_array_new();
    mail->inside->oddities = g_ptr_array_new();

    headers_read(mail, data, size);
    repeated_note(mail);
    dates_read(mail);
    message_id_read(mail);
    in_reply_to_read(mail);
    references_read(mail);
    people_read(mail);
    mail_walk(mail);
    g_ptr_array_add(mail->inside->oddities, NULL);
    mail->oddities = (const char *const *)mail->inside->oddities->pdata;
    return mail;
}

void
mail_free(Mail *mail)
{
    if (mail == NULL)
        return;
    g_string_chunk_free(mail->inside->strings);
    g_array_unref(mail->inside->headers);
    g_array_unref(mail->inside->parts);
    g_array_unref(mail->inside->places);
    g_ptr_array_unref(mail->inside->references);
    g_ptr_array_unref(mail->inside->oddities);
    g_free(mail->inside);
    g_bytes_unref(mail->raw);
    g_free(mail);
}

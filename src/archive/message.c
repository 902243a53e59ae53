/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message - what the archive keeps of a mail, worked out before the database is asked
 *
 * Text with addresses and readers' own links hidden, HTML only where there is no text, the shown
 * name without an address, what it is made of. Everything is bounded here, because a mail is
 * whatever a stranger sent. Needs no store, so that an import prepares in one thread what it files
 * in another.
 */
#include "archive/message.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "base/sha256.h"
#include "base/short-hash.h"
#include "mime/field.h"
#include "mime/splice.h"
#include "mime/text.h"
#include "page/html.h"

#include "archive/hide.h"

#define YEAR (366 * G_TIME_SPAN_DAY)

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

/* pipermail gave away "maud at example.org (Maud)" for what had been "maud@example.org (Maud)". */
static gboolean
is_written_out(const Mail *mail)
{
    const char *at = mail->from_raw != NULL ? strstr(mail->from_raw, " at ") : NULL;

    if (mail->from_address != NULL || at == NULL || at == mail->from_raw ||
        strcspn(mail->from_raw, " \t@\"<(") != (gsize)(at - mail->from_raw))
        return FALSE;
    const char *domain = at + strlen(" at ");
    gsize size = strcspn(domain, " \t@\"<(");
    return g_str_has_prefix(domain + size, " (") && memchr(domain, '.', size) != NULL;
}

/* Who wrote it: both may be NULL. */
static void
read_author(const Mail *mail, char **name, char **address)
{
    if (!is_written_out(mail)) {
        *name = g_strdup(mail->from_name);
        *address = g_strdup(mail->from_address);
        return;
    }
    const char *at = strstr(mail->from_raw, " at ");
    g_autofree char *mailbox =
        g_strdup_printf("%.*s@%s", (int)(at - mail->from_raw), mail->from_raw, at + strlen(" at "));
    field_mailbox(mailbox, name, address);
}

static void
fill_text(const Mail *mail, ArchiveMessage *shown)
{
    gboolean is_html = FALSE;
    g_autofree char *text = mail_text(mail, ARCHIVE_TEXT_MAX, &is_html);

    if (!is_html) {
        shown->body = hidden(text, ARCHIVE_TEXT_MAX);
        return;
    }
    g_autofree char *plain = html_to_text(text, strlen(text));
    g_autofree char *clean = html_clean(text, strlen(text));

    text_lines(plain); /* what a character reference stood for */
    g_autofree char *linked = archive_hide_mailto(clean);
    shown->body = hidden(plain, ARCHIVE_TEXT_MAX);
    shown->html = hidden(linked, G_MAXSIZE);
}

static void
fill_shown(const Mail *mail, ArchiveMessage *shown)
{
    g_autofree char *name = NULL;

    read_author(mail, &name, &shown->from_address);
    /* Without a name the first letter of the address is at least something to tell people by. */
    shown->from_name =
        hidden(name != NULL && *name != '\0' ? name : shown->from_address, ARCHIVE_NAME_MAX);
    shown->subject = hidden(mail->subject, ARCHIVE_SUBJECT_MAX);
    fill_text(mail, shown);
}

static GBytes *
content_hash(GBytes *raw)
{
    Sha256Piece all;

    all.data = g_bytes_get_data(raw, &all.size);
    return sha256_of(&all, 1);
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
archive_date(const Mail *mail, gint64 arrival, const char **reason)
{
    gboolean has_received = date_is_sane(mail->received_date, arrival);
    gint64 header = mail->date_header;

    /* A mail is read by a server soon after it is written: not before, nor a year later. */
    if (date_is_sane(header, has_received ? mail->received_date : arrival) &&
        (!has_received || mail->received_date - header < YEAR)) {
        *reason = "date";
        return header;
    }
    if (has_received) {
        *reason = "received";
        return mail->received_date;
    }
    *reason = "accepted";
    return arrival;
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

/* What a page offers as a file: attachments, and the images that HTML shows among its words. */
static gboolean
is_file(const MailPart *part)
{
    return mail_part_is_attachment(part) || (!part->in_attached && part->cid != NULL &&
                                             !g_str_has_prefix(part->content_type, "text/"));
}

/* Where its bytes are in `raw`, from which the mail was read, or from its CRLF form. */
static void
add_extent(JsonBuilder *builder, const Mail *mail, guint index, GBytes *raw, LineCursor *cursor)
{
    MailExtent extent = mail_part_extent(mail, index);
    gboolean same = g_bytes_get_size(mail->raw) == g_bytes_get_size(raw);
    gsize from = same ? extent.body : mail_crlf_origin(raw, cursor, extent.body);
    gsize to = same ? extent.end : mail_crlf_origin(raw, cursor, extent.end);

    json_builder_set_member_name(builder, "from");
    json_builder_add_int_value(builder, (gint64)from);
    json_builder_set_member_name(builder, "length");
    json_builder_add_int_value(builder, (gint64)(to - from));
    json_builder_set_member_name(builder, "encoding");
    json_builder_add_string_value(builder, extent.encoding);
}

static void
add_member(JsonBuilder *builder, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_autofree char *shown = hidden(value, ARCHIVE_NAME_MAX);
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, shown);
}

static void
fill_parts(const Mail *mail, GBytes *raw, ArchiveMessage *message)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    LineCursor cursor = {0};

    json_builder_begin_array(builder);
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        message->attachments += mail_part_is_attachment(part);
        json_builder_begin_object(builder);
        add_member(builder, "number", part->number);
        add_member(builder, "type", part->content_type);
        add_member(builder, "charset", part->charset);
        add_member(builder, "name", part->filename);
        add_member(builder, "disposition", part->disposition);
        add_member(builder, "cid", part->cid);
        json_builder_set_member_name(builder, "size");
        json_builder_add_int_value(builder, (gint64)part->size);
        json_builder_set_member_name(builder, "attached");
        json_builder_add_boolean_value(builder, part->in_attached);
        if (is_file(part))
            add_extent(builder, mail, i, raw, &cursor);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    message->parts = json_to_string(root, FALSE);
}

/* What is odd about the mail; of an author that was made out after all, nothing. */
static void
fill_oddities(const Mail *mail, ArchiveMessage *message)
{
    g_autoptr(GStrvBuilder) oddities = g_strv_builder_new();

    for (guint i = 0; mail->oddities[i] != NULL; i++)
        if (message->from_address == NULL || !g_str_equal(mail->oddities[i], "no-from"))
            g_strv_builder_add(oddities, mail->oddities[i]);
    message->oddities = g_strv_builder_end(oddities);
}

ArchiveMessage *
archive_message_new(const Mail *mail, GBytes *raw, gint64 arrival)
{
    ArchiveMessage *message = g_new0(ArchiveMessage, 1);

    message->raw = g_bytes_ref(raw);
    message->content_hash = content_hash(raw);
    message->message_id = archive_message_id(mail, raw);
    message->short_hash = message_short_hash(message->message_id);
    message->refers_to = archive_refers_to(mail, message->message_id);
    message->date = archive_date(mail, arrival, &message->date_reason);
    message->date_header = mail->date_header;
    fill_shown(mail, message);
    fill_oddities(mail, message);
    fill_parts(mail, raw, message);
    return message;
}

void
archive_message_answers(ArchiveMessage *message, const ArchiveAnswer *answer)
{
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

    for (guint i = 0; message->refers_to[i] != NULL; i++)
        if (!g_str_equal(message->refers_to[i], answer->named))
            g_strv_builder_add(ids, message->refers_to[i]);
    if (answer->meant != NULL && !g_str_equal(answer->meant, message->message_id))
        g_strv_builder_add(ids, answer->meant);
    g_strfreev(message->refers_to);
    message->refers_to = g_strv_builder_end(ids);
}

void
archive_message_free(ArchiveMessage *message)
{
    if (message == NULL)
        return;
    g_bytes_unref(message->raw);
    g_bytes_unref(message->content_hash);
    g_free(message->message_id);
    g_free(message->short_hash);
    g_strfreev(message->refers_to);
    g_free(message->from_name);
    g_free(message->from_address);
    g_free(message->subject);
    g_free(message->body);
    g_free(message->html);
    g_free(message->parts);
    g_strfreev(message->oddities);
    g_clear_pointer(&message->search, g_bytes_unref);
    g_clear_pointer(&message->search_quoted, g_bytes_unref);
    g_free(message);
}

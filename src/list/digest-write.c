/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest-write - the part of a digest that many readers have in common
 *
 * A post is passed on byte for byte, so that what was signed still is. One that is too large for a
 * digest gives its text, the names of its attachments and the link to its page; where there is no
 * page it goes whole.
 */
#include "list/digest-write.h"

#include <string.h>

#include "mime/encode.h"
#include "mime/header.h"
#include "mime/mail.h"
#include "page/html.h"

#include "list/notice.h"
#include "list/taken-out.h"

enum { PART_MAX = 100 * 1024, TEXT_MAX = 100 * 1024, HYPHENS = 30, DEPTH_SHOWN = 8 };

/* A line of 30 hyphens is between two posts (RFC 1153); in one it gets a blank in front. */
static char *
without_rules(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_sized_new(strlen(text));

    for (guint i = 0; lines[i] != NULL; i++) {
        if (strspn(lines[i], "-") >= HYPHENS)
            g_string_append_c(out, ' ');
        g_string_append(out, lines[i]);
        if (lines[i + 1] != NULL)
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

/* What a post says; the attachments that are not shown with it are named behind, in the reader's
 * language. */
static char *
text_of(const Digest *digest, const DigestManner *manner, DigestPost *post)
{
    g_autoptr(Mail) mail = mail_parse(post->bare, NULL);
    gboolean is_html = FALSE;

    if (mail == NULL)
        return g_strdup("");
    g_autofree char *written = mail_text(mail, TEXT_MAX, &is_html);
    g_autofree char *plain =
        is_html ? html_to_text(written, strlen(written)) : g_steal_pointer(&written);
    GString *text = g_string_new(NULL);
    g_autofree char *ruled = without_rules(g_strchomp(plain));
    g_string_append(text, ruled);
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        g_autofree char *words = mail_part_is_attachment(part)
                                     ? taken_out_words(digest->settings, digest->list,
                                                       manner->language, part, post->link)
                                     : NULL;
        if (words != NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? "\n\n" : "", words);
    }
    return g_string_free(text, FALSE);
}

/* As in a header (RFC 5322), but in letters of any alphabet: programs take a plain digest apart. */
static char *
mailbox_of(const DigestPost *post)
{
    GString *out = g_string_new(NULL);
    gboolean quoted = strpbrk(post->from_name, "()<>[]:;@\\,.\"") != NULL;

    if (*post->from_name == '\0' || *post->from_address == '\0')
        return g_strdup(*post->from_name != '\0' ? post->from_name : post->from_address);
    if (quoted)
        g_string_append_c(out, '"');
    for (const char *p = post->from_name; *p != '\0'; p++) {
        if (quoted && (*p == '"' || *p == '\\'))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append_printf(out, "%s <%s>", quoted ? "\"" : "", post->from_address);
    return g_string_free(out, FALSE);
}

static void
set_post(Value *posts, guint number, const Digest *digest, const DigestManner *manner,
         GTimeZone *zone)
{
    DigestPost *post = g_ptr_array_index(digest->posts, number - 1);
    Value *dict = value_append_dict(posts);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(post->date / G_USEC_PER_SEC);
    g_autoptr(GDateTime) here = g_date_time_to_timezone(utc, zone);
    g_autofree char *indent = g_strnfill(2 * MIN(post->depth, DEPTH_SHOWN), ' ');
    static const char *const parts[][2] = {
        {"day", "%d"}, {"month", "%m"}, {"year", "%Y"}, {"time", "%H:%M"}};

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_date_time_format(here, parts[i][1]);
        value_set_text(dict, parts[i][0], part);
    }
    value_set_int(dict, "number", number);
    value_set_text(dict, "indent", indent);
    value_set_text(dict, "name", *post->from_name != '\0' ? post->from_name : post->from_address);
    value_set_text(dict, "subject", post->subject);
    value_set_text(dict, "link", post->link);
    if (manner->is_plain) {
        g_autofree char *date = header_date(post->date, zone);
        g_autofree char *text = text_of(digest, manner, post);
        g_autofree char *from = mailbox_of(post);
        value_set_text(dict, "from", from);
        value_set_text(dict, "date", date);
        value_set_text(dict, "message_id", post->message_id);
        value_set_text(dict, "text", text);
    }
}

static gboolean
render(const Digest *digest, const DigestManner *manner, GTimeZone *zone, char **subject,
       char **body, GError **error)
{
    g_autoptr(Value) value = value_dict();
    g_autofree char *request = list_address(digest->list, "-request");
    Value *threads = value_set_list(value, "threads"), *posts = NULL;
    const NoticeDraft words = {.template = "digest", .value = value, .language = manner->language};
    gint64 thread = 0;

    notice_set_list(value, digest->list);
    value_set_text(value, "request", request);
    value_set_int(value, "count", digest->posts->len);
    value_set_bool(value, "several", digest->posts->len > 1);
    value_set_bool(value, "plain", manner->is_plain);
    for (guint i = 0; i < digest->posts->len; i++) {
        DigestPost *post = g_ptr_array_index(digest->posts, i);
        if (posts == NULL || post->thread != thread) {
            Value *dict = value_append_dict(threads);
            value_set_text(dict, "subject", post->subject);
            posts = value_set_list(dict, "posts");
            thread = post->thread;
        }
        set_post(posts, i + 1, digest, manner, zone);
    }
    return notice_render(digest->settings, digest->list, &words, subject, body, error);
}

static void
append_text(GString *out, const char *text)
{
    g_string_append(out, "Content-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    quoted_printable(out, text, strlen(text));
    if (!g_str_has_suffix(text, "\n"))
        g_string_append(out, "\r\n");
}

/* Text and link in place of a whole mail. */
static GBytes *
shortened(const Digest *digest, const DigestManner *manner, DigestPost *post)
{
    GString *out = g_string_new(NULL);
    g_autofree char *from = header_mailbox(post->from_name, post->from_address);
    g_autofree char *nobody = header_text(post->from_name);
    g_autofree char *subject = header_text(post->subject);
    g_autofree char *date = header_date(post->date, NULL);
    g_autofree char *said = text_of(digest, manner, post);
    g_autofree char *text = g_strdup_printf("%s\n\n%s\n", said, post->link);

    g_string_append_printf(out, "From: %s\r\nSubject: %s\r\n", from != NULL ? from : nobody,
                           subject);
    if (date != NULL)
        g_string_append_printf(out, "Date: %s\r\n", date);
    g_string_append(out, "MIME-Version: 1.0\r\n");
    append_text(out, text);
    return g_string_free_to_bytes(out);
}

static GBytes *
part_of(const Digest *digest, const DigestManner *manner, DigestPost *post)
{
    if (g_bytes_get_size(post->bare) > PART_MAX && post->link != NULL)
        return shortened(digest, manner, post);
    return g_bytes_ref(post->bare);
}

static gboolean
is_7bit(const char *data, gsize size)
{
    for (gsize i = 0; i < size; i++)
        if ((guchar)data[i] >= 0x80)
            return FALSE;
    return TRUE;
}

/* Random, so that nobody could have written it into a post. */
static char *
boundary_new(void)
{
    g_autofree char *random = header_message_id("");

    return g_strdup_printf("=_%.32s", random);
}

static void
append_posts(GString *out, const Digest *digest, const DigestManner *manner, const char *boundary,
             gboolean *is_8bit)
{
    *is_8bit = FALSE;
    for (guint i = 0; i < digest->posts->len; i++) {
        g_autoptr(GBytes) part = part_of(digest, manner, g_ptr_array_index(digest->posts, i));
        gsize size;
        const char *data = g_bytes_get_data(part, &size);
        gboolean narrow = is_7bit(data, size);
        *is_8bit |= !narrow;
        g_string_append_printf(out, "--%s\r\nContent-Type: message/rfc822\r\n%s\r\n", boundary,
                               narrow ? "" : "Content-Transfer-Encoding: 8bit\r\n");
        g_string_append_len(out, data, (gssize)size);
        g_string_append(out, "\r\n");
    }
    g_string_append_printf(out, "--%s--\r\n", boundary);
}

static void
append_mime(GString *out, const Digest *digest, const DigestManner *manner, const char *contents)
{
    g_autofree char *outer = boundary_new();
    g_autofree char *inner = boundary_new();
    g_autoptr(GString) posts = g_string_new(NULL);
    gboolean is_8bit;

    append_posts(posts, digest, manner, inner, &is_8bit);
    const char *encoding = is_8bit ? "Content-Transfer-Encoding: 8bit\r\n" : "";
    g_string_append_printf(out,
                           "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n%s\r\n--%s\r\n",
                           outer, encoding, outer);
    append_text(out, contents);
    g_string_append_printf(
        out, "\r\n--%s\r\nContent-Type: multipart/digest;\r\n boundary=\"%s\"\r\n%s\r\n", outer,
        inner, encoding);
    g_string_append_len(out, posts->str, (gssize)posts->len);
    g_string_append_printf(out, "\r\n--%s--\r\n", outer);
}

GString *
digest_write(const Digest *digest, const DigestManner *manner, GError **error)
{
    g_autoptr(GTimeZone) named = g_time_zone_new_identifier(manner->zone);
    g_autoptr(GTimeZone) zone = named != NULL ? g_time_zone_ref(named) : g_time_zone_new_utc();
    g_autofree char *subject = NULL, *body = NULL;

    if (!render(digest, manner, zone, &subject, &body, error))
        return NULL;
    const List *list = digest->list;
    GString *out = g_string_new(NULL);
    g_autofree char *robot = list_address(list, "-request");
    g_autofree char *address = list_address(list, "");
    g_autofree char *owners = list_address(list, "-owner");
    g_autofree char *from = header_mailbox(list->title, robot);
    g_autofree char *encoded = header_text(subject);
    g_autofree char *date = header_date(digest->created, zone);
    g_string_append_printf(out, "From: %s\r\nTo: %s\r\nReply-To: %s\r\nSubject: %s\r\n", from,
                           address, list->kind == LIST_DISCUSSION ? address : owners, encoded);
    if (date != NULL)
        g_string_append_printf(out, "Date: %s\r\n", date);
    g_string_append_printf(out, "Message-ID: <digest.%" G_GINT64_FORMAT ".%s@%s>\r\n",
                           digest->mailing, list->name, list->domain);
    g_string_append(out, "MIME-Version: 1.0\r\n");
    if (manner->is_plain)
        append_text(out, body);
    else
        append_mime(out, digest, manner, body);
    return out;
}

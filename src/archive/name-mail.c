/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name-mail - whether a person's name is in what a mail has besides its text; see name.h
 *
 * Read as a mail program would read it: a line of quoted-printable goes on behind its "=", and
 * base64 has other letters for capitals.
 */
#include <string.h>

#include "archive/name.h"
#include "mime/field.h"
#include "mime/mail.h"
#include "mime/splice.h"
#include "mime/text.h"
#include "page/html.h"

enum {
    FILE_MAX = 32 * 1024 * 1024, /* bytes: a text of more is nobody's to read */
    DEPTH_MAX = 4                /* of mails attached to mails that are coded themselves */
};

static gboolean mail_has(GBytes *raw, const GRegex *name, guint depth);

static gboolean
is_in(const char *text, const GRegex *name)
{
    return text != NULL && g_regex_match(name, text, 0, NULL);
}

static gboolean
field_has(const MailHeader *field, const GRegex *name)
{
    static const char *const which[] = {"Message-ID", "References", "In-Reply-To", NULL};

    for (guint i = 0; which[i] != NULL; i++)
        if (g_ascii_strcasecmp(field->name, which[i]) == 0)
            return FALSE;
    g_autofree char *value = field_words(field->value, NULL);
    return is_in(value, name);
}

/* The charset of a text whose letters may have NULs in them; NULL where it is not one. What has NULs
 * and is no text is a picture, a sound or packed. */
static const char *
wide_charset(const char *data, gsize size, const char *declared)
{
    if (declared != NULL && (g_ascii_strncasecmp(declared, "utf-16", 6) == 0 ||
                             g_ascii_strncasecmp(declared, "utf-32", 6) == 0))
        return declared;
    if (size >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0))
        return "utf-16"; /* as spreadsheets write it, and say nothing of it */
    return NULL;
}

static gboolean
part_has(const Mail *mail, guint index, const GRegex *name, guint depth)
{
    const MailPart *part = &mail->parts[index];

    if (is_in(part->filename, name))
        return TRUE;
    if (g_str_has_prefix(part->content_type, "image/") ||
        g_str_has_prefix(part->content_type, "audio/") ||
        g_str_has_prefix(part->content_type, "video/"))
        return FALSE;
    g_autoptr(GBytes) bytes = mail_part_bytes(mail, index, FILE_MAX, NULL);
    gsize size = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    if (size == 0)
        return FALSE;
    const char *wide = wide_charset(data, size, part->charset);
    if (wide == NULL && memchr(data, '\0', MIN(size, 4096)) != NULL)
        return FALSE;
    g_autofree char *text =
        text_from_charset(data, size, wide != NULL ? wide : part->charset, NULL);
    if (is_in(text, name))
        return TRUE;
    if (g_str_equal(part->content_type, "text/html")) {
        g_autofree char *plain = html_to_text(text, strlen(text));
        return is_in(plain, name);
    }
    if (g_str_has_prefix(part->content_type, "message/")) {
        g_autofree char *words = field_words(text, NULL);
        return is_in(words, name) || (depth < DEPTH_MAX && mail_has(bytes, name, depth + 1));
    }
    return FALSE;
}

static gboolean
mail_has(GBytes *raw, const GRegex *name, guint depth)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);

    if (mail == NULL)
        return FALSE;
    for (guint i = 0; i < mail->n_headers; i++)
        if (field_has(&mail->headers[i], name))
            return TRUE;
    for (guint i = 0; i < mail->n_parts; i++)
        if (part_has(mail, i, name, depth))
            return TRUE;
    return FALSE;
}

gboolean
name_in_mail(GBytes *raw, const GRegex *name)
{
    return mail_has(raw, name, 0);
}

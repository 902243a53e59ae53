/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose - a whole mail of our own
 *
 * RFC 5322, 2045, 2046. Everything that comes from outside is checked before the first byte is
 * written; on failure there is no mail at all.
 */
#include "mime/compose.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"

#include "mime/encode.h"
#include "mime/header.h"

static gboolean
line_check(const char *name, const char *value, GError **error)
{
    if (value == NULL || header_is_safe(value))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "the value for header \"%s\" has a line break", name);
    return fail_hint(error, "a header is one line of text");
}

static gboolean
draft_check(const MailDraft *draft, GError **error)
{
    if (!address_is_valid(draft->from_address, error) ||
        !address_is_valid(draft->to_address, error) ||
        !line_check("From", draft->from_name, error) || !line_check("To", draft->to_name, error) ||
        !line_check("Subject", draft->subject, error) ||
        !line_check("Message-ID", draft->message_id, error))
        return FALSE;
    if (draft->message_id != NULL && !g_str_is_ascii(draft->message_id))
        return fail(error, ERROR_BAD_INPUT, "a Message-ID to write is not ASCII");
    for (guint i = 0; i < draft->n_headers; i++) {
        if (draft->headers[i].name == NULL || !header_name_is_valid(draft->headers[i].name))
            return fail(error, ERROR_BAD_INPUT, "a header to write has a name that is none");
        if (!line_check(draft->headers[i].name, draft->headers[i].value, error))
            return FALSE;
    }
    return TRUE;
}

static void
header_append(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, "%s: %s\r\n", name, value);
}

static void
headers_append(GString *out, const MailDraft *draft)
{
    g_autofree char *from = header_mailbox(draft->from_name, draft->from_address);
    g_autofree char *to = header_mailbox(draft->to_name, draft->to_address);
    g_autofree char *subject = header_text(draft->subject == NULL ? "" : draft->subject);
    g_autofree char *date = header_date(draft->date, draft->zone);
    g_autofree char *id = NULL;

    if (draft->message_id == NULL) {
        g_autofree char *host = g_hostname_to_ascii(strrchr(draft->from_address, '@') + 1);
        id = header_message_id(host);
    }
    header_append(out, "From", from);
    header_append(out, "To", to);
    header_append(out, "Subject", subject);
    if (date != NULL)
        header_append(out, "Date", date);
    g_string_append_printf(out, "Message-ID: <%s>\r\n", id == NULL ? draft->message_id : id);
    for (guint i = 0; i < draft->n_headers; i++) {
        g_autofree char *value =
            header_text(draft->headers[i].value == NULL ? "" : draft->headers[i].value);
        header_append(out, draft->headers[i].name, value);
    }
    header_append(out, "MIME-Version", "1.0");
}

static void
text_append(GString *out, const char *type, const char *text)
{
    gsize size = strlen(text);

    g_string_append_printf(out,
                           "Content-Type: %s; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                           type);
    quoted_printable(out, text, size);
    if (size > 0 && text[size - 1] != '\n')
        g_string_append(out, "\r\n");
}

/* A new boundary; "=_" cannot occur in quoted-printable, "_" not in base64. */
static char *
boundary_make(void)
{
    g_autofree char *random = header_message_id("");
    return g_strdup_printf("=_%.32s", random);
}

static void
body_append(GString *out, const MailDraft *draft)
{
    if (draft->html == NULL) {
        text_append(out, "text/plain", draft->text);
        return;
    }
    g_autofree char *boundary = boundary_make();
    g_string_append_printf(
        out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n--%s\r\n", boundary,
        boundary);
    text_append(out, "text/plain", draft->text);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    text_append(out, "text/html", draft->html);
    g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
}

/* TRUE when `data` can go as it is: CRLF alone, short lines, no NUL, `boundary` not in it.
 * `*is_8bit` says whether it has bytes beyond ASCII. */
static gboolean
is_wire_safe(const char *data, gsize size, const char *boundary, gboolean *is_8bit)
{
    gsize column = 0;

    *is_8bit = FALSE;

    for (gsize i = 0; i < size; i++) {
        if (data[i] == '\r' && i + 1 < size && data[i + 1] == '\n') {
            i++;
            column = 0;
        } else if (data[i] == '\r' || data[i] == '\n' || data[i] == '\0' || ++column > 998) {
            return FALSE;
        } else {
            *is_8bit |= data[i] < 0;
        }
    }
    return g_strstr_len(data, (gssize)size, boundary) == NULL;
}

static void
attached_append(GString *out, GBytes *attached, gboolean whole, const char *encoding)
{
    gsize size;
    const char *data = g_bytes_get_data(attached, &size);

    if (whole) {
        g_string_append_printf(
            out, "Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n%s\r\n",
            encoding);
        g_string_append_len(out, data, (gssize)size);
        g_string_append(out, "\r\n");
        return;
    }
    g_string_append(out, "Content-Type: application/octet-stream; name=\"message.eml\"\r\n"
                         "Content-Disposition: attachment; filename=\"message.eml\"\r\n"
                         "Content-Transfer-Encoding: base64\r\n\r\n");
    base64_lines(out, (const guint8 *)data, size);
}

GString *
mail_compose(const MailDraft *draft, GError **error)
{
    if (!draft_check(draft, error))
        return NULL;
    GString *out = g_string_new(NULL);
    headers_append(out, draft);
    if (draft->attached == NULL) {
        body_append(out, draft);
        return out;
    }
    g_autofree char *boundary = boundary_make();
    gboolean is_8bit;
    gboolean whole = is_wire_safe(g_bytes_get_data(draft->attached, NULL),
                                  g_bytes_get_size(draft->attached), boundary, &is_8bit);
    const char *encoding = whole && is_8bit ? "Content-Transfer-Encoding: 8bit\r\n" : "";
    g_string_append_printf(out,
                           "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n%s\r\n--%s\r\n",
                           boundary, encoding, boundary);
    body_append(out, draft);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    attached_append(out, draft->attached, whole, encoding);
    g_string_append_printf(out, "--%s--\r\n", boundary);
    return out;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail - any bytes parse, decode and splice within bounds, and what comes out is valid */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "mime/field.h"
#include "mime/mail.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *text)
{
    g_assert_true(text == NULL || g_utf8_validate(text, -1, NULL));
}

static void
read_all(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, 5000, &is_html);

    check(text);
    g_assert_cmpuint(strlen(text), <=, 5000);
    check(mail->message_id);
    check(mail->in_reply_to);
    check(mail->from_name);
    check(mail->from_address);
    check(mail->from_raw);
    check(mail->to_text);
    check(mail->cc_text);
    check(mail->subject);
    check(mail->list_id);
    g_assert_true(mail->subject == NULL || strpbrk(mail->subject, "\r\n\t\v\x7f") == NULL);
    g_assert_cmpint(mail->date_header, >=, 0);
    g_assert_cmpint(mail->received_date, >=, 0);
    for (guint i = 0; mail->references[i] != NULL; i++)
        check(mail->references[i]);
    for (guint i = 0; i < mail->n_headers; i++) {
        check(mail->headers[i].name);
        check(mail->headers[i].value);
        g_assert_null(strpbrk(mail->headers[i].value, "\r\n"));
    }
    g_assert_cmpuint(mail->n_parts, >=, 1);
    g_assert_cmpuint(mail->n_parts, <=, MAIL_PARTS_MAX);
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        g_autoptr(GBytes) bytes = mail_part_bytes(mail, i, part->size, NULL);
        g_assert_nonnull(bytes);
        g_assert_cmpuint(g_bytes_get_size(bytes), ==, part->size);
        g_assert_cmpuint(part->depth, <=, MAIL_DEPTH_MAX);
        check(part->content_type);
        check(part->charset);
        check(part->filename);
        check(part->cid);
        g_assert_true(part->filename == NULL || strpbrk(part->filename, "/\\\r\n") == NULL);
    }
    (void)mail_is_automatic(mail);
}

/* A spliced mail says what the edits say, has no bare line end, and splices again. */
static void
splice(GBytes *raw)
{
    static const HeaderEdit edits[] = {{HEADER_REPLACE, "Subject", "new"},
                                       {HEADER_REMOVE, "List-Id", NULL},
                                       {HEADER_ADD, "X-Added", "yes"}};
    g_autoptr(GBytes) out = mail_splice(raw, edits, G_N_ELEMENTS(edits), NULL);
    gsize size;

    if (out == NULL)
        return;
    const char *data = g_bytes_get_data(out, &size);
    for (gsize i = 0; i < size; i++)
        if (data[i] == '\r')
            g_assert_true(i + 1 < size && data[++i] == '\n');
        else
            g_assert_cmpint(data[i], !=, '\n');
    g_autoptr(Mail) mail = mail_parse(out, NULL);
    g_assert_cmpstr(mail->subject, ==, "new");
    g_assert_null(mail->list_id);
    g_assert_cmpstr(mail_header(mail, "x-added"), ==, "yes");
    g_assert_false(mail_has_oddity(mail, "no-separator"));
    g_assert_false(mail_has_oddity(mail, "mbox-line"));
    g_autoptr(GBytes) again = mail_splice(out, NULL, 0, NULL);
    if (again != NULL) /* the added headers may pass the limit */
        g_assert_true(g_bytes_equal(out, again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(Mail) mail = mail_parse(raw, NULL);

    g_assert_true((mail == NULL) == (size == 0));
    if (mail != NULL)
        read_all(mail);
    splice(raw);
    return 0;
}

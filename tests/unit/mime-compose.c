/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail of ours is fit for any server, and reads back as what was meant. */
#include <string.h>

#include <gmime/gmime.h>

#include "base/error.h"
#include "mime/compose.h"
#include "mime/mail.h"

static const char body[] = "Bonjour Maëlle,\n\n.\nFrom the village: =3D \nÀ bientôt\n";

static MailDraft
draft_make(void)
{
    return (MailDraft){.from_name = "La lettre, à tous",
                       .from_address = "lettre@example.org",
                       .to_name = "Maëlle",
                       .to_address = "maelle@example.net",
                       .subject = "Une découverte près de chez vous",
                       .date = G_GINT64_CONSTANT(1793608200000000),
                       .text = body};
}

static Mail *
compose_and_parse(const MailDraft *draft)
{
    g_autoptr(GError) error = NULL;
    GString *out = mail_compose(draft, &error);
    gsize column = 0;

    g_assert_no_error(error);
    for (gsize i = 0; i < out->len; i++) {
        g_assert_true(out->str[i] > 0 || (draft->attached != NULL && out->str[i] != 0));
        if (out->str[i] == '\r') {
            g_assert_cmpint(out->str[++i], ==, '\n');
            column = 0;
        } else {
            g_assert_cmpint(out->str[i], !=, '\n');
            g_assert_cmpuint(++column, <=, 998);
        }
    }
    g_assert_true(g_str_has_suffix(out->str, "\r\n"));
    g_autoptr(GBytes) raw = g_string_free_to_bytes(out);
    Mail *mail = mail_parse(raw, &error);
    g_assert_no_error(error);
    g_assert_null(mail->oddities[0]);
    return mail;
}

static void
check_head_and_text(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, 10000, &is_html);

    g_assert_cmpstr(mail->from_name, ==, "La lettre, à tous");
    g_assert_cmpstr(mail->from_address, ==, "lettre@example.org");
    g_assert_cmpstr(mail->to_text, ==, "Maëlle <maelle@example.net>");
    g_assert_cmpstr(mail->subject, ==, "Une découverte près de chez vous");
    g_assert_cmpint(mail->date_header, ==, G_GINT64_CONSTANT(1793608200000000));
    g_assert_true(g_str_has_suffix(mail->message_id, "@example.org"));
    g_assert_cmpstr(text, ==, body);
    g_assert_false(is_html);
}

static void
test_text(void)
{
    static const DraftHeader headers[] = {{"Auto-Submitted", "auto-replied"}, {"X-Note", "été"}};
    MailDraft draft = draft_make();
    draft.headers = headers;
    draft.n_headers = 2;
    g_autoptr(Mail) mail = compose_and_parse(&draft);

    check_head_and_text(mail);
    g_assert_cmpstr(mail->auto_submitted, ==, "auto-replied");
    g_assert_cmpstr(mail_header(mail, "x-note"), ==, "=?utf-8?b?w6l0w6k=?=");
    g_assert_cmpuint(mail->n_parts, ==, 1);
    g_assert_true(mail_is_automatic(mail));
}

static void
test_alternative(void)
{
    MailDraft draft = draft_make();
    draft.html = "<p>Bonjour Maëlle</p>";
    g_autoptr(Mail) mail = compose_and_parse(&draft);
    g_autoptr(GBytes) html = mail_part_bytes(mail, 1, 1000, NULL);

    check_head_and_text(mail);
    g_assert_cmpuint(mail->n_parts, ==, 2);
    g_assert_cmpstr(mail->parts[1].content_type, ==, "text/html");
    g_assert_cmpstr(mail->parts[1].number, ==, "2");
    g_assert_true(g_str_has_prefix(g_bytes_get_data(html, NULL), "<p>Bonjour Maëlle</p>"));
}

static void
check_attached(const char *attached, const char *type)
{
    MailDraft draft = draft_make();
    g_autoptr(GBytes) raw = g_bytes_new_static(attached, strlen(attached));
    draft.html = "<p>x</p>";
    draft.attached = raw;
    g_autoptr(Mail) mail = compose_and_parse(&draft);

    check_head_and_text(mail);
    g_assert_cmpstr(mail->parts[2].content_type, ==, type);
    g_autoptr(GBytes) back = mail_part_bytes(mail, 2, 100000, NULL);
    g_assert_cmpmem(g_bytes_get_data(back, NULL), g_bytes_get_size(back), attached,
                    strlen(attached));
}

static void
test_attached(void)
{
    g_autofree char *line = g_strnfill(1200, 'x');
    g_autofree char *lines = g_strdup_printf("A: 1\r\n\r\n%s\r\n", line);

    check_attached("Subject: held\r\nMessage-ID: <1@example.net>\r\n\r\nHello\r\n",
                   "message/rfc822");
    check_attached("Subject: held\r\n\r\n\xc3\xa9\r\n", "message/rfc822");
    check_attached("Subject: held\n\nbare\n", "application/octet-stream");
    check_attached(lines, "application/octet-stream");
}

static void
test_refuses_injection(void)
{
    static const DraftHeader bad_value = {"X-Note", "a\r\nBcc: b@example.org"};
    static const DraftHeader bad_name = {"X-Note: a\r\nBcc", "b@example.org"};
    MailDraft drafts[8];

    for (guint i = 0; i < G_N_ELEMENTS(drafts); i++)
        drafts[i] = draft_make();
    drafts[0].subject = "a\nBcc: b@example.org";
    drafts[1].from_name = "a\r\nBcc: b@example.org";
    drafts[2].to_name = "a\rb";
    drafts[3].to_address = "a@example.org>\r\nBcc: <b@example.org";
    drafts[4].from_address = NULL;
    drafts[5].message_id = "a@b>\r\nBcc: b@example.org";
    drafts[6].headers = &bad_value;
    drafts[7].headers = &bad_name;
    drafts[6].n_headers = drafts[7].n_headers = 1;
    for (guint i = 0; i < G_N_ELEMENTS(drafts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(mail_compose(&drafts[i], &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mime/compose/text", test_text);
    g_test_add_func("/mime/compose/alternative", test_alternative);
    g_test_add_func("/mime/compose/attached-mail-comes-back-byte-for-byte", test_attached);
    g_test_add_func("/mime/compose/refuses-injection", test_refuses_injection);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A received mail is read whatever is wrong with it, and what is wrong is said. */
#include <string.h>

#include "base/error.h"
#include "mime/block.h"
#include "mime/mail.h"

#include "lib/patience.h"

static Mail *
parse_bytes(const char *data, gsize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    Mail *mail = mail_parse(raw, &error);

    g_assert_no_error(error);
    return mail;
}

static Mail *
parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

/* A mail whose only headers are `headers`, without the oddities of missing ones. */
static Mail *
parse_headers(const char *headers)
{
    g_autofree char *text = g_strconcat(headers, "\r\n\r\nbody\r\n", NULL);
    return parse(text);
}

static void
test_headers(void)
{
    g_autoptr(Mail) mail =
        parse("Received: from a by b; Mon, 2 Nov 2026 10:00:01 +0100\r\n"
              "Received: from c by d; Mon, 2 Nov 2026 09:00:00 +0100\r\n"
              "Message-ID: <one/two@example.org>\r\n"
              "In-Reply-To: <r2@example.org> <r1@example.org>\r\n"
              "References: <r1@example.org> (x)\r\n <r2@example.org>\t<r1@example.org>\r\n"
              "From: =?iso-8859-1?q?Ma=EBlle?= Le Goff <Maelle@example.org>, b@example.net\r\n"
              "To: liste@example.org\r\n"
              "Cc: =?utf-8?b?w4lsb8OvcyA=?= =?utf-8?q?Nedelec?= <e@example.org>\r\n"
              "Subject: Re: l'=?utf-8?q?=C3=A9t=C3?=\r\n =?utf-8?q?=A9?=\r\n"
              "Date: Mon, 2 Nov 2026 09:30:00 +0100\r\n"
              "List-Id: Les nouvelles <nouvelles.example.org>\r\n"
              "Precedence: list\r\n"
              "\r\nBonjour\r\n");

    g_assert_cmpstr(mail->message_id, ==, "one/two@example.org");
    g_assert_cmpstr(mail->in_reply_to, ==, "r2@example.org");
    g_assert_cmpstr(mail->references[0], ==, "r1@example.org");
    g_assert_cmpstr(mail->references[1], ==, "r2@example.org");
    g_assert_null(mail->references[2]);
    g_assert_cmpstr(mail->from_name, ==, "Maëlle Le Goff");
    g_assert_cmpstr(mail->from_address, ==, "Maelle@example.org");
    g_assert_cmpstr(mail->to_text, ==, "liste@example.org");
    g_assert_cmpstr(mail->cc_text, ==, "Éloïs Nedelec <e@example.org>");
    g_assert_cmpstr(mail->subject, ==, "Re: l'été");
    g_assert_cmpint(mail->date_header, ==, G_GINT64_CONSTANT(1793608200000000));
    g_assert_cmpint(mail->received_date, ==, G_GINT64_CONSTANT(1793610001000000));
    g_assert_cmpstr(mail->list_id, ==, "nouvelles.example.org");
    g_assert_cmpstr(mail_header(mail, "list-ID"), ==, "Les nouvelles <nouvelles.example.org>");
    g_assert_null(mail_header(mail, "List"));
    g_assert_null(mail->auto_submitted);
    g_assert_null(mail->oddities[0]);
    g_assert_false(mail->is_signed_or_encrypted);
}

static void
test_from_forms(void)
{
    static const char *const rows[][3] = {
        {"a@example.org", NULL, "a@example.org"},
        {"a@example.org (Yann (le) Bris)", "Yann (le) Bris", "a@example.org"},
        {"\"Bris, Yann\" <a@example.org>", "Bris, Yann", "a@example.org"},
        {"Y. Bris @ home <a@example.org>", "Y. Bris @ home", "a@example.org"},
        {"<a@example.org>", NULL, "a@example.org"},
        {"<@b.example,@c.example:a@example.org>", NULL, "a@example.org"},
        {"Groupe: x <a@example.org>, b@example.org;", "x", "a@example.org"},
        {"\"=?utf-8?q?Ma=C3=ABlle?=\" <a@example.org>", "Maëlle", "a@example.org"},
        {"a @ example.org", NULL, "a@example.org"},
        {"Yann <a@example.org", "Yann", "a@example.org"},
        {"Yann", "Yann", NULL},
        {"undisclosed-recipients:;", NULL, NULL},
        {",,, <>", NULL, NULL},
        {"", NULL, NULL},
        {"x\xe9 <a@example.org>", "xé", "a@example.org"},
        {"a\x01@example.org", "a@example.org", NULL},
        {"\"x\\\"y\" <a@example.org>", "x\"y", "a@example.org"},
        {"\xe2\x80\xaeYann\xe2\x80\xac <a@example.org>", "Yann", "a@example.org"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *header = g_strconcat("From: ", rows[i][0], NULL);
        g_autoptr(Mail) mail = parse_headers(header);
        g_test_message("row %u", i);
        g_assert_cmpstr(mail->from_name, ==, rows[i][1]);
        g_assert_cmpstr(mail->from_address, ==, rows[i][2]);
        g_assert_cmpint(mail_has_oddity(mail, "no-from"), ==, rows[i][2] == NULL);
    }
}

static void
test_subject_is_always_clean(void)
{
    static const char *const rows[][2] = {
        {"plain", "plain"},
        {"=?utf-8?q?a=00b=07c?=", "abc"},
        {"=?utf-8?q?a=0D=0ABcc:_b?=", "a Bcc: b"},
        {"a\xe2\x80\xae"
         "b",
         "ab"},
        {"r\xe9"
         "sum\xe9",
         "résumé"},
        {"d\xc3\xa9j\xc3\xa0", "déjà"},
        {"=?x-nobody-knows?q?d=C3=A9j=C3=A0?=", "déjà"},
        {"=?utf-8?q?=E9?=", "é"},
        {"=?utf-8?b?w6k?= x", "é x"},
        {"=?utf-8*fr?q?=C3=A9?=", "é"},
        {"=?gb2312?b?1tDOxA==?=", "中文"},
        {"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"},
        {"=?utf-8?q?a b?=", "a b"},
        {"=?utf-8?z?a?= =?utf-8?", "=?utf-8?z?a?= =?utf-8?"},
        {"=?utf-8?q?a?=b=?utf-8?q?c?=", "abc"},
        {"a =?windows-1252?q?=80?= b", "a € b"},
        {"=?iso-8859-1?q?=80=9D?=", "€\xef\xbf\xbd"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *header = g_strconcat("Subject: ", rows[i][0], NULL);
        g_autoptr(Mail) mail = parse_headers(header);
        g_assert_cmpstr(mail->subject, ==, rows[i][1]);
    }
}

static void
test_identifiers(void)
{
    g_autofree char *longest = g_strnfill(MAIL_IDENTIFIER_MAX + 1, 'x');
    g_autofree char *long_header = g_strdup_printf("Message-ID: <%s>", longest);
    g_autoptr(Mail) none = parse_headers("Subject: x");
    g_autoptr(Mail) bare = parse_headers("Message-ID: 12 34@example.org");
    g_autoptr(Mail) odd = parse_headers("Message-ID: <a b/%c@[x]>");
    g_autoptr(Mail) too_long = parse_headers(long_header);
    g_autoptr(Mail) phrase =
        parse_headers("In-Reply-To: Message from Yann <y@example.org> of \"Mon\" <id@example.org>");
    g_autoptr(Mail) naked = parse_headers("In-Reply-To: id@example.org");
    g_autoptr(Mail) words = parse_headers("In-Reply-To: your mail of Monday");

    g_assert_null(none->message_id);
    g_assert_true(mail_has_oddity(none, "no-message-id"));
    g_assert_cmpstr(bare->message_id, ==, "12 34@example.org");
    g_assert_true(mail_has_oddity(bare, "bad-identifier"));
    g_assert_cmpstr(odd->message_id, ==, "a b/%c@[x]");
    g_assert_null(too_long->message_id);
    g_assert_true(mail_has_oddity(too_long, "bad-identifier"));
    g_assert_cmpstr(phrase->in_reply_to, ==, "id@example.org");
    g_assert_cmpstr(naked->in_reply_to, ==, "id@example.org");
    g_assert_null(words->in_reply_to);
}

static void
test_references_are_bounded(void)
{
    g_autoptr(GString) header = g_string_new("References:");
    for (guint i = 0; i < 3000; i++)
        g_string_append_printf(header, "\r\n <%u@example.org>", i % 1500);
    g_autoptr(Mail) mail = parse_headers(header->str);

    g_assert_cmpuint(g_strv_length((char **)mail->references), ==, MAIL_REFERENCES_MAX);
    g_assert_cmpstr(mail->references[0], ==, "0@example.org");
    g_assert_cmpstr(mail->references[MAIL_REFERENCES_MAX - 1], ==, "1499@example.org");
    g_assert_true(mail_has_oddity(mail, "too-many-references"));
}

static void
test_dates(void)
{
    static const char *const bad[] = {"", "yesterday", "Mon, 99 Foo 2026",
                                      "Thu, 1 Jan 1960 00:00:00 +0000",
                                      "Mon, 2 Nov 99999999999 09:30:00 +0100"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *header = g_strconcat("Date: ", bad[i], NULL);
        g_autoptr(Mail) mail = parse_headers(header);
        g_assert_cmpint(mail->date_header, ==, 0);
        g_assert_true(mail_has_oddity(mail, "bad-date"));
    }
    g_autoptr(Mail) none = parse_headers("Subject: x");
    g_assert_cmpint(none->date_header, ==, 0);
    g_assert_true(mail_has_oddity(none, "no-date"));
}

static void
test_broken_frames(void)
{
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) body = parse("no header at all, this is text\r\n");
    g_autoptr(Mail) mbox = parse("From a@example.org Mon Nov  2 09:30:00 2026\nSubject: x\n\ny\n");
    g_autoptr(Mail) unseparated = parse("Subject: x\nthis is text\n");
    g_autoptr(Mail) twice = parse_headers("Subject: x\r\nSubject: y");
    g_autoptr(Mail) only = parse("Subject: x");
    g_autoptr(Mail) nul = parse_bytes("Subject: x\0y\r\n\r\na\0b\r\n", 21);
    gboolean is_html;
    g_autofree char *body_text = mail_text(body, 100, &is_html);
    g_autofree char *unseparated_text = mail_text(unseparated, 100, &is_html);
    g_autofree char *nul_text = mail_text(nul, 100, &is_html);

    g_assert_null(mail_parse(empty, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_assert_true(mail_has_oddity(body, "no-headers"));
    g_assert_cmpstr(body_text, ==, "no header at all, this is text\n");
    g_assert_true(mail_has_oddity(mbox, "mbox-line"));
    g_assert_cmpstr(mbox->subject, ==, "x");
    g_assert_true(mail_has_oddity(unseparated, "no-separator"));
    g_assert_cmpstr(unseparated_text, ==, "this is text\n");
    g_assert_true(mail_has_oddity(twice, "repeated-header"));
    g_assert_cmpstr(twice->subject, ==, "x");
    g_assert_cmpstr(only->subject, ==, "x");
    g_assert_cmpstr(nul->subject, ==, "xy");
    g_assert_cmpstr(nul_text, ==, "ab\n");
}

static void
test_automatic(void)
{
    static const char *const automatic[] = {"Auto-Submitted: auto-replied",
                                            "auto-submitted: auto-generated (vacation)",
                                            "Precedence: bulk",
                                            "Precedence: Junk",
                                            "List-Unsubscribe: <mailto:x@example.org>",
                                            "X-Auto-Response-Suppress: All",
                                            "Return-Path: <>",
                                            "From: MAILER-DAEMON@example.org",
                                            "From: MAILER-DAEMON (Mail System)",
                                            "X-Autoreply: yes",
                                            "Content-Type: multipart/report; boundary=x"};
    static const char *const human[] = {
        "Auto-Submitted: no", "Auto-Submitted: No (really)",  "Precedence: first-class",
        "X-List: x",          "Return-Path: <a@example.org>", "From: a@example.org"};
    for (guint i = 0; i < G_N_ELEMENTS(automatic); i++) {
        g_autoptr(Mail) mail = parse_headers(automatic[i]);
        g_test_message("%s", automatic[i]);
        g_assert_true(mail_is_automatic(mail));
    }
    for (guint i = 0; i < G_N_ELEMENTS(human); i++) {
        g_autoptr(Mail) mail = parse_headers(human[i]);
        g_test_message("%s", human[i]);
        g_assert_false(mail_is_automatic(mail));
    }
}

static void
test_header_bomb(void)
{
    g_autoptr(GString) text = g_string_new("Subject: before\r\n");
    while (text->len < 8 * 1024 * 1024)
        g_string_append(text, "a:\r\n");
    g_string_append(text, "X-Late: 1\r\n\r\nbody\r\n");
    gint64 start = g_get_monotonic_time();
    g_autoptr(Mail) mail = parse_bytes(text->str, text->len);
    gboolean is_html;
    g_autofree char *body = mail_text(mail, 100, &is_html);

    g_assert_true(mail_has_oddity(mail, "headers-too-long"));
    g_assert_cmpstr(mail->subject, ==, "before");
    g_assert_null(mail_header(mail, "X-Late"));
    g_assert_cmpuint(mail->n_headers, <=, HEADER_BYTES_MAX / 3);
    g_assert_cmpstr(body, ==, "body\n");
    g_assert_cmpuint(g_bytes_get_size(mail->raw), ==, text->len);
    g_assert_cmpint(g_get_monotonic_time() - start, <, patience(20));
}

static gpointer
parse_many(gpointer unused)
{
    for (guint i = 0; i < 300; i++) {
        g_autofree char *text =
            g_strdup_printf("Subject: =?iso-8859-%u?q?=E9?=\nDate: Mon, 2 Nov 2026 09:30:00 +0100\n"
                            "Content-Type: text/plain; charset=windows-125%u\n"
                            "Content-Transfer-Encoding: base64\n\n6Q==\n",
                            1 + i % 9, i % 9);
        g_autoptr(Mail) mail = parse(text);
        gboolean is_html;
        g_autofree char *body = mail_text(mail, 100, &is_html);
        g_assert_cmpint(mail->date_header, ==, G_GINT64_CONSTANT(1793608200000000));
        g_assert_cmpint(g_utf8_strlen(mail->subject, -1), ==, 1);
        g_assert_cmpint(g_utf8_strlen(body, -1), ==, 1);
    }
    return NULL;
}

static void
test_threads(void)
{
    GThread *threads[4];

    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("parse", parse_many, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mime/mail/threads-parse-together", test_threads); /* first: it initialises */
    g_test_add_func("/mime/mail/headers", test_headers);
    g_test_add_func("/mime/mail/from-in-all-its-forms", test_from_forms);
    g_test_add_func("/mime/mail/subject-is-always-clean", test_subject_is_always_clean);
    g_test_add_func("/mime/mail/identifiers", test_identifiers);
    g_test_add_func("/mime/mail/references-are-bounded", test_references_are_bounded);
    g_test_add_func("/mime/mail/dates", test_dates);
    g_test_add_func("/mime/mail/broken-frames", test_broken_frames);
    g_test_add_func("/mime/mail/automatic", test_automatic);
    g_test_add_func("/mime/mail/header-bomb-is-cut", test_header_bomb);
    return g_test_run();
}

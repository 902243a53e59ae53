/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers are edited on the raw bytes, and every line that goes out ends in CRLF. */
#include <string.h>

#include "base/error.h"
#include "mime/block.h"
#include "mime/splice.h"

static char *
to_crlf(const char *text)
{
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    g_autoptr(GBytes) out = mail_to_crlf(raw);
    g_autoptr(GBytes) again = mail_to_crlf(out);

    g_assert_true(again == out); /* no copy of what is right already */
    return g_strndup(g_bytes_get_data(out, NULL), g_bytes_get_size(out));
}

static void
test_line_ends(void)
{
    static const char *const pairs[][2] = {
        {"a\r\nb\r\n", "a\r\nb\r\n"},
        {"a\nb\n", "a\r\nb\r\n"},
        {"a\rb\r", "a\r\nb\r\n"},
        {"a\r\r\nb", "a\r\nb"},
        {"a\n\r\n.\r\n", "a\r\n\r\n.\r\n"},
        {"x\n.\nMAIL FROM:<b@example.org>\r.\r\r",
         "x\r\n.\r\nMAIL FROM:<b@example.org>\r\n.\r\n\r\n"},
        {"\n", "\r\n"},
        {"no end", "no end"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *out = to_crlf(pairs[i][0]);
        g_assert_cmpstr(out, ==, pairs[i][1]);
    }
}

static char *
splice(const char *text, const HeaderEdit *edits, guint n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    g_autoptr(GBytes) out = mail_splice(raw, edits, n, &error);

    g_assert_no_error(error);
    return g_strndup(g_bytes_get_data(out, NULL), g_bytes_get_size(out));
}

static void
test_edits(void)
{
    static const HeaderEdit edits[] = {
        {HEADER_REMOVE, "dkim-signature", NULL},
        {HEADER_REPLACE, "Subject", "[liste] new"},
        {HEADER_REPLACE, "Reply-To", "liste@example.org"},
        {HEADER_ADD, "List-Id", "<liste.example.org>"},
        {HEADER_ADD, "List-Post", "<mailto:liste@example.org>"},
    };
    g_autofree char *out = splice("From a@example.org Mon Nov  2 09:30:00 2026\n"
                                  "DKIM-Signature: v=1;\n\tb=abc;\n c\n"
                                  "Received: from x\n"
                                  "SUBJECT : old\n folded\n"
                                  "X-Kept:  as\t it  \n \tis \n"
                                  "Dkim-Signature: two\n"
                                  "Subject: again\n"
                                  "\n"
                                  "Subject: in the body\n\x80\xff.\n",
                                  edits, G_N_ELEMENTS(edits));
    g_assert_cmpstr(out, ==,
                    "Reply-To: liste@example.org\r\n"
                    "List-Id: <liste.example.org>\r\n"
                    "List-Post: <mailto:liste@example.org>\r\n"
                    "Received: from x\r\n"
                    "Subject: [liste] new\r\n"
                    "X-Kept:  as\t it  \r\n \tis \r\n"
                    "\r\n"
                    "Subject: in the body\r\n\x80\xff.\r\n");
}

static void
test_no_edit_keeps_every_byte(void)
{
    const char *mail = "A: 1\r\nB:2\r\n\t3 \r\n\r\nbody \x01\x80 \r\n\r\n--x\r\nno end";
    g_autofree char *out = splice(mail, NULL, 0);
    g_assert_cmpstr(out, ==, mail);
}

static void
test_headers_without_an_end(void)
{
    static const HeaderEdit add = {HEADER_ADD, "X-New", "1"};
    static const char *const pairs[][2] = {
        {"A: 1", "X-New: 1\r\nA: 1\r\n\r\n"},
        {"A: 1\n", "X-New: 1\r\nA: 1\r\n\r\n"},
        {"A: 1\nthis is the body\n", "X-New: 1\r\nA: 1\r\n\r\nthis is the body\r\n"},
        {"only a body\n", "X-New: 1\r\n\r\nonly a body\r\n"},
        {"\nbody\n", "X-New: 1\r\n\r\nbody\r\n"},
        {"A: 1\n>From x\nB: 2\n\nb", "X-New: 1\r\nA: 1\r\nB: 2\r\n\r\nb"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *out = splice(pairs[i][0], &add, 1);
        g_assert_cmpstr(out, ==, pairs[i][1]);
    }
}

static void
test_refuses_unsafe_edits(void)
{
    static const HeaderEdit bad[] = {
        {HEADER_ADD, "X", "a\r\nBcc: b@example.org"},
        {HEADER_ADD, "X", "a\n b"},
        {HEADER_ADD, "X", "a\r\n \r\n b"},
        {HEADER_ADD, "X", "a\r\n "},
        {HEADER_REPLACE, "X", "\xc3\xa9"},
        {HEADER_REPLACE, "X", NULL},
        {HEADER_ADD, "X: y", "a"},
        {HEADER_REMOVE, "", NULL},
    };
    g_autoptr(GBytes) raw = g_bytes_new_static("A: 1\r\n\r\n", 8);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(mail_splice(raw, &bad[i], 1, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
}

static void
test_refuses_what_is_too_long_or_empty(void)
{
    g_autoptr(GString) huge = g_string_new(NULL);
    while (huge->len <= HEADER_BYTES_MAX)
        g_string_append(huge, "X-Filler: 0123456789012345678901234567890123456789\r\n");
    g_string_append(huge, "\r\nbody\r\n");
    g_autoptr(GBytes) raw = g_bytes_new(huge->str, huge->len);
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    g_autoptr(GError) error = NULL;

    g_assert_null(mail_splice(raw, NULL, 0, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_clear_error(&error);
    g_assert_null(mail_splice(empty, NULL, 0, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mime/splice/every-line-end-becomes-crlf", test_line_ends);
    g_test_add_func("/mime/splice/edits", test_edits);
    g_test_add_func("/mime/splice/no-edit-keeps-every-byte", test_no_edit_keeps_every_byte);
    g_test_add_func("/mime/splice/headers-without-an-end", test_headers_without_an_end);
    g_test_add_func("/mime/splice/refuses-unsafe-edits", test_refuses_unsafe_edits);
    g_test_add_func("/mime/splice/refuses-what-is-too-long-or-empty",
                    test_refuses_what_is_too_long_or_empty);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copy of a post that members get. */
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "lib/test-list.h"
#include "list/post-copy.h"
#include "list/post.h"
#include "mime/mail.h"
#include "store/query.h"

static void
test_broken_mail(void)
{
    PostVerdict no_id =
        receive("mobilites", "From: paul@example.org\nSubject: \xe9t\xe9\n\nsans\n");
    PostVerdict broken = receive(
        "mobilites", "From: paul@example.org\r\nMessage-ID: <broken@a>\r\n"
                     "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n\r\nseul");
    g_autoptr(GError) error = NULL;
    g_autoptr(PostCopy) copy =
        post_copy_open(test->store, test->settings, 1, 1, no_id.message, FALSE, &error);
    g_autoptr(GString) out = g_string_new(NULL);

    assert_outcome(no_id, POST_ACCEPTED, "subscriber");
    assert_outcome(broken, POST_ACCEPTED, "subscriber");
    g_assert_no_error(error);
    post_copy_assemble(copy, no_id.mailing, 1, out);
    g_assert_nonnull(strstr(out->str, ".synthetic@colporteur.invalid>\r\n"));
    test_store_assert(test, "SELECT subject FROM message WHERE message_id LIKE '%.synthetic@%'",
                      "été");
    test_store_assert(
        test,
        "SELECT 'unclosed-multipart' = ANY (oddities) FROM message WHERE message_id = 'broken@a'",
        "t");
}

static void
test_copy(void)
{
    g_autoptr(GError) error = NULL;
    PostVerdict verdict =
        receive("mobilites", "Return-Path: <paul@example.org>\r\nFrom: paul@example.org\r\n"
                             "Disposition-Notification-To: paul@example.org\r\n"
                             "DKIM-Signature: v=1; a=x\r\nReply-To: autre@example.org\r\n"
                             "Subject: =?utf-8?q?d=C3=A9part?=\r\nMessage-ID: <copy@a>\r\n"
                             "Date: Sun, 22 Nov 2026 10:00:00 +0100\r\n\r\nligne\nautre\r\n");
    g_autoptr(PostCopy) copy =
        post_copy_open(test->store, test->settings, 1, 1, verdict.message, FALSE, &error);
    g_autoptr(GString) one = g_string_new(NULL), two = g_string_new(NULL);

    g_assert_no_error(error);
    post_copy_assemble(copy, verdict.mailing, 1, one);
    post_copy_assemble(copy, verdict.mailing, 2, two);
    g_assert_nonnull(strstr(one->str, "List-Id: <mobilites.lists.example.org>\r\n"));
    g_assert_nonnull(strstr(one->str, "\r\nSender: mobilites-bounces@lists.example.org\r\n"));
    g_assert_nonnull(strstr(one->str, "\r\nArchived-At: <https://example.org/h/"));
    g_assert_nonnull(strstr(one->str, "\r\nReply-To: autre@example.org\r\n"));
    g_assert_nonnull(strstr(one->str, "\r\nDKIM-Signature: v=1; a=x\r\n"));
    g_autoptr(GBytes) sent = bytes(one->str);
    g_autoptr(Mail) mail = mail_parse(sent, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(mail->subject, ==, "[mob] départ");
    g_assert_nonnull(strstr(one->str, "\r\n\r\nligne\r\nautre\r\n"));
    g_assert_null(strstr(one->str, "Return-Path"));
    g_assert_null(strstr(one->str, "Disposition-Notification-To"));
    /* Only the line to leave by is the reader's own. */
    g_auto(GStrv) lines_one = g_strsplit(one->str, "\r\n", -1);
    g_auto(GStrv) lines_two = g_strsplit(two->str, "\r\n", -1);
    g_assert_cmpuint(g_strv_length(lines_one), ==, g_strv_length(lines_two));
    for (guint i = 0; lines_one[i] != NULL; i++)
        if (g_str_has_prefix(lines_one[i], "List-Unsubscribe: "))
            g_assert_cmpstr(lines_one[i], !=, lines_two[i]);
        else
            g_assert_cmpstr(lines_one[i], ==, lines_two[i]);
    const char *token = strstr(one->str, "https://example.org/u/") + 22;
    g_autofree char *cut = g_strndup(token, strcspn(token, ">"));
    gint64 numbers[2];
    g_assert_true(
        token_read(store_token_keys(test->store), TOKEN_UNSUBSCRIBE, cut, numbers, 2, NULL));
    g_assert_cmpint(numbers[0], ==, 1);
    g_assert_cmpint(numbers[1], ==, 1);
}

static void
assert_subject(const char *subject, const char *expected)
{
    g_autofree char *found = post_copy_subject(subject, "[mob]");
    g_assert_cmpstr(found, ==, expected);
}

static void
test_subject(void)
{
    assert_subject("départ", "[mob] départ");
    assert_subject("Re: départ", "[mob] Re: départ");
    assert_subject("[mob] départ", NULL);
    assert_subject("RE: [MOB] départ", NULL);
    assert_subject(NULL, "[mob]");
    assert_subject("", "[mob]");
    assert_subject("R\303\251\302\240: [mob] d\303\251part", NULL);
    assert_subject("Re: [mob] RE : [Mob] d\303\251part", "Re: [mob] d\303\251part");
    assert_subject("[mob] Re: [mob] d\303\251part", "Re: [mob] d\303\251part");
    assert_subject("[mob] [mob] d\303\251part", "[mob] d\303\251part");
    assert_subject("TR : R\303\251\302\240: [mob] Fwd: Re[2]: [mob] d\303\251part",
                   "TR : [mob] d\303\251part");
    /* Not composed, and wide, are the same letters. */
    assert_subject("Re\314\201: [mob] TR: \357\274\273mob\357\274\275 d\303\251part",
                   "Re\314\201: [mob] d\303\251part");
    assert_subject("Reprise [mob]: [mob] du banc", NULL);
    assert_subject("Re: Compte rendu de [mob] et [mob]", NULL);
    g_autofree char *without = post_copy_subject("départ", "");
    g_assert_null(without);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/post/broken mail is not lost", test_broken_mail);
    g_test_add_func("/post-copy/list headers, and one line of the reader's own", test_copy);
    g_test_add_func("/post-copy/the prefix is put once", test_subject);
    return test_list_run();
}

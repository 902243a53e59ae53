/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Maildir and null outlets, and how an answer's text becomes a result. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "wire/reply.h"

#include "lib/test-feed.h"

static char *
only_file(const char *dir, guint expected)
{
    g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
    const char *name;
    char *path = NULL;
    guint n = 0;

    while ((name = g_dir_read_name(open)) != NULL) {
        g_free(path);
        path = g_build_filename(dir, name, NULL);
        n++;
    }
    g_assert_cmpuint(n, ==, expected);
    return path;
}

static void
remove_tree(const char *dir)
{
    const char *const parts[] = {"tmp", "new", "cur"};

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(dir, parts[i], NULL);
        g_autoptr(GDir) open = g_dir_open(part, 0, NULL);
        const char *name;
        while (open != NULL && (name = g_dir_read_name(open)) != NULL) {
            g_autofree char *path = g_build_filename(part, name, NULL);
            g_unlink(path);
        }
        g_rmdir(part);
    }
    g_rmdir(dir);
}

static void
test_maildir_keeps_each_copy(void)
{
    g_autofree char *work = g_dir_make_tmp("wire-maildir-XXXXXX", NULL);
    g_autofree char *dir = g_build_filename(work, "outbox", NULL);
    g_autofree char *tmp = g_build_filename(dir, "tmp", NULL);
    g_autofree char *new = g_build_filename(dir, "new", NULL);
    const FeedItem items[] = {{0}};
    const FeedItem more[] = {{.second = "other@example.net"},
                             {.recipient = "x@example.net\r\nBcc: victim@example.net"},
                             {.message = "From: a@example.org\r\n\r\nno end"}};
    g_autoptr(GError) error = NULL;
    g_autoptr(Outlet) outlet = outlet_maildir_new(dir, &error);
    g_assert_no_error(error);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    g_autoptr(TestFeed) second = test_feed_new(more, 3);
    g_autofree char *text = NULL;
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, &error));
    g_assert_cmpuint(delivered, ==, 1);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_DONE);
    g_autofree char *none = only_file(tmp, 0);
    g_autofree char *file = only_file(new, 1);
    g_assert_true(g_file_get_contents(file, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(TEST_FEED_LETTER, "\r\n", -1);
    g_autofree char *letter = g_strjoinv("\n", lines);
    g_autofree char *expected = g_strconcat("Return-Path: <list-bounces+1@example.org>\n"
                                            "Delivered-To: reader@example.net\n",
                                            letter, NULL);
    g_assert_cmpstr(text, ==, expected);

    g_assert_true(outlet_session(outlet, &second->feed, &delivered, &error));
    g_assert_cmpuint(delivered, ==, 3);
    g_assert_cmpint(test_feed_result(second, 1)->outcome, ==, WIRE_NEVER);
    g_autofree char *any = only_file(new, 4);
    test_feed_check(second, 3);
    remove_tree(dir);
    g_rmdir(work);
}

static void
test_maildir_that_cannot_be_written(void)
{
    g_autofree char *work = g_dir_make_tmp("wire-maildir-XXXXXX", NULL);
    g_autofree char *dir = g_build_filename(work, "outbox", NULL);
    g_autofree char *tmp = g_build_filename(dir, "tmp", NULL);
    const FeedItem items[2] = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(Outlet) outlet = outlet_maildir_new(dir, &error);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);

    g_assert_no_error(error);
    g_assert_cmpint(g_rmdir(tmp), ==, 0);
    g_assert_false(outlet_session(outlet, &feed->feed, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    g_assert_nonnull(error_hint(error));
    test_feed_check(feed, 1);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_SERVER);
    g_clear_error(&error);
    remove_tree(dir);
    g_assert_true(g_file_set_contents(dir, "a file", -1, NULL));
    g_assert_null(outlet_maildir_new(dir, &error));
    g_assert_nonnull(error_hint(error));
    g_unlink(dir);
    g_rmdir(work);
}

static void
test_null_takes_everything(void)
{
    const FeedItem items[3] = {{0}, {.second = "b@example.net"}, {0}};
    g_autoptr(Outlet) outlet = outlet_null_new();
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);
    guint delivered = 0;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 4);
    test_feed_check(feed, 3);
}

static void
test_grades(void)
{
    static const struct {
        ReplyStage stage;
        int code;
        int status[3];
        const char *text;
        gboolean delivered;
        WireOutcome outcome;
        WireScope scope;
        const char *expected_status, *expected_text;
    } cases[] = {
        {STAGE_END,
         250,
         {0},
         "2.6.0 queued as 7",
         FALSE,
         WIRE_DONE,
         SCOPE_RECIPIENT,
         "2.6.0",
         "queued as 7"},
        {STAGE_END, 250, {2, 0, 0}, "ok", FALSE, WIRE_DONE, SCOPE_RECIPIENT, "2.0.0", "ok"},
        {STAGE_END, 299, {0}, NULL, FALSE, WIRE_DONE, SCOPE_RECIPIENT, "2.0.0", ""},
        {STAGE_DATA, 250, {0}, "ok", FALSE, WIRE_LATER, SCOPE_CONNECTION, "4.5.0", "ok"},
        {STAGE_RCPT, 550, {0}, "5.1.1 gone", FALSE, WIRE_NEVER, SCOPE_RECIPIENT, "5.1.1", "gone"},
        {STAGE_RCPT, 550, {0}, "gone", FALSE, WIRE_NEVER, SCOPE_RECIPIENT, "5.0.0", "gone"},
        {STAGE_RCPT, 452, {0}, "full", FALSE, WIRE_LATER, SCOPE_RECIPIENT, "4.0.0", "full"},
        {STAGE_RCPT, 450, {5, 1, 1}, "liar", FALSE, WIRE_LATER, SCOPE_RECIPIENT, "4.2.0", "liar"},
        {STAGE_RCPT,
         550,
         {0},
         "5.1.1111 no",
         FALSE,
         WIRE_NEVER,
         SCOPE_RECIPIENT,
         "5.0.0",
         "5.1.1111 no"},
        {STAGE_RCPT, 550, {0}, "5.1 no", FALSE, WIRE_NEVER, SCOPE_RECIPIENT, "5.0.0", "5.1 no"},
        {STAGE_MAIL, 421, {0}, "busy", FALSE, WIRE_LATER, SCOPE_SERVER, "4.3.2", "busy"},
        {STAGE_MAIL, 421, {0}, "busy", TRUE, WIRE_LATER, SCOPE_CONNECTION, "4.3.2", "busy"},
        {STAGE_RCPT, 530, {0}, "auth", TRUE, WIRE_LATER, SCOPE_SERVER, "5.7.0", "auth"},
        {STAGE_RCPT, 503, {0}, "order", TRUE, WIRE_LATER, SCOPE_CONNECTION, "5.5.1", "order"},
        {STAGE_MAIL, 0, {0}, NULL, TRUE, WIRE_LATER, SCOPE_CONNECTION, "4.5.0", ""},
        {STAGE_MAIL, -7, {0}, "?", TRUE, WIRE_LATER, SCOPE_CONNECTION, "4.5.0", "?"},
        {STAGE_END, 699, {0}, "?", TRUE, WIRE_LATER, SCOPE_CONNECTION, "4.5.0", "?"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        WireResult result;
        reply_grade(cases[i].stage, cases[i].code, cases[i].status, cases[i].text,
                    cases[i].delivered, &result);
        g_test_message("%d %s", cases[i].code, cases[i].text);
        g_assert_cmpint(result.outcome, ==, cases[i].outcome);
        g_assert_cmpint(result.scope, ==, cases[i].scope);
        g_assert_cmpstr(result.status, ==, cases[i].expected_status);
        g_assert_cmpstr(result.text, ==, cases[i].expected_text);
        g_assert_false(result.in_doubt);
    }
}

static void
test_text_is_one_bounded_line(void)
{
    WireResult result;
    g_autofree char *accents = g_malloc0(1001);

    result_set(&result, WIRE_LATER, SCOPE_SERVER, 451, NULL, "  one\r\n two\t\x01three \xff end\n");
    g_assert_cmpstr(result.text, ==, "one two three \xef\xbf\xbd end");
    for (int i = 0; i < 1000; i += 2)
        memcpy(accents + i, "\xc3\xa9", 2);
    result_set(&result, WIRE_LATER, SCOPE_SERVER, 451, NULL, accents);
    g_assert_cmpuint(strlen(result.text), ==, 254);
    g_assert_true(g_utf8_validate(result.text, -1, NULL));
}

/* Every way to cut a text into two segments gives the same verdict. */
static void
test_line_ends_are_checked_across_segments(void)
{
    static const struct {
        const char *text;
        gboolean good, unfinished;
        gsize head;
    } cases[] = {
        {"a: b\r\n\r\nc\r\n", TRUE, FALSE, 6},
        {"a: b\r\n\r\n\r\nc", TRUE, TRUE, 6},
        {"a: b\r\n\r\n", TRUE, FALSE, 6},
        {"a: b\r\nc: d\r\n", TRUE, FALSE, 12},
        {"a: b", TRUE, TRUE, 4},
        {"\r\nc\r\n", TRUE, FALSE, 0},
        {"a: b\n\r\nc\r\n", FALSE, FALSE, 0},
        {"a: b\r\r\nc\r\n", FALSE, FALSE, 0},
        {"a: b\r\n\r\nc\r", FALSE, FALSE, 0},
        {"\r\n", TRUE, FALSE, 0},
        {"\n", FALSE, FALSE, 0},
    };
    const char *recipient = "reader@example.net";

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        for (gsize cut = 0; cut <= strlen(cases[i].text); cut++) {
            const WireSegment segments[] = {{cases[i].text, cut},
                                            {cases[i].text + cut, strlen(cases[i].text) - cut}};
            const WireEnvelope envelope = {.sender = "",
                                           .recipients = &recipient,
                                           .n_recipients = 1,
                                           .segments = segments,
                                           .n_segments = 2};
            WireResult result;
            EnvelopeLines lines;
            gboolean refused;
            g_assert_cmpint(envelope_check(&envelope, &result, &refused, &lines), ==,
                            cases[i].good);
            if (!cases[i].good)
                continue;
            g_assert_cmpint(lines.unfinished, ==, cases[i].unfinished);
            g_assert_cmpuint(lines.size, ==, strlen(cases[i].text));
            g_assert_cmpuint(lines.head, ==, cases[i].head);
        }
}

static void
test_mailboxes(void)
{
    g_autofree char *long_name = g_strnfill(320, 'a');
    const char *const bad[] = {
        NULL,     "",          "a",       "@example.org",   "a@",     "a b@c.org", "a@b\r\n",
        "a@b\tc", "<a@b.org>", "a@b\x7f", "\xc3\xa9@b.org", long_name};
    const char *const good[] = {"a@b.org", "list-bounces+abc=def@example.org", "a\"b@c.org",
                                "x@[192.0.2.1]"};

    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_nonnull(mailbox_problem(bad[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_null(mailbox_problem(good[i]));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wire/maildir/keeps-each-copy", test_maildir_keeps_each_copy);
    g_test_add_func("/wire/maildir/cannot-be-written", test_maildir_that_cannot_be_written);
    g_test_add_func("/wire/null/takes-everything", test_null_takes_everything);
    g_test_add_func("/wire/reply/grades", test_grades);
    g_test_add_func("/wire/reply/text-is-one-bounded-line", test_text_is_one_bounded_line);
    g_test_add_func("/wire/envelope/line-ends-across-segments",
                    test_line_ends_are_checked_across_segments);
    g_test_add_func("/wire/envelope/mailboxes", test_mailboxes);
    return g_test_run();
}

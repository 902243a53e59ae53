/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each answer of a server has its outcome, scope and status, and the messages after it in the same
 * feed get through; whatever extensions are offered.
 */
#include <string.h>

#include "base/error.h"

#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

typedef struct {
    const char *name;
    ScriptRule rule;
    WireOutcome outcome;
    WireScope scope;
    int code;           /* -1: any */
    const char *status; /* NULL: any */
    const char *text;   /* NULL: any */
    guint n_after;      /* of the two messages after it, how many are done in the same session */
} Answer;

static const Answer answers[] = {
    {"mail-refused",
     {"MAIL", NULL, SCRIPT_ANSWER, "550 5.7.1 not from there", 0, 1},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     550,
     "5.7.1",
     "not from there",
     2},
    {"mail-deferred",
     {"MAIL", NULL, SCRIPT_ANSWER, "451 4.3.0 later", 0, 1},
     WIRE_LATER,
     SCOPE_MESSAGE,
     451,
     "4.3.0",
     "later",
     2},
    {"too-big",
     {"MAIL", NULL, SCRIPT_ANSWER, "552 5.3.4 too big", 0, 1},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     552,
     "5.3.4",
     NULL,
     2},
    {"recipient-unknown",
     {"RCPT", NULL, SCRIPT_ANSWER, "550 5.1.1 no such user", 0, 1},
     WIRE_NEVER,
     SCOPE_RECIPIENT,
     550,
     "5.1.1",
     "no such user",
     2},
    {"recipient-full",
     {"RCPT", NULL, SCRIPT_ANSWER, "452 4.2.2 mailbox full", 0, 1},
     WIRE_LATER,
     SCOPE_RECIPIENT,
     452,
     "4.2.2",
     "mailbox full",
     2},
    {"recipient-refused-in-two-lines",
     {"RCPT", NULL, SCRIPT_ANSWER, "550-5.1.1 no such user\n550 5.1.1 ask elsewhere", 0, 1},
     WIRE_NEVER,
     SCOPE_RECIPIENT,
     550,
     "5.1.1",
     NULL,
     2},
    {"data-deferred",
     {"DATA", NULL, SCRIPT_ANSWER, "451 4.3.0 not now", 0, 1},
     WIRE_LATER,
     SCOPE_MESSAGE,
     451,
     "4.3.0",
     NULL,
     2},
    {"data-refused",
     {"DATA", NULL, SCRIPT_ANSWER, "554 5.7.1 policy", 0, 1},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     554,
     "5.7.1",
     NULL,
     2},
    {"refused-after-data",
     {".", NULL, SCRIPT_ANSWER, "554 5.6.0 looks bad", 0, 1},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     554,
     "5.6.0",
     "looks bad",
     2},
    {"deferred-after-data",
     {".", NULL, SCRIPT_ANSWER, "451 4.3.0 disk", 0, 1},
     WIRE_LATER,
     SCOPE_MESSAGE,
     451,
     "4.3.0",
     NULL,
     2},
    {"long-reply-accepted-after-data",
     {".", NULL, SCRIPT_ANSWER, "250-2.0.0 one\n250 2.0.0 two", 0, 1},
     WIRE_DONE,
     SCOPE_RECIPIENT,
     250,
     "2.0.0",
     NULL,
     2},
    {"wants-authentication",
     {"MAIL", NULL, SCRIPT_ANSWER, "530 5.7.0 authenticate first", 0, 1},
     WIRE_LATER,
     SCOPE_SERVER,
     530,
     "5.7.0",
     NULL,
     0},
    {"shuts-at-mail",
     {"MAIL", NULL, SCRIPT_DROP, "421 4.3.2 going down", 0, 1},
     WIRE_LATER,
     SCOPE_SERVER,
     421,
     "4.3.2",
     "going down",
     0},
    {"shuts-at-rcpt",
     {"RCPT", NULL, SCRIPT_DROP, "421 4.3.2 going down", 0, 1},
     WIRE_LATER,
     SCOPE_SERVER,
     421,
     "4.3.2",
     NULL,
     0},
    {"shuts-after-data",
     {".", NULL, SCRIPT_DROP, "421 4.3.2 going down", 0, 1},
     WIRE_LATER,
     SCOPE_SERVER,
     421,
     "4.3.2",
     NULL,
     0},
    {"garbage-at-mail",
     {"MAIL", NULL, SCRIPT_ANSWER, "hello?", 0, 1},
     WIRE_LATER,
     SCOPE_CONNECTION,
     -1,
     NULL,
     NULL,
     0},
    {"garbage-at-rcpt",
     {"RCPT", NULL, SCRIPT_ANSWER, "999999 what", 0, 1},
     WIRE_LATER,
     SCOPE_CONNECTION,
     -1,
     NULL,
     NULL,
     0},
    {"garbage-after-data",
     {".", NULL, SCRIPT_ANSWER, "\x01\xff\xfe yes", 0, 1},
     WIRE_LATER,
     SCOPE_CONNECTION,
     -1,
     NULL,
     NULL,
     0},
    {"silly-code-after-data",
     {".", NULL, SCRIPT_ANSWER, "354 go on", 0, 1},
     WIRE_LATER,
     SCOPE_CONNECTION,
     354,
     NULL,
     NULL,
     0},
};

static const struct {
    const char *name, *extensions;
    gboolean ahead; /* RCPT and DATA leave with MAIL */
} ways[] = {
    {"bare", "", FALSE},
    {"pipelining", "PIPELINING\nENHANCEDSTATUSCODES\nSIZE 10000000", TRUE},
    {"other-words", "XPIPELINING\nPIPELINING-NOT\nENHANCEDSTATUSCODES", FALSE},
    /* Chunking is never used, wherever packets cut the words. */
    {"chunking", "PIPELINING\nENHANCEDSTATUSCODES\nCHUNKING", TRUE},
    {"chunking-cut", "pipe\vlining\nENHANCEDSTATUSCODES\nC\vHUNKIN\vG", TRUE},
};

static Outlet *
outlet_to(ScriptedSmtp *server)
{
    g_autoptr(GError) error = NULL;
    SmtpSettings settings = {.host = "127.0.0.1",
                             .port = scripted_smtp_port(server),
                             .helo = "colporteur.example",
                             .command_timeout = 5000};

    test_tls_settings(&settings);

    Outlet *outlet = outlet_smtp_new(&settings, &error);
    g_assert_no_error(error);
    return outlet;
}

static void
test_answer(const Answer *answer, const char *extensions)
{
    const FeedItem items[3] = {{.recipient = "first@example.net"},
                               {.recipient = "second@example.net"},
                               {.recipient = "third@example.net"}};
    const ScriptRule rules[] = {answer->rule, {0}};
    const ScriptOptions options = {.extensions = extensions};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);
    g_autoptr(GError) error = NULL;
    guint delivered = 0;
    guint done = answer->n_after + (answer->outcome == WIRE_DONE ? 1 : 0);

    gboolean ok = outlet_session(outlet, &feed->feed, &delivered, &error);
    const WireResult *result = test_feed_result(feed, 0);
    g_assert_cmpint(result->outcome, ==, answer->outcome);
    g_assert_cmpint(result->scope, ==, answer->scope);
    if (answer->code >= 0)
        g_assert_cmpint(result->code, ==, answer->code);
    if (answer->status != NULL)
        g_assert_cmpstr(result->status, ==, answer->status);
    if (answer->text != NULL)
        g_assert_cmpstr(result->text, ==, answer->text);
    if (answer->scope == SCOPE_SERVER)
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    g_assert_cmpint(ok, ==, answer->scope != SCOPE_SERVER);
    g_assert_cmpuint(delivered, ==, done);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, answer->n_after);
    test_feed_check(feed, feed->next);

    /* What the feed still has goes in the next session; what was taken and not begun was settled
     * as nobody's fault. */
    if (answer->n_after == 0) {
        for (guint i = 1; i < feed->next; i++) {
            g_assert_cmpint(test_feed_result(feed, i)->outcome, ==, WIRE_LATER);
            g_assert_cmpint(test_feed_result(feed, i)->scope, >=, SCOPE_CONNECTION);
            g_assert_false(test_feed_result(feed, i)->in_doubt);
        }
        guint before = feed->next;
        g_assert_cmpuint(before, <=, 2);
        g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
        g_assert_cmpuint(delivered, ==, 3 - before);
    } else
        g_assert_cmpuint(scripted_smtp_connections(server), ==, 1);
    test_feed_check(feed, 3);
}

static void
test_answers(gconstpointer data)
{
    gsize way = GPOINTER_TO_SIZE(data);

    for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_test_message("%s", answers[i].name);
        test_answer(&answers[i], ways[way].extensions);
    }
}

static void
test_letter_arrives_as_written(gconstpointer data)
{
    gsize way = GPOINTER_TO_SIZE(data);
    const FeedItem items[] = {{.sender = ""},
                              {.message = "From: a@example.org\r\nDate: x\r\n"
                                          "Message-Id: <a@example.org>\r\n\r\nno end"}};
    const ScriptOptions options = {.extensions = ways[way].extensions};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 2);
    test_feed_check(feed, 2);
    const ScriptMessage *message = scripted_smtp_message(server, 0);
    g_assert_cmpstr(message->data, ==, TEST_FEED_LETTER);
    g_assert_cmpstr(message->sender, ==, "");
    g_assert_cmpstr(message->recipients[0], ==, "reader@example.net");
    g_assert_true(g_str_has_suffix(scripted_smtp_message(server, 1)->data, "\r\n\r\nno end\r\n"));
    g_assert_true(scripted_smtp_heard(server, "EHLO colporteur.example"));
    g_assert_false(scripted_smtp_heard(server, "BDAT"));
    g_assert_cmpint(scripted_smtp_ahead(server), ==, ways[way].ahead);
}

static void
test_recipients_are_settled_one_by_one(gconstpointer data)
{
    gsize way = GPOINTER_TO_SIZE(data);
    const FeedItem items[] = {{.recipient = "gone@example.net", .second = "here@example.net"},
                              {.recipient = "here@example.net", .second = "b\nad@example.net"}};
    const ScriptRule rules[] = {{"RCPT", "gone@", SCRIPT_ANSWER, "550 5.1.1 no such user", 0, 0},
                                {0}};
    const ScriptOptions options = {.extensions = ways[way].extensions};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 2);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_NEVER);
    g_assert_cmpstr(test_feed_result(feed, 0)->status, ==, "5.1.1");
    g_assert_cmpint(test_feed_second(feed, 0)->outcome, ==, WIRE_DONE);
    g_assert_cmpint(test_feed_result(feed, 1)->outcome, ==, WIRE_DONE);
    g_assert_cmpint(test_feed_second(feed, 1)->outcome, ==, WIRE_NEVER);
    g_assert_cmpstr(test_feed_second(feed, 1)->status, ==, "5.1.3");
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 2);
    g_assert_false(scripted_smtp_heard(server, "ad@example.net"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize way = 0; way < G_N_ELEMENTS(ways); way++) {
        g_autofree char *each = g_strdup_printf("/wire/answers/%s", ways[way].name);
        g_autofree char *letter = g_strdup_printf("/wire/letter-arrives/%s", ways[way].name);
        g_autofree char *some = g_strdup_printf("/wire/recipients-one-by-one/%s", ways[way].name);
        test_add_both(each, GSIZE_TO_POINTER(way), test_answers);
        test_add_both(letter, GSIZE_TO_POINTER(way), test_letter_arrives_as_written);
        test_add_both(some, GSIZE_TO_POINTER(way), test_recipients_are_settled_one_by_one);
    }
    return test_run_both();
}

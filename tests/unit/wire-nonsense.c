/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that talk nonsense: nothing is called done that was not kept, nor taken and forgotten. */
#include <string.h>

#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

typedef struct {
    const char *command;
    gboolean refuse;
} LongReply;

static gpointer
long_reply_one(gpointer data)
{
    const LongReply *reply = data;
    g_autofree char *filler = g_strnfill(5000, 'x');
    g_autofree char *line = g_strconcat(reply->refuse ? "550 5.1.1 " : "250 2.0.0 ", filler, NULL);
    const ScriptRule rules[] = {{reply->command, NULL, SCRIPT_ANSWER, line, 0, 1}, {0}};
    const FeedItem items[2] = {0};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 2000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint sessions = 0;

    while (feed->next < 2 && sessions++ < 3)
        (void)outlet_session(outlet, &feed->feed, NULL, NULL);
    test_feed_check(feed, 2);
    const WireResult *result = test_feed_result(feed, 0);
    if (reply->refuse) {
        g_assert_cmpint(result->outcome, ==, WIRE_NEVER);
        g_assert_cmpuint(strlen(result->text), ==, 255);
    } else
        g_assert_cmpint(result->outcome, ==,
                        strcmp(reply->command, ".") == 0 ? WIRE_DONE : WIRE_LATER);
    return NULL;
}

/* libESMTP reads 1,023 bytes of a line and takes the rest for the next answer. */
static void
test_very_long_reply_lines(void)
{
    static const LongReply replies[] = {{"MAIL", FALSE}, {"MAIL", TRUE},  {"RCPT", FALSE},
                                        {"RCPT", TRUE},  {"DATA", FALSE}, {"DATA", TRUE},
                                        {".", FALSE},    {".", TRUE}};
    GThread *threads[G_N_ELEMENTS(replies)];

    for (gsize i = 0; i < G_N_ELEMENTS(replies); i++)
        threads[i] = g_thread_new("long", long_reply_one, (gpointer)&replies[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(replies); i++)
        g_thread_join(threads[i]);
}

static void
test_answer_one_ahead_is_no_delivery(void)
{
    /* MAIL is answered twice, so that every later answer is read for the command before it: the
     * 250 that RCPT got stands where DATA's is expected. */
    const ScriptRule rules[] = {
        {"MAIL", NULL, SCRIPT_RAW, "250 2.1.0 ok\r\n250 2.1.0 ok\r\n", 0, 1}, {0}};
    const FeedItem items[1] = {0};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 20000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_CONNECTION);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
}

static void
test_three_answers_to_one_command_are_no_delivery(void)
{
    /* Everything libESMTP waits for comes, in order: only RCPT's 250 is where DATA's should be.
     * Where commands leave together nobody can tell such answers from the right ones. */
    const ScriptOptions options = {.extensions = "ENHANCEDSTATUSCODES"};
    const ScriptRule rules[] = {
        {"MAIL", NULL, SCRIPT_RAW, "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go on\r\n", 0, 1},
        {"DATA", NULL, SCRIPT_DROP, "451 4.3.0 no", 0, 1},
        {0}};
    const FeedItem items[1] = {0};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 20000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_CONNECTION);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
}

static gboolean
end_late(gpointer data G_GNUC_UNUSED, const WireEnvelope *envelope G_GNUC_UNUSED)
{
    g_usleep(300000);
    return TRUE;
}

/* What comes by itself, after the go-ahead and before the end has left, is no answer to the end:
 * the ledger is waited for in between, so that there is time for it. */
static void
test_an_answer_before_the_end_is_no_delivery(void)
{
    static const char *const offers[] = {"PIPELINING\nENHANCEDSTATUSCODES", "ENHANCEDSTATUSCODES"};

    for (gsize i = 0; i < G_N_ELEMENTS(offers); i++) {
        const ScriptOptions options = {.extensions = offers[i]};
        const ScriptRule rules[] = {
            {"DATA", NULL, SCRIPT_ANSWER, "354 go on\n\v250 2.0.0 kept", 0, 1}, {0}};
        const FeedItem items[1] = {{0}};
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
        g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 20000);
        g_autoptr(TestFeed) feed = test_feed_new(items, 1);

        feed->feed.end = end_late;
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
        g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
        g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
    }
}

/* A server whose answers are drawn from a pool, good, bad and unreadable ones: everything taken is
 * settled once, and nothing is called done that the server did not keep. */
static gpointer
mad_server_one(gpointer data)
{
    static const char *const commands[] = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA",
                                           ".",       "BDAT", "LAST", "RSET", "BODY"};
    static const char *const replies[] = {
        "451 4.3.0 later",
        "550 5.7.1 no",
        "421 4.3.2 bye",
        "250-two\n250 lines",
        "250-one\n550 other",
        "354 go on",
        "0",
        "",
        "\xff\xfe\x01",
        "220 hello again",
        "250 ok\n250 ok",
        "503 5.5.1 what",
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(GPOINTER_TO_UINT(data));
    const FeedItem items[4] = {{0}, {.second = "b@example.net"}, {.recipient = "bad"}};

    for (int trial = 0; trial < 3; trial++) {
        ScriptRule rules[7] = {0};
        for (int i = 0; i < 6; i++) {
            rules[i].command = commands[g_rand_int_range(random, 0, G_N_ELEMENTS(commands))];
            rules[i].reply = replies[g_rand_int_range(random, 0, G_N_ELEMENTS(replies))];
            rules[i].act = g_rand_int_range(random, SCRIPT_ANSWER, SCRIPT_STALL);
            rules[i].times = (guint)g_rand_int_range(random, 1, 3);
            /* What only the real server may say: that it has kept a message. */
            gboolean end =
                strcmp(rules[i].command, ".") == 0 || strcmp(rules[i].command, "LAST") == 0;
            if (end && rules[i].reply[0] == '2')
                rules[i].reply = "452 4.3.1 full";
        }
        const ScriptOptions options = {.extensions = trial % 3 == 0 ? ""
                                                     : trial % 3 == 1
                                                         ? "PIPELINING\nENHANCEDSTATUSCODES"
                                                         : "PIPELINING\nCHUNKING"};
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
        g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 1000);
        g_autoptr(TestFeed) feed = test_feed_new(items, G_N_ELEMENTS(items));
        for (int session = 0; session < 20 && feed->next < feed->n_items; session++) {
            (void)outlet_session(outlet, &feed->feed, NULL, NULL);
            test_feed_check(feed, feed->next);
        }
        test_feed_check(feed, feed->n_items);
        guint done = 0;
        for (guint i = 0; i < feed->n_items; i++)
            if (test_feed_result(feed, i)->outcome == WIRE_DONE ||
                (items[i].second != NULL && test_feed_second(feed, i)->outcome == WIRE_DONE))
                done++;
        g_assert_cmpuint(done, <=, scripted_smtp_n_messages(server));
    }
    return NULL;
}

static void
test_mad_server(void)
{
    GThread *threads[8];

    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] =
            g_thread_new("mad", mad_server_one, GUINT_TO_POINTER((guint)g_test_rand_int()));
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_add_both_plain("/wire/nonsense/very-long-reply-lines", test_very_long_reply_lines);
    test_add_both_plain("/wire/nonsense/answer-one-ahead-is-no-delivery",
                        test_answer_one_ahead_is_no_delivery);
    test_add_both_plain("/wire/nonsense/three-answers-to-one-command-are-no-delivery",
                        test_three_answers_to_one_command_are_no_delivery);
    test_add_both_plain("/wire/nonsense/an-answer-before-the-end-is-no-delivery",
                        test_an_answer_before_the_end_is_no_delivery);
    test_add_both_plain("/wire/nonsense/mad-server", test_mad_server);
    return test_run_both();
}

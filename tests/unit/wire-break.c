/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connections that break, drop or stall: everything taken is settled once, in doubt where it may
 * have been accepted, and the next session takes what is left.
 */
#include <string.h>

#include "base/error.h"

#include "lib/patience.h"
#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

typedef struct {
    const char *name;
    const char *extensions;
    ScriptRule rule;
    gboolean in_doubt;
    WireScope scope;
} Break;

static const Break breaks[] = {
    {"drop-at-mail", NULL, {"MAIL", NULL, SCRIPT_DROP, NULL, 0, 1}, FALSE, SCOPE_CONNECTION},
    {"reset-at-mail", NULL, {"MAIL", NULL, SCRIPT_RESET, NULL, 0, 1}, FALSE, SCOPE_CONNECTION},
    {"drop-at-rcpt", NULL, {"RCPT", NULL, SCRIPT_DROP, NULL, 0, 1}, FALSE, SCOPE_CONNECTION},
    {"drop-at-data", NULL, {"DATA", NULL, SCRIPT_DROP, NULL, 0, 1}, FALSE, SCOPE_CONNECTION},
    {"drop-after-data", NULL, {".", NULL, SCRIPT_DROP, NULL, 0, 1}, TRUE, SCOPE_CONNECTION},
    {"reset-after-data", NULL, {".", NULL, SCRIPT_RESET, NULL, 0, 1}, TRUE, SCOPE_CONNECTION},
    {"half-an-answer-after-data",
     NULL,
     {".", NULL, SCRIPT_RAW, "250-2.0.0 half\r\nof", 0, 1},
     TRUE,
     SCOPE_CONNECTION},
    {"silence-at-mail", NULL, {"MAIL", NULL, SCRIPT_STALL, NULL, 0, 1}, FALSE, SCOPE_CONNECTION},
    {"silence-after-data", NULL, {".", NULL, SCRIPT_STALL, NULL, 0, 1}, TRUE, SCOPE_CONNECTION},
    {"silence-at-ehlo", NULL, {"EHLO", NULL, SCRIPT_STALL, NULL, 0, 1}, FALSE, SCOPE_SERVER},
    {"drop-at-ehlo", NULL, {"EHLO", NULL, SCRIPT_DROP, NULL, 0, 1}, FALSE, SCOPE_SERVER},
    {"ehlo-deferred",
     NULL,
     {"EHLO", NULL, SCRIPT_ANSWER, "451 4.3.0 busy", 0, 1},
     FALSE,
     SCOPE_SERVER},
};

static gboolean
waits(const Break *b)
{
    return b->rule.act == SCRIPT_STALL || b->rule.act == SCRIPT_RAW;
}

static gpointer
break_one(gpointer data)
{
    const Break *b = data;
    const ScriptRule rules[] = {b->rule, {0}};
    const ScriptOptions options = {.extensions = b->extensions};
    const FeedItem items[3] = {0};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    /* Short where the timeout is what is tested, long where a slow machine must not meet it. */
    g_autoptr(Outlet) outlet =
        test_feed_outlet(scripted_smtp_port(server), waits(b) ? 2000 : 20000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);
    g_autoptr(GError) error = NULL;
    guint delivered = 99;

    gint64 before = g_get_monotonic_time();
    gboolean ok = outlet_session(outlet, &feed->feed, &delivered, &error);
    g_assert_cmpint(g_get_monotonic_time() - before, <, patience(15));
    if (b->scope != SCOPE_SERVER)
        g_assert_no_error(error);
    g_assert_cmpint(ok, ==, b->scope != SCOPE_SERVER);
    if (ok)
        g_assert_cmpuint(delivered, ==, 0);
    else
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    guint taken = feed->next;
    g_assert_cmpuint(taken, <=, 2);
    test_feed_check(feed, taken);
    const WireResult *result = test_feed_result(feed, 0);
    g_assert_cmpint(result->outcome, ==, WIRE_LATER);
    g_assert_cmpint(result->scope, ==, b->scope);
    g_assert_cmpint(result->in_doubt, ==, b->in_doubt);
    g_assert_cmpstr(result->text, !=, "");
    if (taken == 2) {
        g_assert_cmpint(test_feed_result(feed, 1)->outcome, ==, WIRE_LATER);
        g_assert_false(test_feed_result(feed, 1)->in_doubt);
    }
    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 3 - taken);
    test_feed_check(feed, 3);
    return NULL;
}

/* With several answers outstanding, which PIPELINING and CHUNKING invite to, libESMTP does not
 * survive this. */
static void
test_drop_with_recipients_to_come(void)
{
    static const char *const offers[] = {"PIPELINING", "CHUNKING", "PIPELINING\nCHUNKING"};

    for (gsize i = 0; i < G_N_ELEMENTS(offers); i++) {
        const ScriptRule rules[] = {{"RCPT", NULL, SCRIPT_DROP, NULL, 0, 1}, {0}};
        const ScriptOptions options = {.extensions = offers[i]};
        const FeedItem items[2] = {{.second = "other@example.net"}, {0}};
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
        g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 20000);
        g_autoptr(TestFeed) feed = test_feed_new(items, 2);

        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
        g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
        g_assert_cmpint(test_feed_second(feed, 0)->outcome, ==, WIRE_LATER);
        g_assert_false(test_feed_second(feed, 0)->in_doubt);
    }
}

/* Those that wait for a timeout do so side by side. */
static void
test_breaks(void)
{
    GThread *threads[G_N_ELEMENTS(breaks)] = {NULL};

    for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++)
        if (waits(&breaks[i]))
            threads[i] = g_thread_new(breaks[i].name, break_one, (gpointer)&breaks[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++)
        if (threads[i] != NULL)
            g_thread_join(threads[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++)
        if (threads[i] == NULL)
            break_one((gpointer)&breaks[i]);
}

typedef struct {
    TestFeed *feed;
    ScriptedSmtp *server;
    gboolean may; /* what end() answers for the second */
    guint asked;
} Ending;

static gboolean
ending_next(gpointer data, WireEnvelope *out)
{
    Ending *ending = data;

    return ending->feed->feed.next(ending->feed, out);
}

static void
ending_settle(gpointer data, const WireEnvelope *envelope, const WireResult *results)
{
    Ending *ending = data;

    ending->feed->feed.settle(ending->feed, envelope, results);
}

/* Whatever waits here, nobody has accepted what is asked for, and all before it is settled. */
static gboolean
ending_end(gpointer data, const WireEnvelope *envelope)
{
    Ending *ending = data;

    g_assert_cmpint(envelope->id, ==, ending->asked);
    g_assert_cmpuint(ending->feed->settled->len, ==, ending->asked);
    g_usleep(20000);
    g_assert_cmpuint(scripted_smtp_n_messages(ending->server), ==, ending->asked);
    return ending->asked++ == 0 || ending->may;
}

static void
test_data_has_no_end_before_it_may(gconstpointer may)
{
    const FeedItem items[3] = {0};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 20000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);
    Ending ending = {feed, server, GPOINTER_TO_INT(may), 0};
    const WireFeed asking = {ending_next, ending_settle, &ending, ending_end, NULL};
    guint delivered;

    g_assert_true(outlet_session(outlet, &asking, &delivered, NULL));
    test_feed_check(feed, 3);
    g_assert_cmpuint(delivered, ==, ending.may ? 3 : 1);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, delivered);
    for (guint i = 1; i < 3 && !ending.may; i++) {
        const WireResult *result = test_feed_result(feed, i);
        g_assert_cmpint(result->outcome, ==, WIRE_LATER);
        g_assert_cmpint(result->scope, ==, SCOPE_CONNECTION);
        g_assert_false(result->in_doubt);
    }
}

static void
test_drop_in_the_data_is_not_in_doubt(void)
{
    /* Larger than all the buffers between: the server goes while we write. */
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    for (int i = 0; i < 400000; i++)
        g_string_append(text, "A line of text that is long enough to fill up a few buffers.\r\n");
    const ScriptRule rules[] = {{"BODY", NULL, SCRIPT_RESET, NULL, 0, 1}, {0}};
    const FeedItem items[2] = {{.message = text->str}, {0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 2000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_CONNECTION);
    g_assert_false(test_feed_result(feed, 0)->in_doubt);
    test_feed_check(feed, 2);
}

static void
test_server_that_stops_reading_is_left(gconstpointer data)
{
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    for (int i = 0; i < 400000; i++)
        g_string_append(text, "A line of text that is long enough to fill up a few buffers.\r\n");
    const ScriptRule rules[] = {
        {"BODY", NULL, SCRIPT_STALL, NULL, 0, 1}, {"BDAT", NULL, SCRIPT_STALL, NULL, 0, 1}, {0}};
    const ScriptOptions options = {.extensions = data};
    const FeedItem items[1] = {{.message = text->str}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 1000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    guint delivered;

    gint64 before = g_get_monotonic_time();
    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpint(g_get_monotonic_time() - before, <, patience(15));
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_false(test_feed_result(feed, 0)->in_doubt);
    test_feed_check(feed, 1);
}

static void
test_large_message_to_a_slow_reader_arrives(gconstpointer data)
{
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    while (text->len < 12000000)
        g_string_append(text, ".A line of text that is long enough to fill up a few buffers.\r\n");
    const ScriptRule rules[] = {{"BODY", NULL, SCRIPT_ANSWER, NULL, 300, 1},
                                {"BDAT", NULL, SCRIPT_ANSWER, NULL, 300, 2},
                                {0}};
    const ScriptOptions options = {.extensions = data};
    const FeedItem items[2] = {{.message = text->str}, {0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 10000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered = 0;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 2);
    g_assert_true(strcmp(scripted_smtp_message(server, 0)->data, text->str) == 0);
    test_feed_check(feed, 2);
}

static void
test_drop_after_success_keeps_the_success(void)
{
    const ScriptRule rules[] = {{"MAIL", "second", SCRIPT_DROP, "421 4.4.2 enough", 0, 1}, {0}};
    const FeedItem items[3] = {{0}, {.sender = "second@example.org"}, {0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 20000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 1);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_DONE);
    g_assert_cmpint(test_feed_result(feed, 1)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_result(feed, 1)->scope, ==, SCOPE_CONNECTION);
    g_assert_cmpint(test_feed_result(feed, 1)->code, ==, 421);
    test_feed_check(feed, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_add_both_plain("/wire/break/each-break-is-settled-once", test_breaks);
    test_add_both_plain("/wire/break/drop-with-recipients-to-come",
                        test_drop_with_recipients_to_come);
    test_add_both("/wire/break/data-has-no-end-before-it-may", GINT_TO_POINTER(TRUE),
                  test_data_has_no_end_before_it_may);
    test_add_both("/wire/break/data-has-no-end-before-it-may/never", GINT_TO_POINTER(FALSE),
                  test_data_has_no_end_before_it_may);
    test_add_both_plain("/wire/break/drop-in-the-data-is-not-in-doubt",
                        test_drop_in_the_data_is_not_in_doubt);
    test_add_both("/wire/break/server-that-stops-reading-is-left", NULL,
                  test_server_that_stops_reading_is_left);
    test_add_both("/wire/break/server-that-stops-reading-is-left/chunking", "CHUNKING",
                  test_server_that_stops_reading_is_left);
    test_add_both("/wire/break/large-message-to-a-slow-reader-arrives", NULL,
                  test_large_message_to_a_slow_reader_arrives);
    test_add_both("/wire/break/large-message-to-a-slow-reader-arrives/chunking",
                  "PIPELINING\nCHUNKING", test_large_message_to_a_slow_reader_arrives);
    test_add_both_plain("/wire/break/drop-after-success-keeps-the-success",
                        test_drop_after_success_keeps_the_success);
    return test_run_both();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several mail servers as one: shares by weight, around what is down, back when it is up. */
#include "base/error.h"

#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"

static Outlet *
to_port(guint16 port)
{
    g_autoptr(GError) error = NULL;
    const SmtpSettings settings = {.host = "127.0.0.1",
                                   .port = port,
                                   .helo = "colporteur.example",
                                   .connect_timeout = 5000,
                                   .command_timeout = 5000,
                                   .messages_per_session = 1};
    Outlet *outlet = outlet_smtp_new(&settings, &error);

    g_assert_no_error(error);
    return outlet;
}

static Outlet *
spread(guint16 one, guint weight_one, guint16 two, guint weight_two)
{
    Outlet *outlets[] = {to_port(one), to_port(two)};
    const guint weights[] = {weight_one, weight_two};

    return outlet_spread_new(outlets, weights, 2);
}

/* A port where nobody listens. */
static guint16
dead_port(void)
{
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);

    return scripted_smtp_port(server);
}

static void
test_weights(void)
{
    const FeedItem items[12] = {0};
    g_autoptr(ScriptedSmtp) one = scripted_smtp_new(NULL, NULL);
    g_autoptr(ScriptedSmtp) two = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = spread(scripted_smtp_port(one), 3, scripted_smtp_port(two), 1);
    g_autoptr(TestFeed) feed = test_feed_new(items, 12);

    while (feed->next < 12)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 12);
    g_assert_cmpuint(scripted_smtp_n_messages(one), ==, 9);
    g_assert_cmpuint(scripted_smtp_n_messages(two), ==, 3);
}

static void
test_around_what_is_down(void)
{
    const FeedItem items[4] = {0};
    g_autoptr(ScriptedSmtp) good = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = spread(dead_port(), 100, scripted_smtp_port(good), 1);
    g_autoptr(TestFeed) feed = test_feed_new(items, 4);

    while (feed->next < 4)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 4);
    for (guint i = 0; i < 4; i++)
        g_assert_cmpint(test_feed_result(feed, i)->outcome, ==, WIRE_DONE);
    g_assert_cmpuint(scripted_smtp_n_messages(good), ==, 4);
}

/* Refused once, it is left alone while the other is up. */
static void
test_rest(void)
{
    static const ScriptRule rules[] = {
        {.command = "CONNECT", .act = SCRIPT_DROP, .reply = "421 4.3.2 not now", .times = 1}, {0}};
    const FeedItem items[5] = {0};
    g_autoptr(ScriptedSmtp) weary = scripted_smtp_new(rules, NULL);
    g_autoptr(ScriptedSmtp) good = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = spread(scripted_smtp_port(weary), 50, scripted_smtp_port(good), 1);
    g_autoptr(TestFeed) feed = test_feed_new(items, 5);

    while (feed->next < 5)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 5);
    g_assert_cmpuint(scripted_smtp_connections(weary), ==, 1);
    g_assert_cmpuint(scripted_smtp_n_messages(good), ==, 5);
}

/* Nothing is taken, and the next session tries again in spite of the rest, as with one server. */
static void
test_all_down(void)
{
    static const ScriptRule rules[] = {
        {.command = "CONNECT", .act = SCRIPT_DROP, .reply = "421 4.3.2 not now", .times = 1}, {0}};
    const FeedItem items[1] = {0};
    g_autoptr(ScriptedSmtp) weary = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = spread(dead_port(), 1, scripted_smtp_port(weary), 1);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    g_autoptr(GError) error = NULL;

    g_assert_false(outlet_session(outlet, &feed->feed, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    g_assert_cmpuint(feed->next, ==, 0);
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/wire/spread/" name, function)
    TEST("sessions are shared out by weight", test_weights);
    TEST("what is down is gone around", test_around_what_is_down);
    TEST("what took nothing is left alone for a while", test_rest);
    TEST("all of them down is an error, and tried again", test_all_down);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several mail servers as one: shares by weight, around what is down or full, back when it is up.
 */
#include <string.h>

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

/* What stands behind each port in the settings, "*3 connections=1". */
static Outlet *
spread(guint16 one, const char *one_takes, guint16 two, const char *two_takes)
{
    g_autofree char *text =
        g_strdup_printf("127.0.0.1:%u%s, 127.0.0.1:%u%s", one, one_takes, two, two_takes);
    g_autoptr(GError) error = NULL;
    GPtrArray *hosts = smart_hosts_read(text, &error);
    Outlet *outlets[] = {to_port(one), to_port(two)};

    g_assert_no_error(error);
    return outlet_spread_new(outlets, hosts);
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
    g_autoptr(Outlet) outlet = spread(scripted_smtp_port(one), "*3", scripted_smtp_port(two), "");
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
    g_autoptr(Outlet) outlet = spread(dead_port(), "*100", scripted_smtp_port(good), "");
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
    g_autoptr(Outlet) outlet =
        spread(scripted_smtp_port(weary), "*50", scripted_smtp_port(good), "");
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
    g_autoptr(Outlet) outlet = spread(dead_port(), "", scripted_smtp_port(weary), "");
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    g_autoptr(GError) error = NULL;

    g_assert_false(outlet_session(outlet, &feed->feed, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    g_assert_cmpuint(feed->next, ==, 0);
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
}

/* --- limits --- */

/* A session that stays open until its feed is let go on. */
typedef struct {
    Outlet *outlet;
    GMutex mutex;
    GCond changed;
    gboolean is_open, may_end;
} Guest;

static gboolean
stay(gpointer data, WireEnvelope *out)
{
    Guest *guest = data;

    g_mutex_lock(&guest->mutex);
    guest->is_open = TRUE;
    g_cond_broadcast(&guest->changed);
    while (!guest->may_end)
        g_cond_wait(&guest->changed, &guest->mutex);
    g_mutex_unlock(&guest->mutex);
    return FALSE;
}

static gpointer
be_guest(gpointer data)
{
    Guest *guest = data;
    const WireFeed feed = {.next = stay, .data = guest};

    g_assert_true(outlet_session(guest->outlet, &feed, NULL, NULL));
    return NULL;
}

static GThread *
guest_come(Guest *guest, Outlet *outlet)
{
    guest->outlet = outlet;
    g_mutex_init(&guest->mutex);
    g_cond_init(&guest->changed);
    GThread *thread = g_thread_new("guest", be_guest, guest);
    g_mutex_lock(&guest->mutex);
    while (!guest->is_open)
        g_cond_wait(&guest->changed, &guest->mutex);
    g_mutex_unlock(&guest->mutex);
    return thread;
}

static void
guest_go(Guest *guest, GThread *thread)
{
    g_mutex_lock(&guest->mutex);
    guest->may_end = TRUE;
    g_cond_broadcast(&guest->changed);
    g_mutex_unlock(&guest->mutex);
    g_thread_join(thread);
    g_mutex_clear(&guest->mutex);
    g_cond_clear(&guest->changed);
}

/* How often it was told to wait; the first time it lets the guest go, and the third it gives up. */
typedef struct {
    Guest *guest;
    GThread *thread;
    guint n;
    gint64 longest;
} Patience;

static gboolean
be_patient(gpointer data, gint64 microseconds)
{
    Patience *patience = ((TestFeed *)data)->user;

    patience->longest = MAX(patience->longest, microseconds);
    if (patience->thread != NULL)
        guest_go(patience->guest, g_steal_pointer(&patience->thread));
    else if (patience->guest == NULL)
        g_usleep((gulong)microseconds);
    return ++patience->n < 3 || patience->guest == NULL;
}

/* Heavy and full: the other has it all, and nobody waits. */
static void
test_full(void)
{
    const FeedItem items[4] = {0};
    g_autoptr(ScriptedSmtp) one = scripted_smtp_new(NULL, NULL);
    g_autoptr(ScriptedSmtp) two = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet =
        spread(scripted_smtp_port(one), "*9 connections=1", scripted_smtp_port(two), "");
    g_autoptr(TestFeed) feed = test_feed_new(items, 4);
    Guest guest = {0};

    GThread *thread = guest_come(&guest, outlet);
    for (guint i = 0; i < 3; i++)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    g_assert_cmpuint(scripted_smtp_n_messages(two), ==, 3);
    g_assert_cmpuint(scripted_smtp_connections(one), ==, 1);
    guest_go(&guest, thread);
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    g_assert_cmpuint(scripted_smtp_n_messages(one), ==, 1);
    test_feed_check(feed, 4);
    g_assert_cmpuint(outlet->most_sessions, ==, 0); /* the other takes any number */
    g_autoptr(GArray) hosts = outlet_hosts(outlet);
    g_assert_cmpuint(g_array_index(hosts, OutletHost, 0).sent, ==, 1);
    g_assert_cmpuint(g_array_index(hosts, OutletHost, 1).sent, ==, 3);
    g_assert_cmpuint(g_array_index(hosts, OutletHost, 0).sessions, ==, 0);
}

/* One down, the other full: what is to be sent waits for the one that works. */
static void
test_all_full(void)
{
    const FeedItem items[1] = {0};
    g_autoptr(ScriptedSmtp) good = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet =
        spread(dead_port(), "*9 connections=5", scripted_smtp_port(good), " connections=1");
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    Guest guest = {0};
    Patience patience = {.guest = &guest};

    patience.thread = guest_come(&guest, outlet);
    feed->user = &patience;
    feed->feed.wait = be_patient;
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
    g_assert_cmpuint(patience.n, ==, 1);
    g_assert_cmpint(patience.longest, >=, G_USEC_PER_SEC);
    g_assert_cmpuint(scripted_smtp_n_messages(good), ==, 1);
    g_assert_cmpuint(outlet->most_sessions, ==, 6);
    g_autoptr(GArray) hosts = outlet_hosts(outlet);
    g_assert_cmpint(g_array_index(hosts, OutletHost, 0).rest, >, 0);
    g_assert_cmpstr(g_array_index(hosts, OutletHost, 0).reply, !=, "");
    /* Told not to wait it ends, with nothing taken and nothing lost. */
    Guest other = {0};
    GThread *thread = guest_come(&other, outlet);
    g_autoptr(TestFeed) second = test_feed_new(items, 1);
    patience.n = 2;
    second->user = &patience;
    second->feed.wait = be_patient;
    g_assert_true(outlet_session(outlet, &second->feed, NULL, NULL));
    g_assert_cmpuint(second->next, ==, 0);
    guest_go(&other, thread);
}

/* Two answers, the one a byte longer than the other: cut anywhere, one would be cut in a letter. */
static void
test_long_reply(void)
{
    const FeedItem items[1] = {0};
    g_autoptr(GString) reply = g_string_new("421 4.3.2 ");
    for (int i = 0; i < 200; i++)
        g_string_append(reply, "é");
    g_autofree char *longer = g_strdup_printf("421 4.3.2 x%s", reply->str + 10);
    const ScriptRule rules[] = {{.command = "CONNECT", .act = SCRIPT_DROP, .reply = reply->str},
                                {0}};
    const ScriptRule more[] = {{.command = "CONNECT", .act = SCRIPT_DROP, .reply = longer}, {0}};
    g_autoptr(ScriptedSmtp) one = scripted_smtp_new(rules, NULL);
    g_autoptr(ScriptedSmtp) two = scripted_smtp_new(more, NULL);
    g_autoptr(Outlet) outlet = spread(scripted_smtp_port(one), "", scripted_smtp_port(two), "");
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);

    g_assert_false(outlet_session(outlet, &feed->feed, NULL, NULL));
    g_autoptr(GArray) hosts = outlet_hosts(outlet);
    for (guint i = 0; i < 2; i++) {
        const OutletHost *host = &g_array_index(hosts, OutletHost, i);
        g_assert_true(g_utf8_validate(host->reply, -1, NULL));
        g_assert_cmpuint(strlen(host->reply), >, 250);
    }
}

/* Ten a second, on connections that stay; a mail to two counts for both. */
static void
test_rate(void)
{
    FeedItem items[20] = {0};
    g_autoptr(ScriptedSmtp) one = scripted_smtp_new(NULL, NULL);
    g_autofree char *text = g_strdup_printf("127.0.0.1:%u rate=600/min", scripted_smtp_port(one));
    GPtrArray *hosts = smart_hosts_read(text, NULL);
    Outlet *outlets[] = {to_port(scripted_smtp_port(one))};
    g_autoptr(Outlet) outlet = outlet_spread_new(outlets, hosts);
    Patience patience = {0};

    for (guint i = 0; i < 10; i++)
        items[i].second = "another@example.net";
    g_autoptr(TestFeed) feed = test_feed_new(items, 20);
    feed->user = &patience;
    feed->feed.wait = be_patient;
    gint64 begin = g_get_monotonic_time();
    while (feed->next < 20)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    gint64 took = g_get_monotonic_time() - begin;
    test_feed_check(feed, 20);
    /* Thirty recipients, of which some eleven may go at once. */
    g_assert_cmpint(took, >=, 17 * G_USEC_PER_SEC / 10);
    g_assert_cmpint(took, <=, 4 * G_USEC_PER_SEC);
    g_assert_cmpint(patience.longest, <=, G_USEC_PER_SEC);
    g_assert_cmpuint(outlet->most_in_minute, ==, 600);
}

/* Where one has had what it takes in an hour, the other is gone to and nobody waits. */
static void
test_rate_fails_over(void)
{
    const FeedItem items[6] = {0};
    g_autoptr(ScriptedSmtp) one = scripted_smtp_new(NULL, NULL);
    g_autoptr(ScriptedSmtp) two = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet =
        spread(scripted_smtp_port(one), "*9 rate=2/hour", scripted_smtp_port(two), "");
    g_autoptr(TestFeed) feed = test_feed_new(items, 6);
    Patience patience = {0};

    feed->user = &patience;
    feed->feed.wait = be_patient;
    while (feed->next < 6)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 6);
    g_assert_cmpuint(scripted_smtp_n_messages(one), ==, 1);
    g_assert_cmpuint(scripted_smtp_n_messages(two), ==, 5);
    g_assert_cmpuint(patience.n, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    /* That a server is down is worth a warning. */
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
#define TEST(name, function) g_test_add_func("/wire/spread/" name, function)
    TEST("sessions are shared out by weight", test_weights);
    TEST("what is down is gone around", test_around_what_is_down);
    TEST("what took nothing is left alone for a while", test_rest);
    TEST("all of them down is an error, and tried again", test_all_down);
    TEST("a full one is gone around", test_full);
    TEST("where all that work are full, there is a wait", test_all_full);
    TEST("a long reply is cut between letters", test_long_reply);
    TEST("a rate is kept, on connections that stay", test_rate);
    TEST("whose rate is used up is gone around", test_rate_fails_over);
    return g_test_run();
}

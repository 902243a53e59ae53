/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting, recycling and sharing: nothing is taken that cannot be sent, and nothing waits. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#include "lib/patience.h"
#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

static void
check_nothing_taken(guint16 port)
{
    const FeedItem items[1] = {0};
    g_autoptr(Outlet) outlet = test_feed_outlet(port, 1000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    g_autoptr(GError) error = NULL;
    guint delivered = 7;

    g_assert_false(outlet_session(outlet, &feed->feed, &delivered, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    g_assert_cmpuint(delivered, ==, 7);
    test_feed_check(feed, 0);
}

static void
test_nothing_is_taken_without_a_server(void)
{
    /* A port that was free a moment ago, and is not listened on. */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
    check_nothing_taken(ntohs(address.sin_port));
    close(fd);
}

static void
test_nothing_is_taken_when_the_greeting_is_bad(void)
{
    const ScriptRule greetings[] = {
        {"CONNECT", NULL, SCRIPT_DROP, "421 4.3.2 too many connections", 0, 0},
        {"CONNECT", NULL, SCRIPT_DROP, "554 5.7.1 go away", 0, 0},
        {"CONNECT", NULL, SCRIPT_DROP, NULL, 0, 0},
        {"CONNECT", NULL, SCRIPT_ANSWER, "SSH-2.0-OpenSSH_9.2", 0, 0},
        {"CONNECT", NULL, SCRIPT_STALL, NULL, 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(greetings); i++) {
        const ScriptRule rules[] = {greetings[i], {0}};
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
        check_nothing_taken(scripted_smtp_port(server));
    }
}

static void
test_connecting_gives_up_in_time(void)
{
    /* A listener whose queue is full answers no SYN. */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int waiting[8];

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    g_assert_cmpint(listen(fd, 0), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(waiting); i++) {
        waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(waiting[i], (struct sockaddr *)&address, sizeof address);
    }
    gint64 before = g_get_monotonic_time();
    check_nothing_taken(ntohs(address.sin_port));
    g_assert_cmpint(g_get_monotonic_time() - before, <, patience(3));
    for (gsize i = 0; i < G_N_ELEMENTS(waiting); i++)
        close(waiting[i]);
    close(fd);
}

static void
test_sessions_are_recycled(void)
{
    const FeedItem items[10] = {0};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 5000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 10);
    static const guint expected[] = {4, 4, 2, 0};

    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        guint delivered = 99;
        g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
        g_assert_cmpuint(delivered, ==, expected[i]);
    }
    g_assert_cmpuint(scripted_smtp_connections(server), ==, 4);
    test_feed_check(feed, 10);
}

static void
test_bad_envelopes_never_reach_the_server(void)
{
    const FeedItem items[] = {
        {.recipient = "a@example.net>\r\nRCPT TO:<victim@example.net"},
        {.sender = "a@example.org\r\nDATA"},
        {.recipient = "no-domain"},
        {.recipient = "h\xc3\xa9l\xc3\xa8ne@example.net"},
        {.message = "From: a@example.org\r\n\r\nsmuggled\n.\r\nMAIL FROM:<victim@example.org>\r\n"},
        {.message = "From: a@example.org\r\n\r\nbare\rreturn\r\n"},
        {.message = ""},
        {0},
    };
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 5000);
    g_autoptr(TestFeed) feed = test_feed_new(items, G_N_ELEMENTS(items));
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 1);
    for (guint i = 0; i < G_N_ELEMENTS(items) - 1; i++) {
        g_assert_cmpint(test_feed_result(feed, i)->outcome, ==, WIRE_NEVER);
        g_assert_cmpint(test_feed_result(feed, i)->code, ==, 0);
    }
    g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_RECIPIENT);
    g_assert_cmpint(test_feed_result(feed, 1)->scope, ==, SCOPE_MESSAGE);
    g_assert_cmpint(test_feed_result(feed, 4)->scope, ==, SCOPE_MESSAGE);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 1);
    g_assert_false(scripted_smtp_heard(server, "victim"));
    test_feed_check(feed, G_N_ELEMENTS(items));
}

enum { N_THREADS = 8, N_EACH = 25 };

static gpointer
send_some(gpointer data)
{
    static const FeedItem items[N_EACH] = {0};
    g_autoptr(TestFeed) feed = test_feed_new(items, N_EACH);
    guint total = 0;

    while (feed->next < N_EACH) {
        guint delivered = 0;
        g_assert_true(outlet_session(data, &feed->feed, &delivered, NULL));
        total += delivered;
    }
    test_feed_check(feed, N_EACH);
    return GUINT_TO_POINTER(total);
}

static void
test_one_outlet_serves_many_threads(void)
{
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 10000);
    GThread *threads[N_THREADS];
    guint total = 0;

    for (int i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new("sender", send_some, outlet);
    for (int i = 0; i < N_THREADS; i++)
        total += GPOINTER_TO_UINT(g_thread_join(threads[i]));
    g_assert_cmpuint(total, ==, N_THREADS * N_EACH);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, N_THREADS * N_EACH);
}

static void
test_messages_do_not_wait_for_a_delayed_acknowledgement(gconstpointer data)
{
    /* 40 ms a message over 2 KB is what libESMTP alone costs: 4 messages would take 160 ms. */
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    for (int i = 0; i < 150; i++)
        g_string_append(text, "A line of text that is long enough to fill up a few buffers.\r\n");
    const FeedItem items[4] = {{.message = text->str},
                               {.message = text->str},
                               {.message = text->str},
                               {.message = text->str}};
    const ScriptOptions options = {.extensions = data};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 5000);
    gint64 best = G_MAXINT64;

    for (int i = 0; i < 5; i++) {
        g_autoptr(TestFeed) feed = test_feed_new(items, 4);
        gint64 before = g_get_monotonic_time();
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
        best = MIN(best, g_get_monotonic_time() - before);
    }
    g_test_message("4 messages in %d us", (int)best);
    g_assert_cmpint(best, <, 120000);
}

/* TCP_USER_TIMEOUT of this process's own connection to that port; 0: none has one. */
static int
user_timeout_to(guint16 port)
{
    for (int fd = 3; fd < 1024; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        int timeout = 0;
        socklen_t size = sizeof timeout;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == port &&
            getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, &size) == 0)
            return timeout;
    }
    return 0;
}

static gboolean
end_and_look(gpointer data, const WireEnvelope *envelope G_GNUC_UNUSED)
{
    const TestFeed *feed = data;
    int *found = feed->user;

    found[1] = user_timeout_to((guint16)found[0]);
    return TRUE;
}

/* libESMTP goes on writing into a connection that takes nothing, a timeout for each 2 KB: where a
 * letter hangs in the middle, nobody but the kernel ends it in time. */
static void
test_the_kernel_ends_what_is_stuck(void)
{
    const FeedItem items[1] = {{0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = test_feed_outlet(scripted_smtp_port(server), 7000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    int found[2] = {scripted_smtp_port(server), 0};

    feed->user = found;
    feed->feed.end = end_and_look;
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
    g_assert_cmpint(found[1], ==, 7000);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_add_both_plain("/wire/connection/nothing-is-taken-without-a-server",
                        test_nothing_is_taken_without_a_server);
    test_add_both_plain("/wire/connection/nothing-is-taken-when-the-greeting-is-bad",
                        test_nothing_is_taken_when_the_greeting_is_bad);
    test_add_both_plain("/wire/connection/connecting-gives-up-in-time",
                        test_connecting_gives_up_in_time);
    test_add_both_plain("/wire/connection/the-kernel-ends-what-is-stuck",
                        test_the_kernel_ends_what_is_stuck);
    test_add_both_plain("/wire/connection/sessions-are-recycled", test_sessions_are_recycled);
    test_add_both_plain("/wire/connection/bad-envelopes-never-reach-the-server",
                        test_bad_envelopes_never_reach_the_server);
    test_add_both_plain("/wire/connection/one-outlet-serves-many-threads",
                        test_one_outlet_serves_many_threads);
    test_add_both("/wire/connection/no-delayed-acknowledgement", NULL,
                  test_messages_do_not_wait_for_a_delayed_acknowledgement);
    test_add_both("/wire/connection/no-delayed-acknowledgement/chunking", "PIPELINING\nCHUNKING",
                  test_messages_do_not_wait_for_a_delayed_acknowledgement);
    return test_run_both();
}

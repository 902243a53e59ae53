/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libESMTP 1.1 does that nobody expects, each with the tests that hold it down, against the
 * scripted server; tests/lint/traps.t sees that they are there. Those without a file are below. All
 * of wire-ahead, wire-answers, wire-break, wire-connection, wire-nonsense and this file also run
 * under TLS, and so meet there what stands between libESMTP and the connection.
 */
/* clang-format off
 *
 * 40 ms a message for want of TCP_NODELAY,       wire-connection: no-delayed-acknowledgement,
 *   of TCP_QUICKACK under CHUNKING                 no-delayed-acknowledgement/chunking
 * no connect timeout                             wire-connection: connecting-gives-up-in-time
 * each 2 KB of a stuck message waits anew        wire-connection: the-kernel-ends-what-is-stuck
 * CHUNKING, where offered, cannot be turned off  wire-traps: asks-for-nothing
 * success told when all were refused             wire-answers: answers; wire-traps: refused-then-accepted
 * success told for what nothing was asked yet    wire-nonsense: an-answer-before-the-end-is-no-delivery
 * success told when the connection dropped       wire-break: each-break-is-settled-once,
 *                                                  drop-after-success-keeps-the-success;
 *   under TLS                                      wire-tls: drop-is-in-doubt
 * crash when a pipelined connection drops        wire-break: drop-with-recipients-to-come;
 *   (so what leaves ahead, it knows nothing of)    wire-answers: letter-arrives; wire-ahead: meetings
 * a stale error number                           wire-traps: refused-then-accepted
 * memory kept until the session's end            wire-connection: sessions-are-recycled
 * use after free at the second STARTTLS          wire-tls: required-is-used, many-threads
 * TLS 1.3 stops at random (1.2 is heard)         wire-tls: required-is-used
 * reading under TLS stops when much is pending   wire-tls: large-message-to-a-slow-reader
 * what came before STARTTLS is read under TLS,   wire-tls: answers-before-starttls-are-not-believed
 *   and a loop without end before that
 * a bare LF goes out unstuffed; CR and LF in     wire-connection: bad-envelopes-never-reach-the-server;
 *   mailboxes reach the wire                       wire-outlets: line-ends-across-segments, mailboxes
 * it stuffs dots: once, not twice                wire-answers: letter-arrives
 * SIGPIPE                                        wire-traps: broken-pipe; wire-tls: broken-pipe
 * Date, From, Message-Id added; Return-Path and  wire-traps: headers
 *   second copies dropped; others as they are
 * ENVID and ORCPT over 256 bytes break;          wire-traps: asks-for-nothing
 *   8BITMIME asked of who lacks it fails;
 *   no SMTPUTF8
 * no IPv6 literals                               wire-traps: address-of-version-6
 * one session a thread                           wire-connection: one-outlet-serves-many-threads
 *
 * clang-format on */
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

static Outlet *
outlet_at(const char *host, ScriptedSmtp *server)
{
    g_autoptr(GError) error = NULL;
    SmtpSettings settings = {.host = host,
                             .port = scripted_smtp_port(server),
                             .helo = "colporteur.example",
                             .connect_timeout = 20000,
                             .command_timeout = 20000,
                             .messages_per_session = 10};

    test_tls_settings(&settings);
    Outlet *outlet = outlet_smtp_new(&settings, &error);

    g_assert_no_error(error);
    return outlet;
}

static Outlet *
outlet_to(ScriptedSmtp *server)
{
    return outlet_at("127.0.0.1", server);
}

static void
test_headers(gconstpointer extensions)
{
    static const char letter[] = "Return-Path: <secret@example.org>\r\n"
                                 "From: a@example.org\r\n"
                                 "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
                                 "Message-Id: <letter@example.org>\r\n"
                                 "To: reader@example.net\r\n"
                                 "To: other@example.net\r\n"
                                 "X-Colporteur:   three blanks, \r\n\tfolded; a: colon\r\n"
                                 "List-Unsubscribe: <https://lists.example.org/u/token>\r\n"
                                 "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                                 "X-Twice: one\r\nX-Twice: two\r\n"
                                 "\r\nOne line.\r\n";
    static const char *const once[] = {"From:", "Date:", "Message-Id:", "To:"};
    static const char *const kept[] = {
        "\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n", "\r\nMessage-Id: <letter@example.org>\r\n",
        "\r\nX-Colporteur:   three blanks, \r\n\tfolded; a: colon\r\n",
        "\r\nList-Unsubscribe: <https://lists.example.org/u/token>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Twice: one\r\nX-Twice: two\r\n",
        "\r\n\r\nOne line.\r\n"};
    const FeedItem items[] = {{.message = letter}};
    const ScriptOptions options = {.extensions = extensions};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);

    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
    g_autofree char *got = g_strconcat("\r\n", scripted_smtp_message(server, 0)->data, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
        g_assert_nonnull(strstr(got, kept[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(once); i++) {
        g_autofree char *line = g_strconcat("\r\n", once[i], NULL);
        const char *first = strstr(got, line);
        g_assert_nonnull(first);
        g_assert_null(strstr(first + 1, line));
    }
    g_assert_null(strstr(got, "secret@"));
}

/* Whatever is offered, and with mailboxes longer than what breaks it. */
static void
test_asks_for_nothing(gconstpointer extensions)
{
    g_autofree char *local = g_strnfill(64, 'a');
    g_autofree char *label = g_strnfill(60, 'b');
    g_autofree char *address =
        g_strdup_printf("%s@%s.%s.%s.example.net", local, label, label, label);
    const FeedItem items[] = {{.recipient = address, .sender = address}, {0}};
    const ScriptOptions options = {.extensions = extensions};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered = 0;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    test_feed_check(feed, 2);
    g_assert_cmpuint(delivered, ==, 2);
    g_assert_cmpstr(scripted_smtp_message(server, 0)->recipients[0], ==, address);
    g_assert_cmpstr(scripted_smtp_message(server, 0)->sender, ==, address);
    g_assert_false(scripted_smtp_heard(server, "ENVID"));
    g_assert_false(scripted_smtp_heard(server, "ORCPT"));
    g_assert_false(scripted_smtp_heard(server, "BODY="));
    g_assert_false(scripted_smtp_heard(server, "SMTPUTF8"));
    /* It is not shown what makes it write ahead by itself: under CHUNKING that could not be
     * stopped. */
    g_assert_false(scripted_smtp_heard(server, "BDAT"));
}

/* Refused, cut and accepted in turn: the outcome of one says nothing of the next. */
static void
test_refused_then_accepted(void)
{
    static const ScriptRule rules[] = {
        {"RCPT", "refused@", SCRIPT_ANSWER, "550 5.1.1 no such user", 0, 0},
        {".", "cut@", SCRIPT_RESET, NULL, 0, 1},
        {0}};
    const FeedItem items[] = {{.recipient = "refused@example.net", .second = "refused@example.com"},
                              {0},
                              {.recipient = "cut@example.net"},
                              {0},
                              {.recipient = "refused@example.net"},
                              {0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, G_N_ELEMENTS(items));

    for (guint i = 0; i < 4 && feed->next < G_N_ELEMENTS(items); i++)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, G_N_ELEMENTS(items));
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_NEVER);
    g_assert_cmpint(test_feed_second(feed, 0)->outcome, ==, WIRE_NEVER);
    g_assert_cmpint(test_feed_result(feed, 1)->outcome, ==, WIRE_DONE);
    g_assert_cmpint(test_feed_result(feed, 2)->outcome, ==, WIRE_LATER);
    g_assert_true(test_feed_result(feed, 2)->in_doubt);
    g_assert_cmpint(test_feed_result(feed, 4)->outcome, ==, WIRE_NEVER);
    g_assert_cmpint(test_feed_result(feed, 5)->outcome, ==, WIRE_DONE);
}

/* SIGPIPE would end this process: here nobody ignores it. */
static void
test_broken_pipe(gconstpointer extensions)
{
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    while (text->len < 3000000)
        g_string_append(text, "A line of text that is long enough to fill up a few buffers.\r\n");
    static const ScriptRule rules[] = {
        {"BODY", NULL, SCRIPT_RESET, NULL, 0, 1}, {"BDAT", NULL, SCRIPT_RESET, NULL, 0, 1}, {0}};
    const FeedItem items[] = {{.message = text->str}};
    const ScriptOptions options = {.extensions = extensions};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);

    signal(SIGPIPE, SIG_DFL);
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
}

/* Whether this host has an IPv6 loopback address at all. */
static gboolean
has_version_6(void)
{
    const struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                         .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    gboolean good = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}

static void
test_address_of_version_6(void)
{
    static const char *const hosts[] = {"::1", "[::1]"};
    const ScriptOptions options = {.version_6 = TRUE};

    if (!has_version_6()) {
        g_test_skip("there is no IPv6 here");
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
        const FeedItem items[1] = {0};
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
        g_autoptr(Outlet) outlet = outlet_at(hosts[i], server);
        g_autoptr(TestFeed) feed = test_feed_new(items, 1);
        g_autoptr(GError) error = NULL;
        guint delivered;

        g_assert_true(outlet_session(outlet, &feed->feed, &delivered, &error));
        g_assert_no_error(error);
        test_feed_check(feed, 1);
        g_assert_cmpuint(delivered, ==, 1);
        g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 1);
    }
}

int
main(int argc, char **argv)
{
    static const char all[] = "PIPELINING\nDSN\n8BITMIME\nSMTPUTF8\nSIZE\nENHANCEDSTATUSCODES";

    g_test_init(&argc, &argv, NULL);
    test_add_both("/wire/traps/headers", NULL, test_headers);
    test_add_both("/wire/traps/headers/chunking", "CHUNKING", test_headers);
    test_add_both("/wire/traps/asks-for-nothing/all-offered", all, test_asks_for_nothing);
    test_add_both("/wire/traps/asks-for-nothing/none-offered", "", test_asks_for_nothing);
    test_add_both_plain("/wire/traps/refused-then-accepted", test_refused_then_accepted);
    test_add_both("/wire/traps/broken-pipe", NULL, test_broken_pipe);
    test_add_both("/wire/traps/broken-pipe/chunking", "CHUNKING", test_broken_pipe);
    test_add_both_plain("/wire/traps/address-of-version-6", test_address_of_version_6);
    return test_run_both();
}

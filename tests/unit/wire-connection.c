/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connections that fail, drop, stall or talk nonsense: everything taken is settled once, in doubt
 * where it may have been accepted, and the next session takes what is left.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#include "lib/patience.h"
#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"

static Outlet *
outlet_at(guint16 port, guint command_timeout)
{
    g_autoptr(GError) error = NULL;
    SmtpSettings settings = {.host = "127.0.0.1",
                             .port = port,
                             .helo = "colporteur.example",
                             .connect_timeout = command_timeout,
                             .command_timeout = command_timeout,
                             .messages_per_session = 4};

    Outlet *outlet = outlet_smtp_new(&settings, &error);
    g_assert_no_error(error);
    return outlet;
}

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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), waits(b) ? 2000 : 20000);
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
        g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 20000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 20000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 2000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 1000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 10000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered = 0;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 2);
    g_assert_true(strcmp(scripted_smtp_message(server, 0)->data, text->str) == 0);
    test_feed_check(feed, 2);
}

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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 2000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 20000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 20000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);
    guint delivered;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_CONNECTION);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
}

static void
test_drop_after_success_keeps_the_success(void)
{
    const ScriptRule rules[] = {{"MAIL", "second", SCRIPT_DROP, "421 4.4.2 enough", 0, 1}, {0}};
    const FeedItem items[3] = {{0}, {.sender = "second@example.org"}, {0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 20000);
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

static void
check_nothing_taken(guint16 port)
{
    const FeedItem items[1] = {0};
    g_autoptr(Outlet) outlet = outlet_at(port, 1000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 5000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 5000);
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
        g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 1000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 10000);
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
    g_autoptr(Outlet) outlet = outlet_at(scripted_smtp_port(server), 5000);
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

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wire/connection/each-break-is-settled-once", test_breaks);
    g_test_add_func("/wire/connection/drop-with-recipients-to-come",
                    test_drop_with_recipients_to_come);
    g_test_add_data_func("/wire/connection/data-has-no-end-before-it-may", GINT_TO_POINTER(TRUE),
                         test_data_has_no_end_before_it_may);
    g_test_add_data_func("/wire/connection/data-has-no-end-before-it-may/never",
                         GINT_TO_POINTER(FALSE), test_data_has_no_end_before_it_may);
    g_test_add_func("/wire/connection/drop-in-the-data-is-not-in-doubt",
                    test_drop_in_the_data_is_not_in_doubt);
    g_test_add_data_func("/wire/connection/server-that-stops-reading-is-left", NULL,
                         test_server_that_stops_reading_is_left);
    g_test_add_data_func("/wire/connection/server-that-stops-reading-is-left/chunking", "CHUNKING",
                         test_server_that_stops_reading_is_left);
    g_test_add_data_func("/wire/connection/large-message-to-a-slow-reader-arrives", NULL,
                         test_large_message_to_a_slow_reader_arrives);
    g_test_add_data_func("/wire/connection/large-message-to-a-slow-reader-arrives/chunking",
                         "PIPELINING\nCHUNKING", test_large_message_to_a_slow_reader_arrives);
    g_test_add_func("/wire/connection/very-long-reply-lines", test_very_long_reply_lines);
    g_test_add_func("/wire/connection/answer-one-ahead-is-no-delivery",
                    test_answer_one_ahead_is_no_delivery);
    g_test_add_func("/wire/connection/three-answers-to-one-command-are-no-delivery",
                    test_three_answers_to_one_command_are_no_delivery);
    g_test_add_func("/wire/connection/drop-after-success-keeps-the-success",
                    test_drop_after_success_keeps_the_success);
    g_test_add_func("/wire/connection/nothing-is-taken-without-a-server",
                    test_nothing_is_taken_without_a_server);
    g_test_add_func("/wire/connection/nothing-is-taken-when-the-greeting-is-bad",
                    test_nothing_is_taken_when_the_greeting_is_bad);
    g_test_add_func("/wire/connection/connecting-gives-up-in-time",
                    test_connecting_gives_up_in_time);
    g_test_add_func("/wire/connection/mad-server", test_mad_server);
    g_test_add_func("/wire/connection/sessions-are-recycled", test_sessions_are_recycled);
    g_test_add_func("/wire/connection/bad-envelopes-never-reach-the-server",
                    test_bad_envelopes_never_reach_the_server);
    g_test_add_func("/wire/connection/one-outlet-serves-many-threads",
                    test_one_outlet_serves_many_threads);
    g_test_add_data_func("/wire/connection/no-delayed-acknowledgement", NULL,
                         test_messages_do_not_wait_for_a_delayed_acknowledgement);
    g_test_add_data_func("/wire/connection/no-delayed-acknowledgement/chunking",
                         "PIPELINING\nCHUNKING",
                         test_messages_do_not_wait_for_a_delayed_acknowledgement);
    return g_test_run();
}

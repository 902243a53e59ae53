/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RCPT and DATA that left together with MAIL, and all of them with the end of the message before
 * (RFC 2920): each answer is taken for what it answers, nothing refused is ever delivered, and
 * nothing of it tells on the next message.
 */
#include <string.h>

#include "base/error.h"

#include "lib/patience.h"
#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

static Outlet *
outlet_with_patience(ScriptedSmtp *server, guint milliseconds)
{
    g_autoptr(GError) error = NULL;
    SmtpSettings settings = {.host = "127.0.0.1",
                             .port = scripted_smtp_port(server),
                             .helo = "colporteur.example",
                             .command_timeout = milliseconds};

    test_tls_settings(&settings);
    Outlet *outlet = outlet_smtp_new(&settings, &error);

    g_assert_no_error(error);
    return outlet;
}

static Outlet *
outlet_to(ScriptedSmtp *server)
{
    return outlet_with_patience(server, 20000);
}

/* The first of three messages meets the rules; the others arrive whatever became of it. */
typedef struct {
    const char *name;
    ScriptRule rules[4];
    WireOutcome outcome;
    WireScope scope;
    const char *status;
    guint connections; /* for all three */
    guint delivered;   /* of which one may have been taken for a connection that ended */
} Meeting;

static const Meeting meetings[] = {
    {"mail-refused",
     {{"MAIL", NULL, SCRIPT_ANSWER, "550 5.7.1 not you", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     1,
     2},
    {"mail-refused/in-pieces",
     {{"MAIL", NULL, SCRIPT_ANSWER, "550-5.7.1 not\v\n55\v0 5.7.1 you", 0, 1},
      {"RCPT", NULL, SCRIPT_ANSWER, "503-5.5.1 and\n5\v03 5.5.1\v so", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     1,
     2},
    /* The others are never said to have been refused for what the first was. */
    {"mail-refused/recipient-taken",
     {{"MAIL", NULL, SCRIPT_ANSWER, "451 4.7.1 not yet", 0, 1},
      {"RCPT", NULL, SCRIPT_ANSWER, "250 2.1.5 ok", 0, 1}},
     WIRE_LATER,
     SCOPE_MESSAGE,
     "4.7.1",
     1,
     2},
    /* What it waits for now, nobody may send. */
    {"mail-refused/data-awaited",
     {{"MAIL", NULL, SCRIPT_ANSWER, "550 5.7.1 not you", 0, 1},
      {"DATA", NULL, SCRIPT_ANSWER, "354 go on", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     2,
     2},
    {"mail-refused/and-dropped",
     {{"MAIL", NULL, SCRIPT_DROP, "550 5.7.1 not you", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     2,
     2},
    /* That is its last word, though it does not hang up: to say so and to be silent are one rule,
     * as the next connection may come to the server before this one's next command does. */
    {"mail-refused/for-good-and-silent",
     {{"MAIL", NULL, SCRIPT_STALL, "421 4.3.2 closing", 0, 1}},
     WIRE_LATER,
     SCOPE_SERVER,
     "4.3.2",
     2,
     2},
    {"mail-refused/one-answer-too-many",
     {{"MAIL", NULL, SCRIPT_ANSWER, "550 5.7.1 not you", 0, 1},
      {"DATA", NULL, SCRIPT_RAW, "503 5.5.1 no\r\n250 2.0.0 yes\r\n", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     2,
     1},
    {"recipient-refused",
     {{"RCPT", NULL, SCRIPT_ANSWER, "550-5.1.1 no\v such\n550 5.1.1 user", 0, 1}},
     WIRE_NEVER,
     SCOPE_RECIPIENT,
     "5.1.1",
     1,
     2},
    /* Of its answers one is for DATA, which it never answers. */
    {"recipient-refused/for-good-and-dropped",
     {{"RCPT", NULL, SCRIPT_DROP, "421 4.3.2 closing", 0, 1}},
     WIRE_LATER,
     SCOPE_SERVER,
     "4.3.2",
     2,
     2},
    {"recipient-refused/for-good-and-silent",
     {{"RCPT", NULL, SCRIPT_STALL, "421 4.3.2 closing", 0, 1}},
     WIRE_LATER,
     SCOPE_SERVER,
     "4.3.2",
     2,
     2},
    {"recipient-refused/data-awaited",
     {{"RCPT", NULL, SCRIPT_ANSWER, "550 5.1.1 no such user", 0, 1},
      {"DATA", NULL, SCRIPT_ANSWER, "354 go on", 0, 1},
      {".", NULL, SCRIPT_ANSWER, "554 5.5.1 nobody to send to", 0, 1}},
     WIRE_NEVER,
     SCOPE_RECIPIENT,
     "5.1.1",
     1,
     2},
    {"data-refused",
     {{"DATA", NULL, SCRIPT_ANSWER, "451 4.3.0 n\vot now", 0, 1}},
     WIRE_LATER,
     SCOPE_MESSAGE,
     "4.3.0",
     1,
     2},
    {"data-refused/for-good",
     {{"DATA", NULL, SCRIPT_ANSWER, "421 4.3.2 closing", 0, 1}},
     WIRE_LATER,
     SCOPE_SERVER,
     "4.3.2",
     2,
     1},
    {"dropped-behind-mail",
     {{"MAIL", NULL, SCRIPT_DROP, "250 2.1.0 ok", 0, 1}},
     WIRE_LATER,
     SCOPE_CONNECTION,
     "4.4.2",
     2,
     2},
    {"dropped-in-an-answer",
     {{"RCPT", NULL, SCRIPT_DROP, "250-2.1.5 ok", 0, 1}},
     WIRE_LATER,
     SCOPE_CONNECTION,
     "4.4.2",
     2,
     2},
    /* Whatever would be sent now, it is the answer to something else that would be read. */
    {"data-awaited-and-one-answer-more",
     {{"DATA", NULL, SCRIPT_RAW, "354 go on\r\n250 2.0.0 kept\r\n", 0, 1}},
     WIRE_LATER,
     SCOPE_CONNECTION,
     "4.4.2",
     2,
     1},
    {"end-refused",
     {{".", NULL, SCRIPT_ANSWER, "554 5.7.1 not that", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     1,
     2},
    {"end-refused/for-now-in-pieces",
     {{".", NULL, SCRIPT_ANSWER, "452-4.3.1 no\v room\n\v452 4.3.1 left", 0, 1},
      {"MAIL", NULL, SCRIPT_ANSWER, "250 2.1.0\v ok", 0, 0}},
     WIRE_LATER,
     SCOPE_MESSAGE,
     "4.3.1",
     1,
     2},
    {"end-refused/and-the-next",
     {{".", NULL, SCRIPT_ANSWER, "554 5.7.1 not that", 0, 1},
      {"MAIL", "second@", SCRIPT_ANSWER, "550 5.7.1 nor you", 0, 1}},
     WIRE_NEVER,
     SCOPE_MESSAGE,
     "5.7.1",
     1,
     1},
    {"end-refused/for-good-and-dropped",
     {{".", NULL, SCRIPT_DROP, "421 4.3.2 closing", 0, 1}},
     WIRE_LATER,
     SCOPE_SERVER,
     "4.3.2",
     2,
     1},
    /* That it was taken is known, and that nothing of the next has left. */
    {"end-taken/and-dropped",
     {{".", NULL, SCRIPT_DROP, "250 2.0.0 kept", 0, 1}},
     WIRE_DONE,
     SCOPE_RECIPIENT,
     "2.0.0",
     2,
     2},
    /* The others have been taken by then, and are left for later. */
    {"end-taken/and-one-answer-more",
     {{".", NULL, SCRIPT_RAW, "250 2.0.0 kept\r\n250 2.0.0 kept\r\n", 0, 1}},
     WIRE_DONE,
     SCOPE_RECIPIENT,
     "2.0.0",
     1,
     1},
    {"end-taken/and-the-next-refused",
     {{"MAIL", "second@", SCRIPT_ANSWER, "550 5.7.1 not you", 0, 1}},
     WIRE_DONE,
     SCOPE_RECIPIENT,
     "2.0.0",
     1,
     2},
    {"all-is-taken-in-pieces",
     {{"MAIL", NULL, SCRIPT_ANSWER, NULL, 20, 1}, {"RCPT", NULL, SCRIPT_ANSWER, NULL, 20, 1}},
     WIRE_DONE,
     SCOPE_RECIPIENT,
     "2.0.0",
     1,
     3},
};

/* What only a rule says was taken is not kept. */
static guint
count_unkept(const Meeting *meeting)
{
    const ScriptRule *first = &meeting->rules[0];

    return g_str_equal(first->command, ".") && g_str_has_prefix(first->reply, "250") ? 1 : 0;
}

static void
test_meeting(gconstpointer data)
{
    const Meeting *meeting = data;
    const FeedItem items[3] = {
        {.recipient = "first@example.net"}, {.sender = "second@example.org"}, {0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(meeting->rules, NULL);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);
    guint total = 0;

    gint64 before = g_get_monotonic_time();
    for (guint session = 0; session < 2 && (session == 0 || feed->next < 3); session++) {
        guint delivered = 0;
        (void)outlet_session(outlet, &feed->feed, &delivered, NULL);
        total += delivered;
    }
    g_assert_cmpint(g_get_monotonic_time() - before, <, patience(15));
    test_feed_check(feed, 3);
    const WireResult *result = test_feed_result(feed, 0);
    g_assert_cmpint(result->outcome, ==, meeting->outcome);
    g_assert_cmpint(result->scope, ==, meeting->scope);
    g_assert_cmpstr(result->status, ==, meeting->status);
    g_assert_false(result->in_doubt);
    g_assert_true(scripted_smtp_ahead(server));
    g_assert_cmpuint(scripted_smtp_connections(server), ==, meeting->connections);
    g_assert_cmpuint(scripted_smtp_n_messages(server) + count_unkept(meeting), ==, total);
    if (total == 3)
        g_assert_true(scripted_smtp_ahead_of_end(server));
    g_assert_cmpuint(total, ==, meeting->delivered);
}

/* With one answer too many before them, each is taken for the answer to the command behind: what
 * the first recipient was refused for is not to be said of the second. */
static void
test_no_refusal_of_another(gconstpointer data)
{
    const ScriptRule rules[] = {
        {"MAIL", NULL, SCRIPT_RAW, "250 2.0.0 more\r\n250 2.1.0 ok\r\n", 0, 1},
        {"RCPT", "first@", SCRIPT_ANSWER, "550 5.1.1 no such user", 0, 1},
        {"DATA", NULL, SCRIPT_ANSWER, NULL, GPOINTER_TO_UINT(data), 1},
        {0}};
    const FeedItem items[1] = {{.recipient = "first@example.net", .second = "second@example.net"}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);

    (void)outlet_session(outlet, &feed->feed, NULL, NULL);
    test_feed_check(feed, 1);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpint(test_feed_second(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_false(test_feed_second(feed, 0)->in_doubt);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
}

/* That is found out once, and costs one connection. */
static void
test_forgetful(void)
{
    const ScriptOptions options = {.forgetful = TRUE};
    const FeedItem items[6] = {{0}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    g_autoptr(Outlet) outlet = outlet_with_patience(server, 1000);
    g_autoptr(TestFeed) feed = test_feed_new(items, 6);
    guint first = 0, others = 0;

    g_assert_true(outlet_session(outlet, &feed->feed, &first, NULL));
    g_assert_true(outlet_session(outlet, &feed->feed, &others, NULL));
    g_assert_cmpuint(first, ==, 1);
    g_assert_cmpuint(others, ==, 4);
    test_feed_check(feed, 6);
    g_assert_cmpint(test_feed_result(feed, 1)->outcome, ==, WIRE_LATER);
    g_assert_false(test_feed_result(feed, 1)->in_doubt);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 5);
    g_assert_cmpuint(scripted_smtp_connections(server), ==, 2);
}

static gboolean
many_next(gpointer data, WireEnvelope *out)
{
    static const WireSegment letter = {TEST_FEED_LETTER, sizeof TEST_FEED_LETTER - 1};
    WireEnvelope *once = data;

    if (once->segments != NULL)
        return FALSE;
    once->segments = &letter;
    *out = *once;
    return TRUE;
}

static void
many_settle(gpointer data, const WireEnvelope *envelope G_GNUC_UNUSED, const WireResult *results)
{
    const WireEnvelope *once = data;

    for (gsize i = 0; i < once->n_recipients; i++)
        g_assert_cmpint(results[i].outcome, ==, WIRE_DONE);
}

/* More than fits between the two sides without waiting for one another goes the old way. */
static void
test_many_recipients(void)
{
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autoptr(Outlet) outlet = outlet_to(server);
    g_autofree char *address = g_strdup_printf("%0*d@example.net", 60, 7);
    const char *recipients[100];
    WireEnvelope envelope = {
        .sender = "", .recipients = recipients, .n_recipients = 100, .n_segments = 1};
    const WireFeed feed = {many_next, many_settle, &envelope, NULL, NULL};
    guint delivered = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(recipients); i++)
        recipients[i] = address;
    g_assert_true(outlet_session(outlet, &feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 100);
    g_assert_false(scripted_smtp_ahead(server));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(meetings); i++) {
        g_autofree char *path = g_strdup_printf("/wire/ahead/meetings/%s", meetings[i].name);
        test_add_both(path, &meetings[i], test_meeting);
    }
    test_add_both("/wire/ahead/refusal-of-another", GUINT_TO_POINTER(0),
                  test_no_refusal_of_another);
    test_add_both("/wire/ahead/refusal-of-another/late", GUINT_TO_POINTER(300),
                  test_no_refusal_of_another);
    test_add_both_plain("/wire/ahead/forgetful", test_forgetful);
    test_add_both_plain("/wire/ahead/many-recipients", test_many_recipients);
    return test_run_both();
}

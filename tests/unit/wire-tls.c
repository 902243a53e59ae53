/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * STARTTLS and authentication: what is required happens or nothing is sent, a password never goes
 * out in clear, and many sessions in one process and in several threads go well.
 */
#include <signal.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"

#include "lib/scripted-smtp.h"
#include "lib/test-feed.h"
#include "lib/test-tls.h"

static char *work, *certificate, *key, *other_certificate, *other_key;

static SmtpSettings
settings_for(ScriptedSmtp *server, StarttlsMode mode)
{
    return (SmtpSettings){.host = "127.0.0.1",
                          .port = scripted_smtp_port(server),
                          .helo = "colporteur.example",
                          .starttls = mode,
                          .ca_file = certificate,
                          .command_timeout = 5000,
                          .messages_per_session = 3};
}

static guint
send_all(const SmtpSettings *settings, guint n, char **trouble)
{
    g_autofree FeedItem *items = g_new0(FeedItem, n);
    g_autoptr(GError) error = NULL;
    g_autoptr(Outlet) outlet = outlet_smtp_new(settings, &error);
    g_assert_no_error(error);
    g_autoptr(TestFeed) feed = test_feed_new(items, n);
    guint total = 0;

    while (feed->next < n) {
        guint delivered = 0;
        if (!outlet_session(outlet, &feed->feed, &delivered, &error)) {
            g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
            test_feed_check(feed, feed->next);
            g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
            g_assert_cmpint(test_feed_result(feed, 0)->scope, ==, SCOPE_SERVER);
            *trouble = g_strdup(error->message);
            return total;
        }
        total += delivered;
    }
    test_feed_check(feed, n);
    return total;
}

static void
test_required_tls_is_used(gconstpointer data)
{
    const ScriptOptions options = {.extensions = data, .certificate = certificate, .key = key};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autofree char *trouble = NULL;

    /* Several sessions: libESMTP's own context is freed under it at the second. */
    g_assert_cmpuint(send_all(&settings, 10, &trouble), ==, 10);
    g_assert_null(trouble);
    g_assert_cmpuint(scripted_smtp_connections(server), ==, 4);
    g_assert_cmpstr(scripted_smtp_message(server, 9)->data, ==, TEST_FEED_LETTER);
    g_assert_true(scripted_smtp_heard(server, "TLS TLSv1.2"));
    g_assert_false(scripted_smtp_heard(server, "TLSv1.3"));
}

static void
test_large_message_over_tls_to_a_slow_reader(gconstpointer data)
{
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    while (text->len < 6000000)
        g_string_append(text, ".A line of text that is long enough to fill up a few buffers.\r\n");
    const ScriptRule rules[] = {{"BODY", NULL, SCRIPT_ANSWER, NULL, 300, 1},
                                {"BDAT", NULL, SCRIPT_ANSWER, NULL, 300, 2},
                                {0}};
    const ScriptOptions options = {.extensions = data, .certificate = certificate, .key = key};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autoptr(Outlet) outlet = outlet_smtp_new(&settings, NULL);
    const FeedItem items[2] = {{.message = text->str}, {0}};
    g_autoptr(TestFeed) feed = test_feed_new(items, 2);
    guint delivered = 0;

    g_assert_true(outlet_session(outlet, &feed->feed, &delivered, NULL));
    g_assert_cmpuint(delivered, ==, 2);
    g_assert_true(strcmp(scripted_smtp_message(server, 0)->data, text->str) == 0);
}

static void
test_without_required_tls_nothing_is_sent(void)
{
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autofree char *trouble = NULL;

    g_assert_cmpuint(send_all(&settings, 2, &trouble), ==, 0);
    g_assert_nonnull(strstr(trouble, "STARTTLS"));
    g_assert_false(scripted_smtp_heard(server, "MAIL"));
}

static void
test_certificate_must_be_trusted_and_name_the_host(void)
{
    const ScriptOptions options = {.certificate = other_certificate, .key = other_key};
    const char *const trusted[] = {certificate, other_certificate};

    for (gsize i = 0; i < G_N_ELEMENTS(trusted); i++) {
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
        SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
        g_autofree char *trouble = NULL;
        settings.ca_file = trusted[i];
        g_assert_cmpuint(send_all(&settings, 2, &trouble), ==, 0);
        g_assert_nonnull(strstr(trouble, "certificate"));
        g_assert_false(scripted_smtp_heard(server, "MAIL"));
    }
}

static void
test_name_is_checked_and_sent(void)
{
    /* "localhost" rather than an address: SNI goes out, and the name in the certificate counts. */
    const ScriptOptions options = {.certificate = certificate, .key = key};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autofree char *trouble = NULL;

    settings.host = "localhost";
    g_assert_cmpuint(send_all(&settings, 1, &trouble), ==, 1);
    g_assert_true(scripted_smtp_heard(server, "for localhost"));
}

static void
test_optional_tls_takes_any_certificate_or_none(void)
{
    const ScriptOptions options = {.certificate = other_certificate, .key = other_key};
    g_autoptr(ScriptedSmtp) with = scripted_smtp_new(NULL, &options);
    g_autoptr(ScriptedSmtp) without = scripted_smtp_new(NULL, NULL);
    const SmtpSettings one = settings_for(with, STARTTLS_MAYBE);
    const SmtpSettings two = settings_for(without, STARTTLS_MAYBE);
    g_autofree char *trouble = NULL;

    g_assert_cmpuint(send_all(&one, 2, &trouble), ==, 2);
    g_assert_true(scripted_smtp_heard(with, "TLS TLSv1.2"));
    g_assert_cmpuint(send_all(&two, 2, &trouble), ==, 2);
}

static void
test_failed_handshake_and_refused_starttls(void)
{
    const ScriptRule rules[2][2] = {
        {{"STARTTLS", NULL, SCRIPT_ANSWER, "454 4.7.0 not now", 0, 0}, {0}},
        {{"STARTTLS", NULL, SCRIPT_RAW, "220 2.0.0 go\r\nand this is no handshake\r\n", 0, 0}, {0}},
    };
    const ScriptOptions options = {.certificate = certificate, .key = key};

    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules[i], &options);
        const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
        g_autofree char *trouble = NULL;
        g_assert_cmpuint(send_all(&settings, 1, &trouble), ==, 0);
        g_assert_false(scripted_smtp_heard(server, "MAIL"));
    }
}

static void
test_plaintext_behind_starttls_is_not_believed(void)
{
    const ScriptOptions options = {.certificate = certificate,
                                   .key = key,
                                   .injection = "250-evil.example\r\n250 AUTH PLAIN\r\n"};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autofree char *trouble = NULL;

    g_assert_cmpuint(send_all(&settings, 1, &trouble), ==, 0);
    g_assert_nonnull(strstr(trouble, "more than one line"));
    g_assert_false(scripted_smtp_heard(server, "MAIL"));
}

/* Whoever sits on the way sends in the clear what is to be read under TLS: the answer to STARTTLS
 * and all that follows, before any of it was asked, and keeps the server's own back. */
static void
test_answers_before_starttls_are_not_believed(void)
{
#define FORGED                                                                                     \
    "220 2.0.0 go ahead\r\n250-evil.example\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n"               \
    "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go on\r\n250 2.0.0 kept\r\n"
#define OFFER "250-scripted.example\r\n250-STARTTLS\r\n250 HELP\r\n"
    static const ScriptRule rules[][2] = {
        {{"EHLO", NULL, SCRIPT_RAW, OFFER FORGED, 0, 1}, {0}},
        {{"CONNECT", NULL, SCRIPT_RAW, "220 scripted.example\r\n" OFFER FORGED, 0, 1}, {0}},
        {{"EHLO", NULL, SCRIPT_RAW, OFFER "220 2.0.0 go ahead\r\n", 0, 1}, {0}},
    };
    const ScriptOptions options = {.certificate = certificate, .key = key, .answered = TRUE};

    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules[i], &options);
        const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
        g_autofree char *trouble = NULL;
        g_assert_cmpuint(send_all(&settings, 1, &trouble), ==, 0);
        g_assert_nonnull(strstr(trouble, "before TLS"));
        g_assert_false(scripted_smtp_heard(server, "TLS TLSv1"));
        g_assert_false(scripted_smtp_heard(server, "MAIL"));
    }
}

static void
test_authentication(gconstpointer data)
{
    const ScriptRule good[] = {{0}};
    const ScriptRule bad[] = {
        {"AUTH", NULL, SCRIPT_ANSWER, "535 5.7.8 wrong password", 0, 0},
        {"RCPT", NULL, SCRIPT_ANSWER, "554 5.7.1 relay access denied", 0, 0},
        {0},
    };
    const ScriptOptions offered = {.extensions = data, .certificate = certificate, .key = key};
    const ScriptOptions absent = {.certificate = certificate, .key = key};
    const struct {
        const ScriptRule *rules;
        const ScriptOptions *options;
        guint delivered;
        const char *trouble;
    } cases[] = {
        {good, &offered, 3, NULL},
        {bad, &offered, 0, "wrong password"},
        {good, &absent, 0, "no authentication"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ScriptedSmtp) server = scripted_smtp_new(cases[i].rules, cases[i].options);
        SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
        g_autofree char *trouble = NULL;
        settings.user = "colporteur";
        settings.password = "not a secret";
        g_assert_cmpuint(send_all(&settings, 3, &trouble), ==, cases[i].delivered);
        if (cases[i].trouble != NULL)
            g_assert_nonnull(strstr(trouble, cases[i].trouble));
        else /* "\0colporteur\0not a secret" in base 64 */
            g_assert_true(
                scripted_smtp_heard(server, "AUTH PLAIN AGNvbHBvcnRldXIAbm90IGEgc2VjcmV0"));
        /* A wrong password must not become so many addresses that do not exist. */
        g_assert_false(scripted_smtp_heard(server, "DATA") && cases[i].delivered == 0);
    }
}

static void
test_settings_are_checked(void)
{
    const SmtpSettings bad[] = {
        {0},
        {.host = ""},
        {.host = "mail.example.org\r\nEHLO"},
        {.host = "mail.example.org", .helo = "two words"},
        {.host = "mail.example.org", .user = "u", .password = "p"},
        {.host = "mail.example.org", .user = "u", .password = "p", .starttls = STARTTLS_MAYBE},
        {.host = "mail.example.org", .user = "u", .starttls = STARTTLS_REQUIRE},
        {.host = "mail.example.org", .starttls = STARTTLS_REQUIRE, .ca_file = "/nonexistent"},
        {.host = "mail.example.org", .command_timeout = 10},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(outlet_smtp_new(&bad[i], &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
}

static gpointer
send_some(gpointer data)
{
    g_autofree char *trouble = NULL;

    return GUINT_TO_POINTER(send_all(data, 9, &trouble));
}

/* Cut where the message may have been taken: in doubt, and the next session is as good as new. */
static void
test_drop_under_tls(gconstpointer data)
{
    static const ScriptRule rules[] = {
        {".", NULL, SCRIPT_RESET, NULL, 0, 1}, {"LAST", NULL, SCRIPT_RESET, NULL, 0, 1}, {0}};
    const ScriptOptions options = {.extensions = data, .certificate = certificate, .key = key};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autoptr(Outlet) outlet = outlet_smtp_new(&settings, NULL);
    const FeedItem items[3] = {0};
    g_autoptr(TestFeed) feed = test_feed_new(items, 3);

    for (guint i = 0; i < 3 && feed->next < 3; i++)
        g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 3);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_true(test_feed_result(feed, 0)->in_doubt);
    g_assert_cmpint(test_feed_result(feed, 2)->outcome, ==, WIRE_DONE);
}

/* OpenSSL writes with write(2): what is written to a connection that has gone would end this
 * process by SIGPIPE, which nobody ignores here. */
static void
test_broken_pipe_under_tls(void)
{
    static const ScriptRule rules[] = {{"BODY", NULL, SCRIPT_RESET, NULL, 0, 1}, {0}};
    const ScriptOptions options = {.certificate = certificate, .key = key};
    g_autoptr(GString) text =
        g_string_new("From: a@example.org\r\nDate: x\r\nMessage-Id: <b@c>\r\n\r\n");
    while (text->len < 3000000)
        g_string_append(text, "A line of text that is long enough to fill up a few buffers.\r\n");
    const FeedItem items[] = {{.message = text->str}};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, &options);
    const SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    g_autoptr(Outlet) outlet = outlet_smtp_new(&settings, NULL);
    g_autoptr(TestFeed) feed = test_feed_new(items, 1);

    signal(SIGPIPE, SIG_DFL);
    g_assert_true(outlet_session(outlet, &feed->feed, NULL, NULL));
    test_feed_check(feed, 1);
    g_assert_cmpint(test_feed_result(feed, 0)->outcome, ==, WIRE_LATER);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 0);
}

static void
test_tls_in_many_threads(void)
{
    const ScriptOptions options = {
        .extensions = "PIPELINING\nCHUNKING", .certificate = certificate, .key = key};
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    SmtpSettings settings = settings_for(server, STARTTLS_REQUIRE);
    GThread *threads[6];

    settings.command_timeout = 20000;
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("sender", send_some, &settings);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpuint(GPOINTER_TO_UINT(g_thread_join(threads[i])), ==, 9);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wire/tls/settings-are-checked", test_settings_are_checked);
    work = g_dir_make_tmp("wire-tls-XXXXXX", NULL);
    if (!test_certificate_make(work, "localhost", "DNS:localhost,IP:127.0.0.1", &certificate,
                               &key) ||
        !test_certificate_make(work, "elsewhere.example", "DNS:elsewhere.example",
                               &other_certificate, &other_key)) {
        g_test_message("no openssl command to make certificates with: the rest is left out");
        return g_test_run();
    }
    g_test_add_data_func("/wire/tls/required-is-used", NULL, test_required_tls_is_used);
    g_test_add_data_func("/wire/tls/required-is-used-with-chunking", "PIPELINING\nCHUNKING",
                         test_required_tls_is_used);
    g_test_add_data_func("/wire/tls/large-message-to-a-slow-reader", NULL,
                         test_large_message_over_tls_to_a_slow_reader);
    g_test_add_data_func("/wire/tls/large-message-to-a-slow-reader-with-chunking",
                         "PIPELINING\nCHUNKING", test_large_message_over_tls_to_a_slow_reader);
    g_test_add_func("/wire/tls/without-what-is-required-nothing-is-sent",
                    test_without_required_tls_nothing_is_sent);
    g_test_add_func("/wire/tls/certificate-must-be-trusted-and-name-the-host",
                    test_certificate_must_be_trusted_and_name_the_host);
    g_test_add_func("/wire/tls/name-is-checked-and-sent", test_name_is_checked_and_sent);
    g_test_add_func("/wire/tls/optional-takes-any-certificate-or-none",
                    test_optional_tls_takes_any_certificate_or_none);
    g_test_add_func("/wire/tls/failed-handshake-and-refused-starttls",
                    test_failed_handshake_and_refused_starttls);
    g_test_add_func("/wire/tls/plaintext-behind-starttls-is-not-believed",
                    test_plaintext_behind_starttls_is_not_believed);
    g_test_add_func("/wire/tls/answers-before-starttls-are-not-believed",
                    test_answers_before_starttls_are_not_believed);
    g_test_add_data_func("/wire/tls/authentication", "AUTH PLAIN LOGIN", test_authentication);
    g_test_add_data_func("/wire/tls/drop-is-in-doubt", NULL, test_drop_under_tls);
    g_test_add_data_func("/wire/tls/drop-is-in-doubt/chunking", "CHUNKING", test_drop_under_tls);
    g_test_add_func("/wire/tls/broken-pipe", test_broken_pipe_under_tls);
    g_test_add_func("/wire/tls/many-threads", test_tls_in_many_threads);
    int status = g_test_run();
    const char *const made[] = {certificate, key, other_certificate, other_key};
    for (gsize i = 0; i < G_N_ELEMENTS(made); i++)
        g_unlink(made[i]);
    g_rmdir(work);
    return status;
}

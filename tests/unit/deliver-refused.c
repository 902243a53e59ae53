/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers refuse for policy: a mailing pauses, a provider rests, and who is told. */
#include "base/error.h"
#include "store/query.h"

#include "lib/patience.h"
#include "lib/test-notice.h"

static TestStore *test;
static char *data; /* the setting that names the source tree */

static const char *const thirty = "SELECT string_agg('r' || i || '@example.net', ',') "
                                  "FROM generate_series(1, 30) i";

static void
test_policy_pauses(void)
{
    static const ScriptRule rules[] = {
        {.command = ".", .match = "r", .act = SCRIPT_ANSWER, .reply = "550 5.7.1 looks like spam"},
        {0}};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autofree char *names = test_store_ask(test, thirty);
    g_auto(GStrv) addresses = g_strsplit(names, ",", -1);
    g_autofree char *smarthost =
        g_strdup_printf("mail.smarthost=127.0.0.1:%u", scripted_smtp_port(server));
    /* No rest to speak of, so that all of it is tried. */
    const char *overrides[] = {smarthost,
                               data,
                               "mail.sessions=1",
                               "mail.batch=10",
                               "mail.policy-least=4",
                               "mail.provider-rest=1s",
                               "mail.provider-rest-longest=1s",
                               NULL};
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);

    fresh_notice(test, (const char *const *)addresses);
    test_store_sql(test, "DELETE FROM provider_rest;"
                         "INSERT INTO list (name, domain, kind, title) VALUES ('avis', "
                         "'lists.example.org', 'newsletter', 'Avis');"
                         "INSERT INTO list_role (list, address, role) "
                         "  SELECT id, 'owner@example.org', 'owner' FROM list WHERE name = 'avis';"
                         "UPDATE mailing SET list = (SELECT id FROM list WHERE name = 'avis')");
    for (guint i = 0; i < 12; i++) {
        test_store_sql(test, "UPDATE provider_rest SET until = the_time() - interval '1 minute';"
                             "UPDATE delivery d SET next_try = the_time() FROM mailing m "
                             "WHERE m.id = d.mailing AND m.state = 'running' AND d.state = 'q'");
        serve_deliver_once(settings, test->state, -1, &error);
        g_assert_no_error(error);
    }
    g_autofree char *state = test_store_ask(
        test, "SELECT m.state, m.paused_for, count(*) FILTER (WHERE d.state = 'q') >= 20, "
              "count(*) FILTER (WHERE d.state = 'c') FROM mailing m JOIN delivery d "
              "ON d.mailing = m.id WHERE m.total = 30 GROUP BY m.id");
    g_assert_cmpstr(state, ==, "paused|policy|t|0");
    g_autofree char *told = test_store_ask(
        test, "SELECT count(*), bool_and(n.address = 'owner@example.org'), "
              "bool_and(position('looks like spam' in convert_from(m.content, 'UTF8')) > 0) "
              "FROM mailing m JOIN notice_recipient n ON n.mailing = m.id WHERE m.total = 1");
    g_assert_cmpstr(told, ==, "1|t|t");
    /* Once the cause is removed it goes on. */
    g_autofree char *number = test_store_ask(test, "SELECT id FROM mailing WHERE total = 30");
    g_autoptr(Rows) rows =
        mailing_retry(test->store, g_ascii_strtoll(number, NULL, 10), FALSE, FALSE, "", &error);
    g_assert_no_error(error);
    g_autofree char *again =
        test_store_ask(test, "SELECT state, paused_for IS NULL FROM mailing WHERE total = 30");
    g_assert_cmpstr(again, ==, "running|t");
    test_store_sql(test, "DELETE FROM provider_rest");
}

/* To whom these belong, and that they are tried at once. */
static void
give_to_list(const char *name)
{
    g_autofree char *sql =
        g_strdup_printf("DELETE FROM provider_rest;"
                        "INSERT INTO list (name, domain, kind, title) VALUES ('%s', "
                        "'lists.example.org', 'newsletter', 'T');"
                        "INSERT INTO list_role (list, address, role) SELECT id, "
                        "'owner@example.org', 'owner' FROM list WHERE name = '%s';"
                        "UPDATE mailing SET list = (SELECT id FROM list WHERE name = '%s')",
                        name, name, name);

    test_store_sql(test, sql);
}

/* The rest is over, and all that waits is due. */
static void
rest_over(void)
{
    test_store_sql(test,
                   "UPDATE provider_rest SET began_at = began_at - (until - the_time()) - interval "
                   "'1 minute', "
                   "refused_from = refused_from - (until - the_time()) - interval '1 minute', "
                   "until = the_time() - interval '1 minute' WHERE until > the_time();"
                   "UPDATE delivery SET next_try = the_time() WHERE state = 'q'");
}

/* One session to a server with these rules; then the state of the mailing, and how often it was
 * told. */
static void
deliver_and_assert(const ScriptRule *rules, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);
    g_autofree char *smarthost =
        g_strdup_printf("mail.smarthost=127.0.0.1:%u", scripted_smtp_port(server));
    const char *overrides[] = {
        smarthost, data, "mail.sessions=1", "mail.batch=30", "mail.policy-least=10", NULL};
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);

    serve_deliver_once(settings, test->state, -1, &error);
    g_assert_no_error(error);
    test_store_assert(test,
                      "SELECT (SELECT state FROM mailing WHERE total = 30), count(*) FROM mailing "
                      "WHERE total = 1",
                      expected);
}

/* A large provider that refuses again after its rest, and took nothing: the others there are not
 * kept waiting behind rests that double each time. */
static void
test_refused_again(void)
{
    static const ScriptRule refuse[] = {
        {".", "@large.example", SCRIPT_ANSWER, "550 5.7.1 spam", 0, 0}, {0}};
    static const ScriptRule take_one[] = {
        {".", "@large.example", SCRIPT_ANSWER, "250 2.0.0 ok", 0, 1},
        {".", "@large.example", SCRIPT_ANSWER, "550 5.7.1 spam", 0, 0},
        {0}};
    static const ScriptRule later[] = {
        {".", "@large.example", SCRIPT_ANSWER, "450 4.7.1 slow", 0, 0}, {0}};
    g_autofree char *names = test_store_ask(
        test, "SELECT string_agg('r' || i || CASE WHEN i <= 12 THEN '@large.example' "
              "ELSE '@d' || i || '.example' END, ',') FROM generate_series(1, 30) i");
    g_auto(GStrv) addresses = g_strsplit(names, ",", -1);

    fresh_notice(test, (const char *const *)addresses);
    give_to_list("large");
    /* Left alone, and no more: it may have been one reader. */
    deliver_and_assert(refuse, "running|0");
    rest_over();
    deliver_and_assert(take_one, "running|0");
    rest_over();
    deliver_and_assert(later, "running|0");
    rest_over();
    deliver_and_assert(refuse, "running|0");
    rest_over();
    deliver_and_assert(refuse, "paused|1");
    test_store_sql(test, "DELETE FROM provider_rest");
}

/* One reader whom their server never takes is not what a mailing of one domain pauses for, though
 * it is tried again after each rest, and first. */
static void
test_one_is_refused(void)
{
    static const ScriptRule rules[] = {
        {.command = "RCPT", .match = "r1@", .act = SCRIPT_ANSWER, .reply = "550 5.7.1 not you"},
        {0}};
    g_autofree char *names = test_store_ask(test, thirty);
    g_auto(GStrv) addresses = g_strsplit(names, ",", -1);

    fresh_notice(test, (const char *const *)addresses);
    give_to_list("one");
    for (guint i = 0; i < 4; i++) {
        deliver_and_assert(rules, i < 3 ? "running|0" : "finished|0");
        rest_over();
    }
    test_store_assert(test, "SELECT refused FROM mailing WHERE total = 30", "1");
    test_store_assert(test,
                      "SELECT count(*) FILTER (WHERE state = 's'), count(*) FILTER (WHERE state = "
                      "'f') FROM delivery",
                      "29|1");
    test_store_sql(test, "DELETE FROM provider_rest");
}

static gpointer
cut_off(gpointer server)
{
    for (gint64 end = g_get_monotonic_time() + patience(20); !scripted_smtp_heard(server, "cut@");)
        if (g_get_monotonic_time() > end)
            return NULL;
        else
            g_usleep(1000);
    test_store_cut(test);
    return NULL;
}

/* What is refused while the connection to the database is lost is counted all the same. */
static void
test_refused_unseen(void)
{
    static const ScriptRule rules[] = {{.command = "RCPT",
                                        .match = "cut@",
                                        .act = SCRIPT_ANSWER,
                                        .reply = "550 5.7.1 not you",
                                        .delay = 3000},
                                       {0}};
    static const char *const one[] = {"cut@example.net", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);

    test_store_sql(test, "DELETE FROM provider_rest");
    fresh_notice(test, one);
    GThread *thread = g_thread_new("cut", cut_off, server);
    deliver_to(test, data, server, &error);
    g_thread_join(thread);
    test_store_assert(test, "SELECT refused FROM mailing", "1");
    test_store_assert(test, "SELECT provider, status FROM provider_rest", "example.net|5.7.1");
    test_store_sql(test, "DELETE FROM provider_rest");
}

/* One domain asks for less: it is left alone, the others get theirs, and nobody has failed. */
static void
test_provider_rests(void)
{
    static const ScriptRule rules[] = {{.command = "RCPT",
                                        .match = "@slow.example",
                                        .act = SCRIPT_ANSWER,
                                        .reply = "450 4.7.1 too many, slow down"},
                                       {0}};
    static const char *const mixed[] = {"a@slow.example", "b@slow.example", "c@slow.example",
                                        "d@example.net",  "e@example.net",  NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);

    test_store_sql(test, "DELETE FROM provider_rest");
    fresh_notice(test, mixed);
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 2);
    g_autofree char *rest = test_store_ask(
        test, "SELECT provider, strikes, status, until > the_time() + interval '4 minutes' "
              "FROM provider_rest");
    g_assert_cmpstr(rest, ==, "slow.example|1|4.7.1|t");
    /* Who was not tried meanwhile has lost no attempt. */
    g_autofree char *left = test_store_ask(
        test, "SELECT bool_and(d.state = 'q') AND min(d.attempts) = 0 AND max(d.attempts) = 1 "
              "FROM delivery d WHERE d.recipient <= 3");
    g_assert_cmpstr(left, ==, "t");
    /* Another process knows it too. */
    test_store_sql(test, "UPDATE delivery SET next_try = the_time() WHERE state = 'q'");
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_autofree char *still =
        test_store_ask(test, "SELECT min(attempts), max(attempts) FROM delivery "
                             "WHERE recipient <= 3");
    g_assert_cmpstr(still, ==, "0|1");
    /* The second time in a row lasts twice as long. */
    test_store_sql(test, "UPDATE provider_rest SET began_at = the_time() - interval '6 minutes', "
                         "until = the_time() - interval '1 minute';"
                         "UPDATE delivery SET next_try = the_time() WHERE state = 'q'");
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_autofree char *twice = test_store_ask(
        test, "SELECT strikes, until > the_time() + interval '9 minutes' FROM provider_rest");
    g_assert_cmpstr(twice, ==, "2|t");
    test_store_sql(test, "DELETE FROM provider_rest");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    /* The role warns of what these tests do to it. */
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    test = test_store_new(NULL);
    data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
#define TEST(name, function) g_test_add_func("/deliver-refused/" name, function)
    TEST("a mailing refused for policy pauses, and owners are told", test_policy_pauses);
    TEST("a provider that refuses again after a rest pauses a mailing", test_refused_again);
    TEST("one reader who is always refused pauses none", test_one_is_refused);
    TEST("a refusal counts though the database is away", test_refused_unseen);
    TEST("a provider that wants less is left alone, and nobody else", test_provider_rests);
    int status = g_test_run();
    g_free(data);
    test_store_free(test);
    return status;
}

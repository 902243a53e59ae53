/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deliver role, from the ledger to a server that answers as told, and back into the ledger. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "mailing/mailing.h"
#include "serve/deliver.h"
#include "store/query.h"

#include "lib/test-notice.h"

static TestStore *test;
static char *data; /* the setting that names the source tree */

static void
assert_ledger(const char *expected)
{
    g_autofree char *got =
        test_store_ask(test, "SELECT string_agg(format('%s %s %s', n.address, d.state, d.attempts) "
                             "  || coalesce(' ' || d.status, ''), ', ' ORDER BY n.position) "
                             "FROM delivery d JOIN notice_recipient n "
                             "  ON n.mailing = d.mailing AND n.position = d.recipient");

    g_assert_cmpstr(got, ==, expected);
}

static const char *const three[] = {"a@example.net", "b@example.net", "c@example.net", NULL};

static void
test_all_accepted(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    const char *many[41] = {NULL};
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < 40; i++) {
        g_ptr_array_add(names, g_strdup_printf("reader%u@example.net", i));
        many[i] = g_ptr_array_index(names, i);
    }
    fresh_notice(test, many);
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 40);
    for (guint i = 0; i < 40; i++) {
        const ScriptMessage *message = scripted_smtp_message(server, i);
        g_assert_cmpstr(message->sender, ==, "");
        g_assert_true(g_hash_table_add(seen, message->recipients[0]));
        g_assert_cmpmem(message->data, message->size, NOTICE, sizeof NOTICE - 1);
    }
    g_autofree char *state = test_store_ask(test, "SELECT state FROM mailing");
    g_assert_cmpstr(state, ==, "finished");
}

static void
test_answers(void)
{
    static const ScriptRule rules[] = {
        {.command = "RCPT", .match = "b@", .act = SCRIPT_ANSWER, .reply = "550 5.1.1 nobody"},
        {.command = "RCPT", .match = "c@", .act = SCRIPT_ANSWER, .reply = "452 4.2.2 full"},
        {0}};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);

    fresh_notice(test, three);
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 1);
    assert_ledger("a@example.net s 1, b@example.net f 1 5.1.1, c@example.net q 1 4.2.2");
    g_autofree char *state = test_store_ask(
        test, "SELECT m.state || ' ' || (d.next_try > the_time() + "
              "interval '200 seconds') FROM mailing m, delivery d WHERE d.state = 'q'");
    g_assert_cmpstr(state, ==, "running true");
}

static void
test_dropped(void)
{
    static const ScriptRule rules[] = {
        {.command = ".", .match = "b@", .act = SCRIPT_RESET, .times = 1}, {0}};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);

    fresh_notice(test, three);
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_autofree char *lost =
        test_store_ask(test, "SELECT state, attempts FROM delivery WHERE recipient = 2");
    g_assert_cmpstr(lost, ==, "q|1");
    test_store_sql(test, "UPDATE delivery SET next_try = the_time() WHERE state = 'q'");
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_autofree char *left =
        test_store_ask(test, "SELECT count(*) FROM delivery WHERE state <> 's'");
    g_assert_cmpstr(left, ==, "0");
}

static void
test_server_refuses_all(void)
{
    static const ScriptRule rules[] = {
        {.command = "CONNECT", .act = SCRIPT_DROP, .reply = "554 5.3.2 no mail today"}, {0}};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);

    fresh_notice(test, three);
    g_assert_false(deliver_to(test, data, server, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
    assert_ledger("a@example.net q 0, b@example.net q 0, c@example.net q 0");
}

static void
test_mailing_that_cannot_be_written(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);

    fresh_notice(test, three);
    /* Awaited before the notice, and never composed. */
    test_store_sql(test, "INSERT INTO list (name, domain, kind, title) VALUES ('lettre', "
                         "'lists.example.org', 'newsletter', 'La lettre');"
                         "INSERT INTO subscriber (name) VALUES ('Maud');"
                         "INSERT INTO address (address, address_key, subscriber) "
                         "  SELECT 'maud@example.net', 'maud@example.net', id FROM subscriber;"
                         "INSERT INTO subscription (list, subscriber, state) "
                         "  SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s;"
                         "INSERT INTO edition (list, number, title, editorial, state, message_id) "
                         "  SELECT id, 1, 'Un', 'Bonjour', 'running', 'one@example.org' FROM list");
    mailing_start_edition(test->store, 1, 1, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 3);
    g_autofree char *put_off =
        test_store_ask(test, "SELECT d.state, d.attempts, d.status, d.reply <> '' FROM delivery d "
                             "JOIN mailing m ON m.id = d.mailing WHERE m.kind = 'edition'");
    g_assert_cmpstr(put_off, ==, "q|1|4.3.0|t");
}

static void
test_several_smart_hosts(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autofree char *hosts =
        g_strdup_printf("mail.smarthost=127.0.0.1:1*9, 127.0.0.1:%u", scripted_smtp_port(server));
    const char *overrides[] = {hosts, data, "mail.sessions=2", NULL};
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);

    fresh_notice(test, three);
    serve_deliver_once(settings, test->state, -1, &error);
    g_assert_no_error(error);
    assert_ledger("a@example.net s 1, b@example.net s 1, c@example.net s 1");
}

/* The password is read from its file, and a file that is not there is told of. */
static void
test_password_file(void)
{
    static const ScriptOptions options = {.extensions = "AUTH PLAIN\nENHANCEDSTATUSCODES"};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, &options);
    g_autofree char *host =
        g_strdup_printf("mail.smarthost=127.0.0.1:%u", scripted_smtp_port(server));
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "deliver-password-XXXXXX", NULL);
    g_autofree char *file = NULL;
    const char *overrides[] = {host, data, "mail.user=u", NULL, NULL};

    int fd = g_mkstemp(path);
    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, "sesame\nignored\n", -1, NULL));
    file = g_strconcat("mail.password-file=", path, NULL);
    overrides[3] = file;
    g_assert_cmpint(g_chmod(path, 0644), ==, 0);
    g_autoptr(Settings) settings = settings_read(NULL, (const char *const *)overrides, NULL);
    fresh_notice(test, three);
    serve_deliver_once(settings, test->state, -1, &error);
    g_assert_no_error(error);
    g_assert_true(scripted_smtp_heard(server, "AHUAc2VzYW1l")); /* \0u\0sesame */
    g_unlink(path);
    g_assert_false(serve_deliver_once(settings, test->state, -1, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_SETTINGS);
    g_assert_nonnull(error_hint(error));
}

/* One's own table: two messages a connection for one domain; everybody gets theirs. */
static void
test_provider_limits(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(NULL, NULL);
    g_autofree char *work = g_dir_make_tmp("deliver-XXXXXX", NULL);
    g_autofree char *dir = g_build_filename(work, "delivery", NULL);
    g_autofree char *table = g_build_filename(dir, "providers.tsv", NULL);
    g_autofree char *templates = g_strconcat("paths.templates=", work, NULL);
    g_autofree char *smarthost =
        g_strdup_printf("mail.smarthost=127.0.0.1:%u", scripted_smtp_port(server));
    g_autofree char *names =
        test_store_ask(test, "SELECT string_agg('r' || i || CASE WHEN i <= 6 THEN '@slow.example' "
                             "ELSE '@example.net' END, ',') FROM generate_series(1, 12) i");
    g_auto(GStrv) addresses = g_strsplit(names, ",", -1);
    const char *overrides[] = {smarthost, data, templates, "mail.sessions=3", "mail.batch=5", NULL};
    guint slow[64] = {0};

    g_assert_cmpint(g_mkdir(dir, 0755), ==, 0);
    g_assert_true(g_file_set_contents(table, "slow\t1\t2\t-\tslow.example\n", -1, NULL));
    g_assert_cmpint(g_chmod(work, 0755), ==, 0);
    g_assert_cmpint(g_chmod(table, 0644), ==, 0);
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);
    fresh_notice(test, (const char *const *)addresses);
    for (guint i = 0; i < 20 && scripted_smtp_n_messages(server) < 12; i++) {
        test_store_sql(test, "UPDATE delivery SET next_try = the_time() WHERE state = 'q'");
        serve_deliver_once(settings, test->state, -1, &error);
        g_assert_no_error(error);
    }
    g_assert_cmpuint(scripted_smtp_n_messages(server), ==, 12);
    for (guint i = 0; i < 12; i++) {
        const ScriptMessage *message = scripted_smtp_message(server, i);
        if (g_str_has_suffix(message->recipients[0], "@slow.example"))
            g_assert_cmpuint(++slow[MIN(message->connection, 63)], <=, 2);
    }
    g_autofree char *attempts =
        test_store_ask(test, "SELECT max(attempts), bool_and(state = 's') FROM delivery");
    g_assert_cmpstr(attempts, ==, "1|t");
    g_unlink(table);
    g_rmdir(dir);
    g_rmdir(work);
}

/* After the mailing's time is over a refusal that may pass is final. */
static void
test_gives_up(void)
{
    static const ScriptRule rules[] = {
        {.command = "RCPT", .match = "b@", .act = SCRIPT_ANSWER, .reply = "450 4.2.2 full"}, {0}};
    g_autoptr(GError) error = NULL;
    g_autoptr(ScriptedSmtp) server = scripted_smtp_new(rules, NULL);

    fresh_notice(test, three);
    test_store_sql(test, "UPDATE mailing SET created_at = the_time() - interval '5 days'");
    deliver_to(test, data, server, &error);
    g_assert_no_error(error);
    assert_ledger("a@example.net s 1, b@example.net f 1 4.2.2, c@example.net s 1");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    /* The role warns of what these tests do to it. */
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    test = test_store_new(NULL);
    data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
#define TEST(name, function) g_test_add_func("/deliver/" name, function)
    TEST("everybody gets it once, and the mailing finishes", test_all_accepted);
    TEST("each answer of the server is in the ledger", test_answers);
    TEST("a connection that drops is tried again", test_dropped);
    TEST("a server that takes nothing costs no attempt", test_server_refuses_all);
    TEST("a mailing that cannot be written stops no other", test_mailing_that_cannot_be_written);
    TEST("several smart hosts are one", test_several_smart_hosts);
    TEST("the password may stand in a file", test_password_file);
    TEST("a provider's limits hold, and its readers get theirs", test_provider_limits);
    TEST("nobody is tried for ever", test_gives_up);
    int status = g_test_run();
    g_free(data);
    test_store_free(test);
    return status;
}

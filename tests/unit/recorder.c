/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorder: committed before anybody goes on, claims kept while they are worked on. */
#include "base/error.h"

#include "lib/patience.h"
#include "lib/test-recorder.h"

static TestStore *test;

static void
test_commit(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 600 * SECOND);
    Recorder *recorder = test_recorder_start(test);
    Settlement sent = {.mailing = mailing, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
    Settlement failed = {.mailing = mailing,
                         .recipient = 2,
                         .attempt = 1,
                         .outcome = SETTLE_FAILED,
                         .status = "5.1.1",
                         .reply = "nobody"};

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time());
    recorder_settle(recorder, 0, &sent);
    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &failed)));
    test_recorder_assert(
        test,
        "SELECT string_agg(state::text || coalesce(status, ''), ' ' ORDER BY recipient) "
        "FROM delivery",
        "s f5.1.1");
    g_assert_true(recorder_stop(recorder, &error));
    test_recorder_assert(test, "SELECT state FROM mailing", "finished");
}

static gboolean
is_sent(gint64 recipient)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM delivery WHERE state = 's' AND recipient = %" G_GINT64_FORMAT,
        recipient);
    g_autofree char *got = test_store_ask(test, sql);

    return g_str_equal(got, "1");
}

/* A server that takes a minute for the next letter must not leave the last one unrecorded. */
static void
test_nobody_waits(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 600 * SECOND);
    Recorder *recorder = test_recorder_start(test);

    for (gint64 recipient = 1; recipient <= 2; recipient++) {
        const Settlement sent = {
            .mailing = mailing, .recipient = recipient, .attempt = 1, .outcome = SETTLE_SENT};
        recorder_settle(recorder, 0, &sent);
        gint64 end = g_get_monotonic_time() + patience(10);
        while (!is_sent(recipient) && g_get_monotonic_time() < end)
            g_usleep(10000);
        g_assert_true(is_sent(recipient));
    }
    g_assert_true(recorder_stop(recorder, &error));
}

/* Each session is woken by its own ticket, whoever else waits. */
static gpointer
settle_and_wait(gpointer data)
{
    Recorder *recorder = *(Recorder **)data;
    static gint next_session;
    guint session = (guint)g_atomic_int_add(&next_session, 1);
    gboolean good = TRUE;

    for (guint i = 0; good && i < 200; i++) {
        const Settlement sent = {
            .mailing = 1, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
        good = recorder_wait(recorder, session, recorder_settle(recorder, session, &sent));
    }
    return GINT_TO_POINTER(good);
}

static void
test_many_wait(void)
{
    g_autoptr(GError) error = NULL;
    Recorder *recorder = test_recorder_start(test);
    GThread *threads[4];

    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("session", settle_and_wait, &recorder);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_true(GPOINTER_TO_INT(g_thread_join(threads[i])));
    g_assert_true(recorder_stop(recorder, &error));
}

static void
test_unstorable_words(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 600 * SECOND);
    Recorder *recorder = test_recorder_start(test);
    Settlement failed = {.mailing = mailing,
                         .recipient = 1,
                         .attempt = 1,
                         .outcome = SETTLE_FAILED,
                         .status = "5.1.1",
                         .reply = "not UTF-8: \xff"};

    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &failed)));
    test_recorder_assert(
        test, "SELECT state, status, reply IS NULL FROM delivery WHERE recipient = 1", "f|5.1.1|t");
    g_assert_true(recorder_stop(recorder, &error));
}

static void
wait_until_renewed(void)
{
    for (guint i = 0; i < 50; i++) {
        g_autofree char *renewed =
            test_store_ask(test, "SELECT count(*) FROM delivery WHERE state = 'c' AND next_try > "
                                 "the_time() + interval '5 seconds'");
        if (g_str_equal(renewed, "2"))
            break;
        g_assert_cmpuint(i, <, 49);
        g_usleep(100000);
    }
}

static void
test_renewal(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    /* The lease of the settings is 10 s; these claims are 8 s old. */
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 2 * SECOND);
    Recorder *recorder = test_recorder_start(test);

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 8 * SECOND);
    wait_until_renewed();
    g_assert_true(recorder_holds(recorder, mailing, 1));
    g_assert_true(recorder_stop(recorder, &error));
}

/* That what is only for watching cannot be written stops neither mail nor leases. */
static void
test_watching_fails(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 2 * SECOND);
    Outlet *const one[] = {outlet_null_new()};
    GPtrArray *hosts = smart_hosts_read("mx.example.org", &error);
    g_assert_no_error(error);
    g_autoptr(Outlet) outlet = outlet_spread_new(one, hosts);

    test_store_sql(test, "REVOKE INSERT ON worker_host FROM colporteur_engine");
    Recorder *recorder =
        recorder_new(test->settings, test->state, test_store_another(test), 2, outlet);
    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 8 * SECOND);
    wait_until_renewed();
    g_assert_true(recorder_wait(recorder, 0, test_recorder_settle(recorder, 0, mailing, 1)));
    g_assert_true(is_sent(1));
    g_assert_true(recorder_stop(recorder, &error));
    test_recorder_assert(test, "SELECT count(*) FROM worker_host", "0");
    test_store_sql(test, "GRANT INSERT ON worker_host TO colporteur_engine");
}

static void
test_lapsed(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 600 * SECOND);
    Recorder *recorder = test_recorder_start(test);

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 11 * SECOND);
    g_assert_false(recorder_holds(recorder, mailing, 1));
    g_assert_false(recorder_holds(recorder, mailing, 77));
    g_assert_true(recorder_stop(recorder, &error));
}

/* Of two sessions, each with one message out and one behind it, what is out is recorded by the time
 * it may be sent, and what is behind it moves up with the settlement. */
static void
test_flights(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = test_recorder_claims(test, 2, &mailing, 600 * SECOND);
    const LedgerHold holds[] = {{mailing, 1, 1}, {mailing, 2, 1}, {mailing, 3, 1}, {mailing, 4, 1}};
    static const char *const in_flight =
        "SELECT flight_recipients, flight_attempts FROM worker WHERE id <> 0 AND ended_at IS NULL";

    test_store_sql(test, "DELETE FROM worker WHERE id <> 0");
    Recorder *recorder = test_recorder_start(test);
    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &holds[0], 1)));
    test_recorder_assert(test, in_flight, "{1}|{1}");
    recorder_take(recorder, 0, &holds[1], 1);
    g_assert_true(recorder_wait(recorder, 1, recorder_take(recorder, 1, &holds[2], 2)));
    test_recorder_assert(test, in_flight, "{1,3,4}|{1,1,1}");
    Settlement first = {.mailing = mailing, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &first)));
    test_recorder_assert(test, in_flight, "{2,3,4}|{1,1,1}");
    Settlement third = {.mailing = mailing, .recipient = 3, .attempt = 1, .outcome = SETTLE_SENT};
    g_assert_true(recorder_wait(recorder, 1, recorder_settle(recorder, 1, &third)));
    test_recorder_assert(test, in_flight, "{2,4}|{1,1}");
    g_assert_true(recorder_stop(recorder, &error));
    test_recorder_assert(
        test, "SELECT flight_recipients, ended_at IS NOT NULL, sent FROM worker WHERE id <> 0",
        "{}|t|2");
}

int
main(int argc, char **argv)
{
    static const char *const overrides[] = {"mail.lease=10s", NULL};

    g_test_init(&argc, &argv, NULL);
    test = test_store_new(overrides);
#define TEST(name, function) g_test_add_func("/recorder/" name, function)
    TEST("who waits finds it committed, and the mailing finished", test_commit);
    TEST("what nobody waits for is committed all the same", test_nobody_waits);
    TEST("many sessions wait side by side", test_many_wait);
    TEST("what is on a connection is recorded before it is sent", test_flights);
    TEST("words that cannot be stored do not stop the others", test_unstorable_words);
    TEST("claims in hand are renewed", test_renewal);
    TEST("what is only for watching may fail", test_watching_fails);
    TEST("a lapsed claim is not in hand any more", test_lapsed);
    int status = g_test_run();
    test_store_free(test);
    return status;
}

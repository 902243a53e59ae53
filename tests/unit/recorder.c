/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorder: committed before anybody goes on, claims kept while they are worked on. */
#include "serve/recorder.h"
#include "base/error.h"
#include "mailing/mailing.h"

#include "lib/patience.h"
#include "lib/test-store.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static TestStore *test;

/* A notice to two; both claimed, for `lease`. */
static GArray *
claimed_notice(gint64 *mailing, gint64 lease)
{
    static const char *const whom[] = {"a@example.net", "b@example.net", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static("To: x\r\n\r\nhello\r\n", 16);
    LedgerCursor cursor = {0};

    test_store_sql(test, "DELETE FROM delivery; DELETE FROM mailing");
    mailing_start_notice(test->store, 0, content, whom, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) due = ledger_due(test->store, 1, &error);
    g_assert_no_error(error);
    const LedgerMailing *notice = g_ptr_array_index(due, 0);
    *mailing = notice->id;
    GArray *claims = ledger_claim(test->store, notice, &cursor, 10, lease, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(claims->len, ==, 2);
    return claims;
}

static Recorder *
start(void)
{
    return recorder_new(test->settings, test->state, test_store_another(test));
}

static void
assert_asked(const char *sql, const char *answer)
{
    g_autofree char *got = test_store_ask(test, sql);

    g_assert_cmpstr(got, ==, answer);
}

static void
test_commit(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();
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
    assert_asked("SELECT string_agg(state::text || coalesce(status, ''), ' ' ORDER BY recipient) "
                 "FROM delivery",
                 "s f5.1.1");
    g_assert_true(recorder_stop(recorder, &error));
    assert_asked("SELECT state FROM mailing", "finished");
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
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();

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
    Recorder *recorder = start();
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
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();
    Settlement failed = {.mailing = mailing,
                         .recipient = 1,
                         .attempt = 1,
                         .outcome = SETTLE_FAILED,
                         .status = "5.1.1",
                         .reply = "not UTF-8: \xff"};

    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &failed)));
    assert_asked("SELECT state, status, reply IS NULL FROM delivery WHERE recipient = 1",
                 "f|5.1.1|t");
    g_assert_true(recorder_stop(recorder, &error));
}

static void
test_renewal(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    /* The lease of the settings is 10 s; these claims are 8 s old. */
    g_autoptr(GArray) claims = claimed_notice(&mailing, 2 * SECOND);
    Recorder *recorder = start();

    recorder_hold(recorder, mailing, claims, g_get_monotonic_time() - 8 * SECOND);
    for (guint i = 0; i < 50; i++) {
        g_autofree char *renewed =
            test_store_ask(test, "SELECT count(*) FROM delivery WHERE state = 'c' AND next_try > "
                                 "the_time() + interval '5 seconds'");
        if (g_str_equal(renewed, "2"))
            break;
        g_assert_cmpuint(i, <, 49);
        g_usleep(100000);
    }
    g_assert_true(recorder_holds(recorder, mailing, 1));
    g_assert_true(recorder_stop(recorder, &error));
}

static void
test_lapsed(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing;
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    Recorder *recorder = start();

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
    g_autoptr(GArray) claims = claimed_notice(&mailing, 600 * SECOND);
    const LedgerHold holds[] = {{mailing, 1, 1}, {mailing, 2, 1}, {mailing, 3, 1}, {mailing, 4, 1}};
    static const char *const in_flight =
        "SELECT flight_recipients, flight_attempts FROM worker WHERE id <> 0 AND ended_at IS NULL";

    test_store_sql(test, "DELETE FROM worker WHERE id <> 0");
    Recorder *recorder = start();
    g_assert_true(recorder_wait(recorder, 0, recorder_take(recorder, 0, &holds[0], 1)));
    assert_asked(in_flight, "{1}|{1}");
    recorder_take(recorder, 0, &holds[1], 1);
    g_assert_true(recorder_wait(recorder, 1, recorder_take(recorder, 1, &holds[2], 2)));
    assert_asked(in_flight, "{1,3,4}|{1,1,1}");
    Settlement first = {.mailing = mailing, .recipient = 1, .attempt = 1, .outcome = SETTLE_SENT};
    g_assert_true(recorder_wait(recorder, 0, recorder_settle(recorder, 0, &first)));
    assert_asked(in_flight, "{2,3,4}|{1,1,1}");
    Settlement third = {.mailing = mailing, .recipient = 3, .attempt = 1, .outcome = SETTLE_SENT};
    g_assert_true(recorder_wait(recorder, 1, recorder_settle(recorder, 1, &third)));
    assert_asked(in_flight, "{2,4}|{1,1}");
    g_assert_true(recorder_stop(recorder, &error));
    assert_asked("SELECT flight_recipients, ended_at IS NOT NULL, sent FROM worker WHERE id <> 0",
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
    TEST("a lapsed claim is not in hand any more", test_lapsed);
    int status = g_test_run();
    test_store_free(test);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeps the ledger true: lost workers, renewed claims, mailings that finish and are folded. */
#include "mailing/bounce.h"

#include "lib/test-ledger.h"

static TestStore *test;

static void
test_expire(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 3);
    g_autoptr(GArray) lost = test_ledger_claim(test->store, &mailing, NULL, 1, 0);
    g_autoptr(GArray) held = test_ledger_claim(test->store, &mailing, NULL, 1, LEASE);
    gint64 expired;

    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(expired, ==, 1);
    test_store_assert(test, "SELECT count(*) FROM delivery WHERE state = 'q' AND attempts = 1 AND "
                 "status = '4.4.2' AND reply = 'worker lost'",
                 "1");
    g_assert_cmpint(test_ledger_counts(test, mailing.id).claimed, ==, 1);

    /* Others are not failed for what kills workers, but a letter that does so while it is written
     * is not tried for ever. */
    test_store_sql(test, "UPDATE delivery SET state = 'c', attempts = 59, next_try = the_time()");
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(test_ledger_counts(test, mailing.id).queued, ==, 3);
    test_store_sql(test, "UPDATE delivery SET state = 'c', attempts = 60, next_try = the_time()");
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(test_ledger_counts(test, mailing.id).failed, ==, 3);
}

/* Five claimed and lost, of which the third was on a connection, the fifth in an earlier attempt.
 */
static LedgerMailing
lost_in_flight(gint64 *worker)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 5);
    g_autoptr(GArray) lost = test_ledger_claim(test->store, &mailing, NULL, 5, 0);
    const LedgerHold holds[] = {{mailing.id, 3, 1}, {mailing.id, 5, 7}, {mailing.id + 1, 2, 1}};
    LedgerFlights flights = {.flights = holds, .n_flights = G_N_ELEMENTS(holds)};

    *worker = 0;
    g_assert_true(ledger_worker_keep(test->store, worker, 4, 5, &error));
    flights.worker = *worker;
    g_assert_true(ledger_settle(test->store, &flights, NULL, 0, NULL, &error));
    return mailing;
}

static void
test_in_flight(void)
{
    static const struct {
        UnknownPolicy policy;
        const char *after;
    } rows[] = {{UNKNOWN_RETRY, "q|5"}, {UNKNOWN_LEAVE, "q|4\nu|1"}, {UNKNOWN_SENT, "q|4\ns|1"}};
    g_autoptr(GError) error = NULL;
    gint64 worker, expired, doubtful;

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        lost_in_flight(&worker);
        g_assert_true(ledger_expire(test->store, 12, rows[i].policy, &expired, &doubtful, &error));
        g_assert_cmpint(expired, ==, 5);
        g_assert_cmpint(doubtful, ==, 1);
        test_store_assert(test, "SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1", rows[i].after);
        test_store_assert(test, "SELECT recipient FROM delivery WHERE reply LIKE '%on a connection'", "3");
    }

    lost_in_flight(&worker);
    test_store_sql(test, "UPDATE delivery SET attempts = 12;"
                         "UPDATE worker SET flight_attempts = '{12, 12, 12}' WHERE id <> 0");
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, &doubtful, &error));
    test_store_assert(test, "SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1", "f|2\nq|3");
}

static void
test_worker(void)
{
    g_autoptr(GError) error = NULL;
    gint64 worker, same;

    test_store_sql(test, "DELETE FROM worker WHERE id <> 0; UPDATE worker SET sent = 0");
    lost_in_flight(&worker);
    Settlement sent = {.mailing = 1, .recipient = 3, .attempt = 1, .outcome = SETTLE_SENT};
    LedgerFlights landed = {.worker = worker};
    g_assert_true(ledger_settle(test->store, &landed, &sent, 1, NULL, &error));
    test_store_assert(test, "SELECT sent, holds, flight_recipients, ended_at IS NULL FROM worker "
                 "WHERE id <> 0",
                 "1|5|{}|t");
    g_assert_true(ledger_worker_end(test->store, worker, &error));
    g_assert_true(ledger_worker_forget(test->store, &error));
    test_store_assert(test, "SELECT count(*) FROM worker", "2");
    test_store_sql(test, "UPDATE worker SET ended_at = ended_at - interval '2 hours'");
    g_assert_true(ledger_worker_forget(test->store, &error));
    test_store_assert(test, "SELECT id, sent FROM worker", "0|1");

    /* The database was away for longer than that. */
    same = worker;
    g_assert_true(ledger_worker_keep(test->store, &same, 4, 0, &error));
    g_assert_cmpint(same, ==, worker);
}

static void
test_fold(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 3);
    gint64 folded, deleted;

    g_autoptr(GArray) first = test_ledger_claim(test->store, &mailing, NULL, 2, LEASE);
    test_ledger_settle(test, &mailing, first, SETTLE_SENT, 0);
    g_autoptr(GArray) last = test_ledger_claim(test->store, &mailing, NULL, 1, LEASE);
    test_ledger_settle(test, &mailing, last, SETTLE_FAILED, 0);
    g_autoptr(GArray) done = ledger_finish(test->store, NULL, &error);
    g_assert_cmpuint(done->len, ==, 1);
    g_assert_true(ledger_fold(test->store, 30, &folded, &deleted, &error));
    g_assert_cmpint(folded, ==, 0);

    test_store_sql(test, "UPDATE mailing SET finished_at = finished_at - interval '31 days'");
    g_assert_true(ledger_fold(test->store, 30, &folded, &deleted, &error));
    g_assert_no_error(error);
    g_assert_cmpint(folded, ==, mailing.id);
    g_assert_cmpint(deleted, ==, 2);
    g_assert_cmpint(test_ledger_counts(test, mailing.id).sent, ==, 2);
    g_assert_cmpint(test_ledger_counts(test, mailing.id).failed, ==, 1);
    test_store_assert(test, "SELECT recipient, state, status FROM delivery", "3|f|4.2.2");
    g_assert_true(ledger_fold(test->store, 30, &folded, &deleted, &error));
    g_assert_cmpint(folded, ==, 0);
}

/* What a notice said to a stranger is not kept once it has arrived. */
static void
test_fold_notice(void)
{
    static const char *const whom[] = {"a@example.net", "b@example.net", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static("To: x\r\n\r\nhello\r\n", 16);
    gint64 folded, deleted;

    for (guint failed = 0; failed < 2; failed++) {
        test_store_sql(test, "DELETE FROM delivery; DELETE FROM mailing");
        g_assert_true(mailing_start_notice(test->store, 0, content, whom, &error));
        g_autofree char *end = g_strdup_printf(
            "UPDATE delivery SET state = CASE WHEN recipient <= %u THEN 'f' ELSE 's' END::\"char\";"
            "UPDATE mailing SET state = 'finished', finished_at = the_time() - interval '2 days'",
            failed);
        test_store_sql(test, end);
        g_assert_true(ledger_fold(test->store, 1, &folded, &deleted, &error));
        test_store_assert(test, "SELECT octet_length(content), sent, failed, "
                     "(SELECT string_agg(address, ' ') FROM notice_recipient) FROM mailing",
                     failed == 0 ? "0|2|0|" : "16|1|1|a@example.net");
    }
}

static void
test_renew(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 2);
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 2, 0);
    LedgerHold holds[] = {{mailing.id, 1, 1}, {mailing.id, 2, 7 /* not this attempt */}};
    gint64 expired;

    g_assert_true(ledger_renew(test->store, holds, 2, LEASE, &error));
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(expired, ==, 1);
    test_store_assert(test, "SELECT recipient FROM delivery WHERE state = 'c'", "1");
}

static void
test_finish(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 2);
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 1, LEASE);
    g_autoptr(GArray) early = ledger_finish(test->store, NULL, &error);

    g_assert_cmpuint(early->len, ==, 0);
    test_ledger_settle(test, &mailing, claims, SETTLE_SENT, 0);
    g_autoptr(GArray) last = test_ledger_claim(test->store, &mailing, NULL, 1, LEASE);
    g_autoptr(GArray) still = ledger_finish(test->store, NULL, &error);
    g_assert_cmpuint(still->len, ==, 0);
    test_ledger_settle(test, &mailing, last, SETTLE_FAILED, 0);

    g_autoptr(GArray) other = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) not_asked = ledger_finish(test->store, other, &error);
    g_assert_cmpuint(not_asked->len, ==, 0);
    g_array_append_val(other, mailing.id);
    g_autoptr(GArray) done = ledger_finish(test->store, other, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(done->len, ==, 1);
    g_autoptr(GArray) twice = ledger_finish(test->store, NULL, &error);
    g_assert_cmpuint(twice->len, ==, 0);
    test_store_assert(test, "SELECT m.state, m.finished_at IS NOT NULL, e.state "
                 "FROM mailing m JOIN edition e ON e.id = m.edition",
                 "finished|t|finished");
}

static void
test_finish_nobody(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 0);
    g_autoptr(GArray) done = ledger_finish(test->store, NULL, &error);

    g_assert_cmpuint(done->len, ==, 1);
    g_assert_cmpint(g_array_index(done, gint64, 0), ==, mailing.id);
}

static void
test_bounce(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static("From: <>\r\n\0x", 12);

    test_ledger_fresh(test, 1);
    bounce_receive(test->store, 1, 1, raw, &error);
    g_assert_no_error(error);
    test_store_assert(test, "SELECT mailing, subscriber, octet_length(raw) FROM bounce", "1|1|12");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
#define TEST(name, function) g_test_add_func("/mailing-ledger-keep/" name, function)
    TEST("what a lost worker held is found again", test_expire);
    TEST("only what a lost worker had on a connection is in doubt", test_in_flight);
    TEST("a worker's counts outlive it", test_worker);
    TEST("a finished mailing becomes totals, and failures stay", test_fold);
    TEST("a notice that arrived is forgotten", test_fold_notice);
    TEST("a renewed claim does not expire", test_renew);
    TEST("a mailing finishes with its last delivery", test_finish);
    TEST("a mailing to nobody finishes", test_finish_nobody);
    TEST("a bounce is kept byte for byte", test_bounce);
    int status = g_test_run();
    test_store_free(test);
    return status;
}

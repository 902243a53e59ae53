/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delivery ledger on a real PostgreSQL: nobody claimed twice, nobody forgotten. */
#include "base/error.h"
#include "mailing/bounce.h"
#include "mailing/ledger.h"
#include "mailing/mailing.h"

#include "lib/test-store.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define LEASE (600 * SECOND)

static TestStore *test;

/* A list of `n` confirmed subscribers and an edition for it; what was there before is gone. */
static LedgerMailing
fresh_edition(guint n)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = {.kind = MAILING_EDITION};
    gint64 total;

    /* Texts agreed to outlive all else, but for a test that starts over. */
    test_store_sql(test, "ALTER TABLE consent_text DISABLE TRIGGER consent_text_append_only");
    test_store_sql(test, "DELETE FROM delivery; DELETE FROM mailing; DELETE FROM bounce; "
                         "DELETE FROM edition; DELETE FROM list; DELETE FROM subscriber;"
                         "ALTER TABLE list ALTER id RESTART; ALTER TABLE edition ALTER id RESTART;"
                         "ALTER TABLE mailing ALTER id RESTART; "
                         "ALTER TABLE subscriber ALTER id RESTART");
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO list (name, domain, kind, title) "
        "  VALUES ('lettre', 'lists.example.org', 'newsletter', 'La lettre');"
        "INSERT INTO subscriber (name) SELECT 'Maud ' || i FROM generate_series(1, %u) i;"
        "INSERT INTO address (address_key, address, subscriber) "
        "  SELECT 'maud' || id || '@example.net', 'Maud' || id || '@example.net', id FROM "
        "subscriber;"
        "INSERT INTO subscription (list, subscriber, state) SELECT 1, id, 'confirmed' FROM "
        "subscriber;"
        "INSERT INTO edition (list, number, title, editorial, state, message_id) "
        "  VALUES (1, 1, 'Un', 'Bonjour', 'running', 'one@example.org')",
        n);
    test_store_sql(test, sql);
    g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
    g_assert_no_error(error);
    mailing_start_edition(test->store, 1, 1, NULL, &mailing.id, &total, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, n);
    transaction_commit(transaction, &error);
    g_assert_no_error(error);
    return mailing;
}

static GArray *
claim(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit, gint64 lease)
{
    g_autoptr(GError) error = NULL;
    LedgerCursor fresh = {0};
    GArray *claims =
        ledger_claim(store, mailing, cursor != NULL ? cursor : &fresh, limit, lease, &error);

    g_assert_no_error(error);
    return claims;
}

static void
settle(const LedgerMailing *mailing, const GArray *claims, SettleOutcome outcome, gint64 wait)
{
    g_autoptr(GError) error = NULL;
    g_autofree Settlement *settlements = g_new0(Settlement, claims->len);

    for (guint i = 0; i < claims->len; i++) {
        const LedgerClaim *one = &g_array_index(claims, LedgerClaim, i);
        settlements[i] = (Settlement){.mailing = mailing->id,
                                      .recipient = one->recipient,
                                      .attempt = one->attempt,
                                      .outcome = outcome,
                                      .wait = wait,
                                      .status = "4.2.2",
                                      .reply = "boîte \"pleine\" {\\}"};
    }
    ledger_settle(test->store, NULL, settlements, claims->len, NULL, &error);
    g_assert_no_error(error);
}

static void
assert_asked(const char *sql, const char *answer)
{
    g_autofree char *got = test_store_ask(test, sql);

    g_assert_cmpstr(got, ==, answer);
}

static MailingCounts
counts(gint64 mailing)
{
    g_autoptr(GError) error = NULL;
    MailingCounts result = {0};

    mailing_counts(test->store, mailing, &result, &error);
    g_assert_no_error(error);
    return result;
}

/* --- filling --- */

static void
test_fill(void)
{
    static const char *const br[] = {"br"};
    static const AudienceSql bretons = {
        .condition = "s.language = $1", .parameters = br, .n_parameters = 1};
    g_autoptr(GError) error = NULL;
    gint64 mailing, total;

    fresh_edition(6);
    test_store_sql(test, "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber = 2;"
                         "UPDATE subscription SET delivery = 'none' WHERE subscriber = 3;"
                         "UPDATE subscriber SET language = 'br' WHERE id IN (2, 3, 4, 6)");
    mailing_start_edition(test->store, 1, 1, &bretons, &mailing, &total, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, 2);
    assert_asked("SELECT string_agg(recipient::text, ' ' ORDER BY recipient) FROM delivery "
                 "WHERE mailing = 2",
                 "4 6");
    g_assert_false(mailing_start_edition(test->store, 77, 1, NULL, &mailing, &total, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
}

static void
test_notice(void)
{
    static const char *const whom[] = {"owner@example.org", "other@example.org", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static("To: x\r\n\r\nhello\r\n", 16);

    fresh_edition(3);
    mailing_start_notice(test->store, 1, content, whom, &error);
    g_assert_no_error(error);
    mailing_start_notice(test->store, 0, content, (const char *const[]){NULL}, &error);
    g_assert_no_error(error);

    g_autoptr(GPtrArray) due = ledger_due(test->store, 10, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(due->len, ==, 2);
    const LedgerMailing *first = g_ptr_array_index(due, 0);
    g_assert_cmpint(first->kind, ==, MAILING_NOTICE); /* before the older edition */
    g_assert_cmpstr(first->list_name, ==, "lettre");
    g_autoptr(GArray) claims = claim(test->store, first, NULL, 10, LEASE);
    g_assert_cmpuint(claims->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
        const LedgerClaim *one = &g_array_index(claims, LedgerClaim, i);
        g_assert_cmpstr(one->address, ==, whom[one->recipient - 1]);
    }
}

/* --- claiming --- */

static void
test_claim_order(void)
{
    LedgerMailing mailing = fresh_edition(5);
    LedgerCursor cursor = {0};
    g_autoptr(GArray) one = claim(test->store, &mailing, &cursor, 3, LEASE);
    g_autoptr(GArray) two = claim(test->store, &mailing, &cursor, 3, LEASE);
    g_autoptr(GArray) three = claim(test->store, &mailing, &cursor, 3, LEASE);

    g_assert_cmpuint(one->len, ==, 3);
    g_assert_cmpuint(two->len, ==, 2);
    g_assert_cmpuint(three->len, ==, 0);
    const LedgerClaim *claimed = &g_array_index(one, LedgerClaim, 0);
    g_assert_cmpint(claimed->attempt, ==, 1);
    g_assert_true(g_str_has_prefix(claimed->address, "Maud"));
    g_assert_cmpint(counts(mailing.id).claimed, ==, 5);
}

static gpointer
claim_all(gpointer data)
{
    const LedgerMailing *mailing = data;
    g_autoptr(Store) store = test_store_another(test);
    GArray *mine = g_array_new(FALSE, FALSE, sizeof(gint64));
    LedgerCursor cursor = {0};

    for (guint empty = 0; empty < 3;) {
        g_autoptr(GArray) claims = claim(store, mailing, &cursor, 7, LEASE);
        if (claims->len == 0)
            empty++;
        for (guint i = 0; i < claims->len; i++)
            g_array_append_val(mine, g_array_index(claims, LedgerClaim, i).recipient);
    }
    return mine;
}

static void
test_two_workers(void)
{
    enum { N = 1500, WORKERS = 3 };
    LedgerMailing mailing = fresh_edition(N);
    guint8 seen[N + 1] = {0};
    GThread *threads[WORKERS];

    for (guint i = 0; i < WORKERS; i++)
        threads[i] = g_thread_new("claims", claim_all, &mailing);
    for (guint i = 0; i < WORKERS; i++) {
        g_autoptr(GArray) mine = g_thread_join(threads[i]);
        for (guint k = 0; k < mine->len; k++)
            seen[g_array_index(mine, gint64, k)]++;
    }
    for (guint i = 1; i <= N; i++)
        g_assert_cmpuint(seen[i], ==, 1);
}

static void
test_claim_after_leaving(void)
{
    LedgerMailing mailing = fresh_edition(3);

    test_store_sql(test, "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber = 1;"
                         "DELETE FROM subscriber WHERE id = 2");
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 10, LEASE);
    g_assert_cmpuint(claims->len, ==, 3);
    for (guint i = 0; i < 3; i++) {
        const LedgerClaim *one = &g_array_index(claims, LedgerClaim, i);
        g_assert_cmpint(one->address != NULL, ==, one->recipient == 3);
        if (one->recipient == 1)
            g_assert_cmpstr(one->gone, ==, "has left the list");
        if (one->recipient == 2)
            g_assert_cmpstr(one->gone, ==, "has no address");
    }
}

static void
test_paused(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(3);
    gint64 wait;

    test_store_sql(test, "UPDATE mailing SET state = 'paused'");
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 10, LEASE);
    g_autoptr(GPtrArray) due = ledger_due(test->store, 10, &error);
    g_assert_cmpuint(claims->len, ==, 0);
    g_assert_cmpuint(due->len, ==, 0);
    g_assert_true(ledger_next_due(test->store, &wait, &error));
    g_assert_cmpint(wait, ==, -1);
}

/* --- settling --- */

static void
test_settle_sent(void)
{
    LedgerMailing mailing = fresh_edition(3);
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 2, LEASE);

    settle(&mailing, claims, SETTLE_SENT, 0);
    MailingCounts now = counts(mailing.id);
    g_assert_cmpint(now.sent, ==, 2);
    g_assert_cmpint(now.queued, ==, 1);
    g_assert_cmpint(now.total, ==, 3);
    assert_asked("SELECT count(*) FROM delivery WHERE settled_at IS NOT NULL AND status IS NULL",
                 "2");
}

static void
test_settle_later(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(1);
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 2, LEASE);
    gint64 wait;

    settle(&mailing, claims, SETTLE_RETRY, 50 * SECOND);
    assert_asked("SELECT state, attempts, status, reply FROM delivery",
                 "q|1|4.2.2|boîte \"pleine\" {\\}");
    g_autoptr(GArray) none = claim(test->store, &mailing, NULL, 2, LEASE);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_true(ledger_next_due(test->store, &wait, &error));
    g_assert_cmpint(wait, >, 40 * SECOND);
    g_assert_cmpint(wait, <=, 50 * SECOND);

    test_store_sql(test, "UPDATE delivery SET next_try = the_time()");
    g_autoptr(GArray) again = claim(test->store, &mailing, NULL, 2, LEASE);
    g_assert_cmpuint(again->len, ==, 1);
    g_assert_cmpint(g_array_index(again, LedgerClaim, 0).attempt, ==, 2);
}

static void
test_settle_never(void)
{
    LedgerMailing mailing = fresh_edition(1);
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 2, LEASE);

    settle(&mailing, claims, SETTLE_FAILED, 0);
    g_assert_cmpint(counts(mailing.id).failed, ==, 1);
    assert_asked("SELECT state, status, settled_at IS NOT NULL FROM delivery", "f|4.2.2|t");
}

static void
test_give_back(void)
{
    LedgerMailing mailing = fresh_edition(2);
    LedgerCursor cursor = {0};
    g_autoptr(GArray) claims = claim(test->store, &mailing, &cursor, 2, LEASE);

    settle(&mailing, claims, SETTLE_BACK, 0);
    g_autoptr(GArray) again = claim(test->store, &mailing, &cursor, 2, LEASE);
    g_assert_cmpuint(again->len, ==, 2);
    g_assert_cmpint(g_array_index(again, LedgerClaim, 0).attempt, ==, 1);
}

static void
test_settle_lost_claim(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(2);
    g_autoptr(GArray) slow = claim(test->store, &mailing, NULL, 2, 0);
    gint64 expired;

    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(expired, ==, 2);
    g_autoptr(GArray) quick = claim(test->store, &mailing, NULL, 1, LEASE);

    settle(&mailing, slow, SETTLE_FAILED, 0); /* theirs no longer */
    g_assert_cmpint(counts(mailing.id).failed, ==, 0);
    settle(&mailing, slow, SETTLE_SENT, 0); /* and yet it is true that they sent it */
    g_assert_cmpint(counts(mailing.id).sent, ==, 2);
    settle(&mailing, quick, SETTLE_RETRY, 0);
    g_assert_cmpint(counts(mailing.id).sent, ==, 2);
}

/* --- keeping --- */

static void
test_expire(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(3);
    g_autoptr(GArray) lost = claim(test->store, &mailing, NULL, 1, 0);
    g_autoptr(GArray) held = claim(test->store, &mailing, NULL, 1, LEASE);
    gint64 expired;

    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(expired, ==, 1);
    assert_asked("SELECT count(*) FROM delivery WHERE state = 'q' AND attempts = 1 AND "
                 "status = '4.4.2' AND reply = 'worker lost'",
                 "1");
    g_assert_cmpint(counts(mailing.id).claimed, ==, 1);

    /* Others are not failed for what kills workers, but a letter that does so while it is written
     * is not tried for ever. */
    test_store_sql(test, "UPDATE delivery SET state = 'c', attempts = 59, next_try = the_time()");
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(counts(mailing.id).queued, ==, 3);
    test_store_sql(test, "UPDATE delivery SET state = 'c', attempts = 60, next_try = the_time()");
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(counts(mailing.id).failed, ==, 3);
}

/* Five claimed and lost, of which the third was on a connection, the fifth in an earlier attempt.
 */
static LedgerMailing
lost_in_flight(gint64 *worker)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(5);
    g_autoptr(GArray) lost = claim(test->store, &mailing, NULL, 5, 0);
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
        assert_asked("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1", rows[i].after);
        assert_asked("SELECT recipient FROM delivery WHERE reply LIKE '%on a connection'", "3");
    }

    lost_in_flight(&worker);
    test_store_sql(test, "UPDATE delivery SET attempts = 12;"
                         "UPDATE worker SET flight_attempts = '{12, 12, 12}' WHERE id <> 0");
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, &doubtful, &error));
    assert_asked("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1", "f|2\nq|3");
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
    assert_asked("SELECT sent, holds, flight_recipients, ended_at IS NULL FROM worker "
                 "WHERE id <> 0",
                 "1|5|{}|t");
    g_assert_true(ledger_worker_end(test->store, worker, &error));
    g_assert_true(ledger_worker_forget(test->store, &error));
    assert_asked("SELECT count(*) FROM worker", "2");
    test_store_sql(test, "UPDATE worker SET ended_at = ended_at - interval '2 hours'");
    g_assert_true(ledger_worker_forget(test->store, &error));
    assert_asked("SELECT id, sent FROM worker", "0|1");

    /* The database was away for longer than that. */
    same = worker;
    g_assert_true(ledger_worker_keep(test->store, &same, 4, 0, &error));
    g_assert_cmpint(same, ==, worker);
}

static void
test_fold(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(3);
    gint64 folded, deleted;

    g_autoptr(GArray) first = claim(test->store, &mailing, NULL, 2, LEASE);
    settle(&mailing, first, SETTLE_SENT, 0);
    g_autoptr(GArray) last = claim(test->store, &mailing, NULL, 1, LEASE);
    settle(&mailing, last, SETTLE_FAILED, 0);
    g_autoptr(GArray) done = ledger_finish(test->store, NULL, &error);
    g_assert_cmpuint(done->len, ==, 1);
    g_assert_true(ledger_fold(test->store, 30, &folded, &deleted, &error));
    g_assert_cmpint(folded, ==, 0);

    test_store_sql(test, "UPDATE mailing SET finished_at = finished_at - interval '31 days'");
    g_assert_true(ledger_fold(test->store, 30, &folded, &deleted, &error));
    g_assert_no_error(error);
    g_assert_cmpint(folded, ==, mailing.id);
    g_assert_cmpint(deleted, ==, 2);
    g_assert_cmpint(counts(mailing.id).sent, ==, 2);
    g_assert_cmpint(counts(mailing.id).failed, ==, 1);
    assert_asked("SELECT recipient, state, status FROM delivery", "3|f|4.2.2");
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
        assert_asked("SELECT octet_length(content), sent, failed, "
                     "(SELECT string_agg(address, ' ') FROM notice_recipient) FROM mailing",
                     failed == 0 ? "0|2|0|" : "16|1|1|a@example.net");
    }
}

static void
test_renew(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(2);
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 2, 0);
    LedgerHold holds[] = {{mailing.id, 1, 1}, {mailing.id, 2, 7 /* not this attempt */}};
    gint64 expired;

    g_assert_true(ledger_renew(test->store, holds, 2, LEASE, &error));
    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(expired, ==, 1);
    assert_asked("SELECT recipient FROM delivery WHERE state = 'c'", "1");
}

static void
test_finish(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(2);
    g_autoptr(GArray) claims = claim(test->store, &mailing, NULL, 1, LEASE);
    g_autoptr(GArray) early = ledger_finish(test->store, NULL, &error);

    g_assert_cmpuint(early->len, ==, 0);
    settle(&mailing, claims, SETTLE_SENT, 0);
    g_autoptr(GArray) last = claim(test->store, &mailing, NULL, 1, LEASE);
    g_autoptr(GArray) still = ledger_finish(test->store, NULL, &error);
    g_assert_cmpuint(still->len, ==, 0);
    settle(&mailing, last, SETTLE_FAILED, 0);

    g_autoptr(GArray) other = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) not_asked = ledger_finish(test->store, other, &error);
    g_assert_cmpuint(not_asked->len, ==, 0);
    g_array_append_val(other, mailing.id);
    g_autoptr(GArray) done = ledger_finish(test->store, other, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(done->len, ==, 1);
    g_autoptr(GArray) twice = ledger_finish(test->store, NULL, &error);
    g_assert_cmpuint(twice->len, ==, 0);
    assert_asked("SELECT m.state, m.finished_at IS NOT NULL, e.state "
                 "FROM mailing m JOIN edition e ON e.id = m.edition",
                 "finished|t|finished");
}

static void
test_finish_nobody(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = fresh_edition(0);
    g_autoptr(GArray) done = ledger_finish(test->store, NULL, &error);

    g_assert_cmpuint(done->len, ==, 1);
    g_assert_cmpint(g_array_index(done, gint64, 0), ==, mailing.id);
}

static void
test_bounce(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static("From: <>\r\n\0x", 12);

    fresh_edition(1);
    bounce_receive(test->store, 1, 1, raw, &error);
    g_assert_no_error(error);
    assert_asked("SELECT mailing, subscriber, octet_length(raw) FROM bounce", "1|1|12");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
#define TEST(name, function) g_test_add_func("/mailing-ledger/" name, function)
    TEST("an edition goes to whom its audience selects", test_fill);
    TEST("a notice goes out before an older edition", test_notice);
    TEST("claims go forward and end", test_claim_order);
    TEST("workers at once never claim the same delivery", test_two_workers);
    TEST("who left since is claimed without an address", test_claim_after_leaving);
    TEST("a paused mailing is left alone", test_paused);
    TEST("sent is settled", test_settle_sent);
    TEST("later is queued again, not before its time", test_settle_later);
    TEST("never is failed, with what was said", test_settle_never);
    TEST("what is given back does not count as tried", test_give_back);
    TEST("a lost claim settles nothing but what it sent", test_settle_lost_claim);
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

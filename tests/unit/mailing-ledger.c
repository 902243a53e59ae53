/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delivery ledger on a real PostgreSQL: nobody claimed twice, nobody forgotten. */
#include "base/error.h"

#include "lib/test-ledger.h"

static TestStore *test;

/* --- filling --- */

static void
test_fill(void)
{
    static const char *const br[] = {"br"};
    static const AudienceSql bretons = {
        .condition = "s.language = $1", .parameters = br, .n_parameters = 1};
    g_autoptr(GError) error = NULL;
    gint64 mailing, total;

    test_ledger_fresh(test, 6);
    test_store_sql(test, "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber = 2;"
                         "UPDATE subscription SET delivery = 'none' WHERE subscriber = 3;"
                         "UPDATE subscriber SET language = 'br' WHERE id IN (2, 3, 4, 6)");
    mailing_start_edition(test->store, 1, 1, &bretons, &mailing, &total, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, 2);
    test_store_assert(test, "SELECT string_agg(recipient::text, ' ' ORDER BY recipient) FROM delivery "
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

    test_ledger_fresh(test, 3);
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
    g_autoptr(GArray) claims = test_ledger_claim(test->store, first, NULL, 10, LEASE);
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
    LedgerMailing mailing = test_ledger_fresh(test, 5);
    LedgerCursor cursor = {0};
    g_autoptr(GArray) one = test_ledger_claim(test->store, &mailing, &cursor, 3, LEASE);
    g_autoptr(GArray) two = test_ledger_claim(test->store, &mailing, &cursor, 3, LEASE);
    g_autoptr(GArray) three = test_ledger_claim(test->store, &mailing, &cursor, 3, LEASE);

    g_assert_cmpuint(one->len, ==, 3);
    g_assert_cmpuint(two->len, ==, 2);
    g_assert_cmpuint(three->len, ==, 0);
    const LedgerClaim *claimed = &g_array_index(one, LedgerClaim, 0);
    g_assert_cmpint(claimed->attempt, ==, 1);
    g_assert_true(g_str_has_prefix(claimed->address, "Maud"));
    g_assert_cmpint(test_ledger_counts(test, mailing.id).claimed, ==, 5);
}

static gpointer
claim_all(gpointer data)
{
    const LedgerMailing *mailing = data;
    g_autoptr(Store) store = test_store_another(test);
    GArray *mine = g_array_new(FALSE, FALSE, sizeof(gint64));
    LedgerCursor cursor = {0};

    for (guint empty = 0; empty < 3;) {
        g_autoptr(GArray) claims = test_ledger_claim(store, mailing, &cursor, 7, LEASE);
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
    LedgerMailing mailing = test_ledger_fresh(test, N);
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
    LedgerMailing mailing = test_ledger_fresh(test, 3);

    test_store_sql(test, "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber = 1;"
                         "DELETE FROM subscriber WHERE id = 2");
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 10, LEASE);
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
    LedgerMailing mailing = test_ledger_fresh(test, 3);
    gint64 wait;

    test_store_sql(test, "UPDATE mailing SET state = 'paused'");
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 10, LEASE);
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
    LedgerMailing mailing = test_ledger_fresh(test, 3);
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 2, LEASE);

    test_ledger_settle(test, &mailing, claims, SETTLE_SENT, 0);
    MailingCounts now = test_ledger_counts(test, mailing.id);
    g_assert_cmpint(now.sent, ==, 2);
    g_assert_cmpint(now.queued, ==, 1);
    g_assert_cmpint(now.total, ==, 3);
    test_store_assert(test, "SELECT count(*) FROM delivery WHERE settled_at IS NOT NULL AND status IS NULL",
                 "2");
}

static void
test_settle_later(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 1);
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 2, LEASE);
    gint64 wait;

    test_ledger_settle(test, &mailing, claims, SETTLE_RETRY, 50 * SECOND);
    test_store_assert(test, "SELECT state, attempts, status, reply FROM delivery",
                 "q|1|4.2.2|boîte \"pleine\" {\\}");
    g_autoptr(GArray) none = test_ledger_claim(test->store, &mailing, NULL, 2, LEASE);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_true(ledger_next_due(test->store, &wait, &error));
    g_assert_cmpint(wait, >, 40 * SECOND);
    g_assert_cmpint(wait, <=, 50 * SECOND);

    test_store_sql(test, "UPDATE delivery SET next_try = the_time()");
    g_autoptr(GArray) again = test_ledger_claim(test->store, &mailing, NULL, 2, LEASE);
    g_assert_cmpuint(again->len, ==, 1);
    g_assert_cmpint(g_array_index(again, LedgerClaim, 0).attempt, ==, 2);
}

static void
test_settle_never(void)
{
    LedgerMailing mailing = test_ledger_fresh(test, 1);
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, NULL, 2, LEASE);

    test_ledger_settle(test, &mailing, claims, SETTLE_FAILED, 0);
    g_assert_cmpint(test_ledger_counts(test, mailing.id).failed, ==, 1);
    test_store_assert(test, "SELECT state, status, settled_at IS NOT NULL FROM delivery", "f|4.2.2|t");
}

static void
test_give_back(void)
{
    LedgerMailing mailing = test_ledger_fresh(test, 2);
    LedgerCursor cursor = {0};
    g_autoptr(GArray) claims = test_ledger_claim(test->store, &mailing, &cursor, 2, LEASE);

    test_ledger_settle(test, &mailing, claims, SETTLE_BACK, 0);
    g_autoptr(GArray) again = test_ledger_claim(test->store, &mailing, &cursor, 2, LEASE);
    g_assert_cmpuint(again->len, ==, 2);
    g_assert_cmpint(g_array_index(again, LedgerClaim, 0).attempt, ==, 1);
}

static void
test_settle_lost_claim(void)
{
    g_autoptr(GError) error = NULL;
    LedgerMailing mailing = test_ledger_fresh(test, 2);
    g_autoptr(GArray) slow = test_ledger_claim(test->store, &mailing, NULL, 2, 0);
    gint64 expired;

    g_assert_true(ledger_expire(test->store, 12, UNKNOWN_RETRY, &expired, NULL, &error));
    g_assert_cmpint(expired, ==, 2);
    g_autoptr(GArray) quick = test_ledger_claim(test->store, &mailing, NULL, 1, LEASE);

    test_ledger_settle(test, &mailing, slow, SETTLE_FAILED, 0); /* theirs no longer */
    g_assert_cmpint(test_ledger_counts(test, mailing.id).failed, ==, 0);
    test_ledger_settle(test, &mailing, slow, SETTLE_SENT,
                       0); /* and yet it is true that they sent it */
    g_assert_cmpint(test_ledger_counts(test, mailing.id).sent, ==, 2);
    test_ledger_settle(test, &mailing, quick, SETTLE_RETRY, 0);
    g_assert_cmpint(test_ledger_counts(test, mailing.id).sent, ==, 2);
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
    int status = g_test_run();
    test_store_free(test);
    return status;
}

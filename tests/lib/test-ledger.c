/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-ledger - an edition to be claimed and settled; see test-ledger.h */
#include "lib/test-ledger.h"

LedgerMailing
test_ledger_fresh(TestStore *test, guint n)
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

GArray *
test_ledger_claim(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit,
                  gint64 lease)
{
    g_autoptr(GError) error = NULL;
    LedgerCursor fresh = {0};
    GArray *claims =
        ledger_claim(store, mailing, cursor != NULL ? cursor : &fresh, limit, lease, &error);

    g_assert_no_error(error);
    return claims;
}

void
test_ledger_settle(TestStore *test, const LedgerMailing *mailing, const GArray *claims,
                   SettleOutcome outcome, gint64 wait)
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

MailingCounts
test_ledger_counts(TestStore *test, gint64 mailing)
{
    g_autoptr(GError) error = NULL;
    MailingCounts result = {0};

    mailing_counts(test->store, mailing, &result, &error);
    g_assert_no_error(error);
    return result;
}

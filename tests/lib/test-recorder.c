/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailing/mailing.h"

#include "lib/test-recorder.h"

GArray *
test_recorder_claims(TestStore *test, guint n, gint64 *mailing, gint64 lease)
{
    g_autoptr(GPtrArray) whom = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_bytes_new_static("To: x\r\n\r\nhello\r\n", 16);
    LedgerCursor cursor = {0};

    for (guint i = 1; i <= n; i++)
        g_ptr_array_add(whom, g_strdup_printf("reader%u@example.net", i));
    g_ptr_array_add(whom, NULL);
    test_store_sql(test, "DELETE FROM delivery; DELETE FROM mailing");
    mailing_start_notice(test->store, 0, content, (const char *const *)whom->pdata, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) due = ledger_due(test->store, 1, &error);
    g_assert_no_error(error);
    const LedgerMailing *notice = g_ptr_array_index(due, 0);
    *mailing = notice->id;
    GArray *claims = ledger_claim(test->store, notice, &cursor, n, lease, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(claims->len, ==, n);
    return claims;
}

Recorder *
test_recorder_start(TestStore *test)
{
    return recorder_new(test->settings, test->state, test_store_another(test),
                        (guint)settings_number(test->settings, SETTING_MAIL_SESSIONS), NULL);
}

void
test_recorder_assert(TestStore *test, const char *sql, const char *answer)
{
    g_autofree char *got = test_store_ask(test, sql);

    g_assert_cmpstr(got, ==, answer);
}

guint64
test_recorder_settle(Recorder *recorder, guint session, gint64 mailing, gint64 recipient)
{
    const Settlement settlement = {
        .mailing = mailing, .recipient = recipient, .attempt = 1, .outcome = SETTLE_SENT};

    return recorder_settle(recorder, session, &settlement);
}

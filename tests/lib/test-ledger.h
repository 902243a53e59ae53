/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-ledger - a list, its readers and an edition for them, claimed and settled in one line
 */
#pragma once

#include "lib/test-store.h"
#include "mailing/ledger.h"
#include "mailing/mailing.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define LEASE (600 * SECOND)

/* A list of `n` confirmed subscribers and an edition for it; what was there before is gone. */
LedgerMailing test_ledger_fresh(TestStore *test, guint n);

/* With a NULL cursor from the start. g_array_unref(). */
GArray *test_ledger_claim(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor,
                          guint limit, gint64 lease);

/* All of them alike; `wait` is for SETTLE_RETRY. */
void test_ledger_settle(TestStore *test, const LedgerMailing *mailing, const GArray *claims,
                        SettleOutcome outcome, gint64 wait);

/* What the ledger counts of a mailing. */
MailingCounts test_ledger_counts(TestStore *test, gint64 mailing);

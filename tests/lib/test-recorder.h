/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-recorder - a notice whose deliveries are claimed, and a recorder to settle them with
 */
#pragma once

#include "serve/recorder.h"

#include "lib/test-store.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

/* A notice to `n`, all claimed for `lease` (microseconds); recipients are numbered from 1. What was
 * there before is gone. g_array_unref(). */
GArray *test_recorder_claims(TestStore *test, guint n, gint64 *mailing, gint64 lease);

/* On a connection of its own; recorder_stop(). */
Recorder *test_recorder_start(TestStore *test);

/* Has it recorded that the first attempt was sent; the ticket to wait for. */
guint64 test_recorder_settle(Recorder *recorder, guint session, gint64 mailing, gint64 recipient);

/* Fails unless `sql` answers so. */
void test_recorder_assert(TestStore *test, const char *sql, const char *answer);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorder - one thread that writes down what became of each delivery, for all workers
 *
 * Workers hand in settlements as they happen; the recorder commits whatever has come in since its
 * last commit, in one statement, so that one commit serves all sessions. A worker waits for its
 * settlement before it ends the next message: whatever crashes, at most one message a session was
 * sent and is not recorded. Which one that is has been recorded too, by the commit the worker
 * waited for: a session tells what it takes, in order, and the first that is not settled is in
 * flight.
 *
 * When the database is away the recorder keeps what it was given and tries until it is back; the
 * workers wait. Meanwhile and always it renews the claims in hand, finds claims others have lost,
 * and closes mailings that are done.
 */
#pragma once

#include "base/settings.h"
#include "mailing/ledger.h"
#include "wire/outlet.h"

typedef struct Recorder Recorder;

/* Starts it, for `sessions` sessions. Takes the store, which nobody else may use any more. How the
 * servers of `outlet` (NULL: none), which outlives it, fare is written down with the rest. */
Recorder *recorder_new(const Settings *settings, const char *state, Store *store, guint sessions,
                       Outlet *outlet);

/* These claims are in hand from now on, and renewed until they are settled. `since` is the
 * monotonic time from before they were made. */
void recorder_hold(Recorder *recorder, gint64 mailing, const GArray *claims, gint64 since);

/* Whether a claim still is in hand. FALSE when its lease ended while the database was away: then
 * somebody else may have it, and it must not be sent. */
gboolean recorder_holds(Recorder *recorder, gint64 mailing, gint64 recipient);

/* Session `session` (below their number) has taken these, to be sent as one message
 * after what it took before. Returns a ticket that is good once they are recorded as in flight, or
 * wait behind what is. */
guint64 recorder_take(Recorder *recorder, guint session, const LedgerHold *holds, guint n);

/* Copies the settlement of something the session took, or only claimed, and returns a ticket for
 * it. Waits only where nobody waits for the tickets and thousands are not committed. */
guint64 recorder_settle(Recorder *recorder, guint session, const Settlement *settlement);

/* Session `session` waits until what has that ticket, and all before it, is committed. FALSE: the
 * recorder was told to stop and gave up on the database. */
gboolean recorder_wait(Recorder *recorder, guint session, guint64 ticket);

/* From now on the recorder gives up on a database that is away after `patience_ms`. */
void recorder_hurry(Recorder *recorder, guint patience_ms);

/* Commits what is left, closes what is done, ends the thread and frees. FALSE with
 * ERROR_TRY_LATER when something could not be recorded: each such delivery is in the log. */
gboolean recorder_stop(Recorder *recorder, GError **error);

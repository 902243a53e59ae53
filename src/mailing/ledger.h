/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger - who still has to get what: claim, settle, keep
 *
 * A delivery is queued (q), claimed (c), sent (s), failed (f) or unknown (u). A worker claims a
 * batch, which is durable before it sends anything; it settles each delivery once it knows what
 * became of it. A claim is a lease: one that is neither settled nor renewed before it ends is
 * queued again by whoever notices, so that nobody is forgotten when a worker dies.
 *
 * Every claim counts as an attempt, and the number of the attempt is what a settlement is checked
 * against: a worker that lost its claim meanwhile cannot undo what the next one did. "Sent" alone
 * is always believed, because it is true whoever says so.
 *
 * Order of calls: ledger_due(), ledger_claim(), ledger_settle(); meanwhile ledger_renew(), and from
 * time to time ledger_expire() and ledger_finish(). Each is one statement and one transaction of
 * its own unless the caller has one open. Times are microseconds.
 */
#pragma once

#include "store/store.h"

typedef enum { MAILING_EDITION, MAILING_POST, MAILING_NOTICE, MAILING_PROBE } MailingKind;

/* A running mailing. */
typedef struct {
    gint64 id;
    MailingKind kind;
    gint64 list;     /* 0: none */
    gint64 edition;  /* MAILING_EDITION */
    gint64 message;  /* MAILING_POST */
    char *list_name; /* NULL: none */
    char *domain;
} LedgerMailing;

/* Running mailings that have something due, in the order they are served: notices and posts first,
 * because they are small and awaited, then editions; the oldest first. At most `limit`; elements
 * are LedgerMailing *, freed with the array. */
GPtrArray *ledger_due(Store *store, guint limit, GError **error);

/* How far one worker has claimed in one mailing, so that it need not walk over what it has claimed
 * already. Starts as zeros. What comes back to the queue always comes back behind it, but for
 * clocks: a claim that finds nothing starts over from the beginning by itself. */
typedef struct {
    gint64 mailing;
    gint64 after_us;
    gint64 after_recipient;
} LedgerCursor;

typedef struct {
    gint64 recipient;
    gint32 attempt; /* 1 for the first */
    char *address;  /* NULL: must not get it, because of `gone` */
    char *gone;     /* "has left the list", "has no address" */
} LedgerClaim;

/* Claims up to `limit` due deliveries of a mailing for `lease` from now. The array of LedgerClaim
 * is empty when others were faster, or when the mailing no longer runs. Never waits for others. */
GArray *ledger_claim(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit,
                     gint64 lease, GError **error);

typedef enum {
    SETTLE_SENT,
    SETTLE_RETRY, /* try again after `wait` */
    SETTLE_FAILED,
    SETTLE_BACK /* not tried: the attempt does not count, may be claimed after `wait` */
} SettleOutcome;

typedef struct {
    gint64 mailing;
    gint64 recipient;
    gint32 attempt; /* as claimed */
    SettleOutcome outcome;
    gint64 wait;     /* SETTLE_RETRY, SETTLE_BACK */
    char status[12]; /* SETTLE_RETRY, SETTLE_FAILED: RFC 3463 */
    char reply[256]; /* and its text, UTF-8 */
} Settlement;

/* Settles `n` deliveries in one statement. `changed` (may be NULL) gets how many were still theirs
 * to settle; others are left alone without complaint. */
gboolean ledger_settle(Store *store, const Settlement *settlements, guint n, gint64 *changed,
                       GError **error);

/* Which claim: what ledger_renew() takes. */
typedef struct {
    gint64 mailing;
    gint64 recipient;
    gint32 attempt;
} LedgerHold;

/* Claims end `lease` from now instead. Lost ones stay lost. */
gboolean ledger_renew(Store *store, const LedgerHold *holds, guint n, gint64 lease, GError **error);

/* Queues again, and wakes workers for, what was claimed and whose lease has ended, as a failed
 * attempt with status 4.4.2; fails it after `max_attempts`. `expired` (may be NULL) gets how many.
 */
gboolean ledger_expire(Store *store, guint max_attempts, gint64 *expired, GError **error);

/* Closes running mailings among `mailings` (gint64; NULL: all) that have nothing queued or claimed
 * left, and their editions. Returns their numbers (gint64). */
GArray *ledger_finish(Store *store, const GArray *mailings, GError **error);

/* How long until something is due; 0: now; -1: nothing is queued. */
gboolean ledger_next_due(Store *store, gint64 *wait, GError **error);

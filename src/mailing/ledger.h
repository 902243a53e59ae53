/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger - who still has to get what: claim, settle, keep
 *
 * A delivery is queued (q), claimed (c), sent (s), failed (f) or unknown (u). A worker claims a
 * batch, which is durable before it sends anything; it settles each delivery once it knows what
 * became of it. A claim is a lease: one that is neither settled nor renewed before it ends is
 * queued again by whoever notices, so that nobody is forgotten when a worker dies.
 *
 * Which of a lost worker's claims may have been sent is known exactly: a worker has a row of its
 * own, which names what is on its connections, at most one message each. That row is written in the
 * transaction that settles what was there before, and nothing is sent until it is committed. A mark
 * on each delivery would have cost a third version of every row; this costs one small update a
 * commit, on a page that stays in memory. What was on a connection is unknown, and UnknownPolicy
 * says what becomes of it; the rest has not been sent, and waits again.
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

typedef enum {
    MAILING_EDITION,
    MAILING_POST,
    MAILING_DIGEST,
    MAILING_NOTICE,
    MAILING_PROBE
} MailingKind;

/* A running mailing. */
typedef struct {
    gint64 id;
    MailingKind kind;
    gint64 list;      /* 0: none */
    gint64 edition;   /* MAILING_EDITION */
    gint64 message;   /* MAILING_POST */
    gint64 posted_to; /* MAILING_POST: the list it was written to, if not `list` then one above */
    char *list_name;  /* NULL: none */
    char *domain;
    gint64 created;     /* microseconds since the epoch */
    gint64 not_after;   /* microseconds since the epoch: no copy may go out later; 0: none */
    gboolean is_shared; /* one copy for many readers, none of it their own */
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
    gint32 attempt;    /* 1 for the first */
    char *address;     /* NULL: must not get it, because of `gone` */
    char *gone;        /* "has left the list", "has no address", "withdrawn from the archive" */
    char *gone_status; /* what RFC 3463 has for that */
} LedgerClaim;

/* Frees what a claim holds. */
void ledger_claim_clear(gpointer claim);

/* Claims up to `limit` due deliveries of a mailing for `lease` from now. The array of LedgerClaim
 * is empty when others were faster, or when the mailing no longer runs. Never waits for others. */
GArray *ledger_claim(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit,
                     gint64 lease, GError **error);

/* What becomes of a delivery that may have been sent. */
typedef enum {
    UNKNOWN_RETRY, /* rather twice than never */
    UNKNOWN_LEAVE, /* unknown, until somebody says (queue retry, queue drop) */
    UNKNOWN_SENT   /* rather never than twice */
} UnknownPolicy;

/* As the settings have it. */
UnknownPolicy ledger_unknown_policy(const Settings *settings);

typedef enum {
    SETTLE_SENT,
    SETTLE_RETRY, /* try again after `wait` */
    SETTLE_FAILED,
    SETTLE_UNKNOWN,
    SETTLE_BACK /* not tried: the attempt does not count, may be claimed after `wait` */
} SettleOutcome;

typedef struct {
    gint64 mailing;
    gint64 recipient;
    gint32 attempt; /* as claimed */
    SettleOutcome outcome;
    gint64 wait;     /* SETTLE_RETRY, SETTLE_BACK */
    char status[12]; /* SETTLE_RETRY, SETTLE_FAILED, SETTLE_UNKNOWN: RFC 3463 */
    char reply[256]; /* and its text, UTF-8 */
} Settlement;

/* Which claim. */
typedef struct {
    gint64 mailing;
    gint64 recipient;
    gint32 attempt;
} LedgerHold;

/* Whose settlements they are, and what is on its connections from then on. */
typedef struct {
    gint64 worker; /* of ledger_worker_keep() */
    const LedgerHold *flights;
    guint n_flights;
} LedgerFlights;

/* Settles `n` deliveries in one statement, and with them becomes true what is in flight (NULL:
 * nobody's). `changed` (may be NULL) gets how many were still theirs to settle; others are left
 * alone without complaint. */
gboolean ledger_settle(Store *store, const LedgerFlights *flights, const Settlement *settlements,
                       guint n, gint64 *changed, GError **error);

/* Claims end `lease` from now instead. Lost ones stay lost. */
gboolean ledger_renew(Store *store, const LedgerHold *holds, guint n, gint64 lease, GError **error);

/* Queues again, and wakes workers for, what was claimed and whose lease has ended, with status
 * 4.4.2; what was in flight is treated as `unknown` says, and fails after `max_attempts`. `expired`
 * (may be NULL) gets how many, `doubtful` (may be NULL) how many of them were in flight. */
gboolean ledger_expire(Store *store, guint max_attempts, UnknownPolicy unknown, gint64 *expired,
                       gint64 *doubtful, GError **error);

/* Says that this process delivers, over `sessions` connections, and has `holds` claims in hand.
 * `*worker` is its number; 0 gets a new one. To be called again as long as it lives. */
gboolean ledger_worker_keep(Store *store, gint64 *worker, guint sessions, guint holds,
                            GError **error);

/* Says how the mail servers (of OutletHost, as outlet_hosts() gives them) fare with it. One without
 * a limit of its own takes `session_messages` over one connection. */
gboolean ledger_worker_hosts(Store *store, gint64 worker, const GArray *hosts,
                             guint session_messages, GError **error);

/* It ends in order: nothing is in flight. */
gboolean ledger_worker_end(Store *store, gint64 worker, GError **error);

/* Forgets workers that ended or have not been seen for a day; what they did stays counted. */
gboolean ledger_worker_forget(Store *store, GError **error);

/* Deletes the sent deliveries of one mailing that is finished for `days`, and keeps their number;
 * who failed stays. `*mailing` is 0 when there is none (left). One mailing a call, so that no
 * transaction is longer than that. */
gboolean ledger_fold(Store *store, guint days, gint64 *mailing, gint64 *deleted, GError **error);

/* Closes running mailings among `mailings` (gint64; NULL: all) that have nothing queued or claimed
 * left, and their editions. Returns their numbers (gint64). */
GArray *ledger_finish(Store *store, const GArray *mailings, GError **error);

/* Fails what its edition's deadline left in the queue. `failed` may be NULL. */
gboolean ledger_lapse(Store *store, gint64 *failed, GError **error);

/* How long until something is due; 0: now; -1: nothing is queued. */
gboolean ledger_next_due(Store *store, gint64 *wait, GError **error);

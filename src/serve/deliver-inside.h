/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-inside - one worker's state, shared by the files that make it work
 *
 * deliver-claim.c puts claims in hand, deliver-write.c makes messages of them, deliver-worker.c
 * feeds these to the outlet, deliver-settle.c gives the recorder what became of them,
 * deliver-refuse.c leaves alone who wants that. All of it belongs to the worker's thread.
 */
#pragma once

#include "mailing/settlement.h"

#include "serve/deliver-worker.h"
#include "serve/letters.h"

#define N_SLOTS 3 /* the wire has up to two out at a time */

/* One message on its way: to one reader, or to many of a shared mailing. */
typedef struct {
    gboolean out;
    guint64 ticket;      /* of its being taken */
    GArray *settlements; /* Settlement, in the order of the recipients */
    gint64 list;         /* whose mailing it is; 0: nobody's */
    gint64 give_up_at;   /* since the epoch: not tried again after that */
    GString *text;
    char *sender;
    GPtrArray *addresses; /* char * */
    WireSegment segment;
} Slot;

/* An answer that was about us, to be told to the database. */
typedef struct {
    char *address;
    gint64 mailing, recipient;
    gint32 attempt;
    gint64 list;     /* 0: nobody's */
    gboolean counts; /* against the mailing, once for a reader */
    char *status, *reply;
} Refusal;

typedef struct {
    Deliver *deliver;
    Store *store; /* the line's, as of `number`: to be used between worker_enter() and _leave() */
    guint number;
    const TokenKeys *keys; /* as of the last claim */
    Letters *letters;
    RetryPolicy policy;
    GRand *chance;
    guint batch;
    guint most_recipients; /* of a message of a shared mailing */
    gint64 lease;
    gint64 give_up_after;

    guint64 news;   /* of the line, as of the last look */
    GPtrArray *due; /* LedgerMailing, as of due_at */
    guint due_next;
    gint64 due_at;          /* monotonic */
    LedgerMailing *mailing; /* in `due`: whose claims are in hand */
    LedgerCursor cursor;
    GArray *claims;   /* LedgerClaim */
    guint next;       /* the first not handed out */
    gboolean crowded; /* something was due, and others had it */

    Tour *tour;

    Slot slots[N_SLOTS];
    guint session;  /* which one, for the recorder */
    guint64 ticket; /* the last settlement given to the recorder */
    guint n_settled;
    GArray *refusals; /* Refusal: those for which the database is not told yet */
    GError *trouble;  /* what made next() stop */
} Worker;

/* Takes its turn on the line, until worker_leave(). What hangs on a connection that was lost
 * meanwhile is forgotten, so it has no claims in hand. FALSE: the database is away. */
gboolean worker_enter(Worker *worker, GError **error);
void worker_leave(Worker *worker);

/* Puts claims in hand, none when nothing is due. FALSE: the database is away. */
gboolean worker_claim(Worker *worker, GError **error);

/* Makes a message of the claims that come next and fills the slot, which must be free, with it.
 * Claims that cannot be sent are settled on the way. FALSE: there are none, or this session may
 * carry no more to where the next goes. */
gboolean worker_write(Worker *worker, Slot *slot);

/* Of a claim of the mailing in hand, its outcome to be filled in. */
Settlement worker_settlement(const Worker *worker, const LedgerClaim *claim);

/* Gives it to the recorder and writes its line of log. `said`: what the server did, or NULL. */
void worker_settle(Worker *worker, const Settlement *settlement, const WireResult *said);

/* Sends nothing to the slot's recipient `i` for a while, and counts it against the mailing, where
 * `said` asks for it; notes where a provider takes mail again. The slot still is as it was sent. */
void worker_refused(Worker *worker, const Slot *slot, guint i, const WireResult *said);

/* Tells the database of refusals that it could not be told of, through a connection that is the
 * caller's now. */
void worker_tell_refusals(Worker *worker, Store *store);

/* Gives back one claim, not to be taken before `wait` has passed. */
void worker_put_back(Worker *worker, const LedgerClaim *claim, gint64 wait);

/* Gives back what is claimed and not handed out, or what could not be prepared. */
void worker_give_back(Worker *worker);

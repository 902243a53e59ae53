/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorder-inside - the recorder's state, shared by the files it is made of
 *
 * recorder.c has what workers call, and its life; recorder-commit.c is its thread, which commits;
 * recorder-keep.c keeps claims and closes mailings. One mutex guards what workers and thread share;
 * the database is never waited for under it.
 */
#pragma once

#include "serve/recorder.h"

#define RECORDER_MOST_QUEUED 5000 /* settlements that are not committed */

typedef struct {
    LedgerHold claim;
    gint64 until; /* monotonic */
} Hold;

/* What a session has taken and not settled, one array of LedgerHold a message. */
typedef struct {
    GArray *now; /* in flight */
    GArray *following;
    GCond committed; /* what it waits for is committed, or given up */
    guint64 awaited; /* a ticket; 0: it does not wait */
    gint64
        went_at; /* monotonic: when its last wait ended; 0: its message has been answered since */
} Session;

struct Recorder {
    const Settings *settings;
    const char *state;
    Outlet *outlet; /* NULL: nothing is to be said of its servers */
    gint64 lease;
    guint max_attempts;
    UnknownPolicy unknown;
    GThread *thread;

    GMutex mutex;
    GCond arrived;       /* there is something to do, or the end was asked for */
    GCond room;          /* a commit is done, or given up */
    GArray *queue;       /* Settlement */
    guint64 n_handed_in; /* tickets: how many settlements and flights there ever were */
    guint64 n_tried;     /* up to which a commit was tried */
    guint64 n_committed; /* and was good */
    guint64 n_awaited;   /* up to which somebody waits */
    gint64 commit_by;    /* monotonic: commit what there is, awaited or not */
    gint64 rested_at;    /* monotonic: the earliest commit_by */
    gint64 gather_until; /* monotonic: who waits may be joined by others until then */
    gint64 answer_time;  /* microseconds servers take for a message, of late */
    guint n_waiting;     /* sessions */
    Session *sessions;
    guint n_sessions;
    GHashTable *holds; /* of Hold */
    gboolean ending;
    gboolean gave_up;
    gint64 give_up_at; /* monotonic; G_MAXINT64: never */

    /* The recorder's thread only. */
    Store *store;
    gint64 worker;       /* our row; 0: not made yet */
    GHashTable *touched; /* mailings settled in since the last look at what is done */
    gint64 look_at;      /* monotonic: when to look again */
    gint64 keep_at;
    gint64 keep_every;
    gboolean away; /* the database is, and that has been logged */
    gboolean mute; /* how the servers fare cannot be written, and that has been logged */
};

/* The thread: commits until the end is asked for and nothing is left. */
gpointer recorder_record(gpointer recorder);

/* Under the mutex: who waits may be joined by others for so long, 5 ms at most, `from` then on. */
void recorder_gather(Recorder *recorder, gint64 from, gint64 time);

/* A connection that works, and our row in it. */
gboolean recorder_reopen(Recorder *recorder, GError **error);

/* Says that we live, renews claims, finds lost ones, closes mailings; sets keep_at. */
void recorder_keep(Recorder *recorder);

/* Closes mailings with nothing left to do: those touched, or `all`; sets look_at. */
void recorder_finish(Recorder *recorder, gboolean all);

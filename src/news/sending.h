/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sending - how an edition goes: when, in which hours, how fast, how many first, to whom not
 *
 * An edition is draft, scheduled, running, paused, cancelled or finished; the database refuses any
 * other step than those below and edition_send()'s. Times are microseconds since the epoch.
 */
#pragma once

#include "news/edition.h"

typedef struct {
    gint64 not_after;  /* what is not sent by then fails; 0: none */
    GArray *weekdays;  /* gint64, 1 is Monday; empty: all */
    char from[8];      /* "08:00" */
    char until[8];     /* "19:00", "24:00" at the latest */
    char *zone;        /* of the hours */
    gint32 per_minute; /* 0: no limit */
    gint32 per_hour;   /* likewise */
    gint32 first;      /* how many get it before a person lets the rest go; 0: all */
    GArray *except;    /* gint64: editions whose readers do not get it */
} Sending;

/* No limits, all days and hours, in a time zone ("Europe/Paris"). */
Sending *sending_new(const char *zone);
void sending_free(Sending *sending);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sending, sending_free)

/* "2026-12-01 08:00", "2026-12-01T08:00:00+01:00", "...Z": without a zone in `zone`.
 * ERROR_BAD_INPUT. */
gboolean sending_read_time(const char *text, const char *zone, gint64 *time, GError **error);

/* "mon-fri 08:00-19:00", "sat,sun", "08:00-12:00"; "" is always. ERROR_BAD_INPUT. */
gboolean sending_read_window(Sending *sending, const char *text, GError **error);

/* "600/min", "5000/hour". ERROR_BAD_INPUT. */
gboolean sending_read_rate(Sending *sending, const char *text, GError **error);

/* Notes how a draft or what is scheduled is to go, instead of what was noted before.
 * ERROR_CONFLICT when it is on its way already, or when nobody knows any more who got an edition
 * that is excepted. */
gboolean sending_set(Store *store, const Edition *edition, const Sending *sending, GError **error);

/* Lets a composed edition go at a time (again: at another time). ERROR_CONFLICT. */
gboolean sending_schedule(Store *store, const Edition *edition, gint64 at, GError **error);

/* Lets those who look after its list read a composed edition, and send it by answering, as
 * sending_schedule() does too. ERROR_CONFLICT. */
gboolean sending_ask(Store *store, const Edition *edition, GError **error);

/* Makes what is scheduled a draft again. ERROR_CONFLICT. */
gboolean sending_unschedule(Store *store, const Edition *edition, GError **error);

/* To "paused", "running" or "cancelled". Workers hear of it with their next claim: what they hold
 * then still goes out. ERROR_CONFLICT when it is in no state for that. */
gboolean sending_turn(Store *store, const Edition *edition, const char *state, GError **error);

/* Sends what is scheduled and due. One that cannot be sent, or whose deadline has passed, is a
 * draft again, with a line in the log and word to those who look after its list. Any number of processes may do this at once. */
gboolean sending_start_due(Store *store, const Settings *settings, GError **error);

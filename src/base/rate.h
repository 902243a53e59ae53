/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rate - no more than so many in a time
 *
 * Kept by the generic cell rate algorithm: one number, the time at which the next one is on
 * schedule, and a tolerance (a second, or a tenth of a shorter period), so that who comes a little
 * late loses nothing. In no period are there more than the rate says.
 *
 * Times are microseconds, points in time are monotonic. Whoever shares a Rate guards it.
 */
#pragma once

#include <glib.h>

typedef struct {
    gint64 interval; /* from one to the next; 0: any number at any time */
    gint64 tolerance;
    gint64 on_schedule; /* when the next one keeps to the rate */
} Rate;

/* Reads "600/min": a number from 1 to 10,000,000, a stroke, and second, minute, hour or day or the
 * first letters of it. FALSE with ERROR_BAD_INPUT. */
gboolean rate_read(const char *text, guint *n, gint64 *period, GError **error);

/* `n` in `period`; 0: any number. Nothing has gone yet. */
void rate_set(Rate *rate, guint n, gint64 period);

/* How long until one may go; 0: now. */
gint64 rate_wait(const Rate *rate, gint64 now);

/* `n` go now. Those that are more than may are made up for by those that come behind them. */
void rate_take(Rate *rate, guint n, gint64 now);

/* `n` that were taken have not gone. */
void rate_give_back(Rate *rate, guint n);

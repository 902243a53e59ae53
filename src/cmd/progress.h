/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress - how far long work has come: a bar on a terminal, a plain line now and then elsewhere
 *
 * Goes to standard error, so that what a command prints can still be piped.
 */
#pragma once

#include <glib.h>

typedef struct Progress Progress;

/* `what` is a constant word ("letters"); `total` 0: not known. */
Progress *progress_start(const char *what, gint64 total);
/* Cheap: draws at most ten times a second on a terminal, every ten seconds elsewhere. */
void progress_update(Progress *progress, gint64 done, gint64 total);
/* Draws the last state and ends the line. Accepts NULL. */
void progress_end(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_end)

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stop - how a role learns that it should finish what it holds and end
 *
 * SIGTERM and SIGINT make a descriptor readable, for good; every wait of a role polls it. SIGHUP
 * does the same and asks for a new start with the settings read again.
 */
#pragma once

#include <glib.h>

/* Installs the handlers, once a process; returns the descriptor to poll. A SIGHUP that
 * stop_hold_reload() kept waiting is heard now. */
int stop_open(void);

/* Before the program starts itself again by exec: a SIGHUP meanwhile waits for its stop_open(). */
void stop_hold_reload(void);

/* Whether it is time to stop. Cheap. */
gboolean stop_is_asked(void);

/* Whether it was SIGHUP that asked: start again after stopping. */
gboolean stop_is_reload(void);

/* Goes on as if SIGHUP had not come; SIGTERM and SIGINT are not forgotten. */
void stop_forget_reload(void);

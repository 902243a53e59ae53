/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-line - the connections to PostgreSQL that the sessions of one process share
 *
 * A claim takes some milliseconds in seconds of sending: one connection serves all sessions, which
 * take turns on it. Each would cost PostgreSQL a process more, which plans everything anew and
 * looks into the same pages: 40 ms of CPU to begin with, 10 ms for each statement planned once
 * more. Another one, made when a session first waits, is listened to by one of those that wait for
 * all.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

typedef struct Line Line;

/* Connects nowhere yet. `settings` and `state` as for store_open(), to outlive it. */
Line *line_new(const Settings *settings, const char *state);
void line_free(Line *line);

/* The connection, for the calling thread alone until line_leave(); made if there is none. `*number`
 * says which one it is: never 0, and another after line_drop(). NULL, and nothing to leave: errors
 * as store_open(). */
Store *line_enter(Line *line, guint *number, GError **error);
void line_leave(Line *line);

/* The same where there is a connection, whatever its number, and NULL where there is none: who is in
 * the middle of a session does not connect. Waits for whoever has it, who may be connecting. */
Store *line_enter_now(Line *line);

/* Lets go of the connection, where it still is the one of that number and is lost: what failed for
 * another reason is no reason to take it from all the others. */
void line_drop(Line *line, guint number);

/* How often it was told that there may be something to do; see line_wait(). */
guint64 line_news(Line *line);

/* Takes in what was told while nobody waits, as all are busy: the server keeps it for us until
 * then. */
void line_drain(Line *line);

/* Waits until it was told so more often than `seen`, `timeout_ms` have passed or `wake_fd` is
 * readable. What is looked at after line_news() and before this is not missed. FALSE: the database
 * is away. */
gboolean line_wait(Line *line, guint64 seen, int timeout_ms, int wake_fd, GError **error);

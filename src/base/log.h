/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log - one line an event, with named fields
 *
 *     log_event(G_LOG_LEVEL_INFO, "post accepted", "LIST", list->name, "MESSAGE_ID", id, NULL);
 *
 * On a terminal or a pipe: "info: post accepted LIST=mobilites MESSAGE_ID=..."; under systemd each
 * field is a field of the journal. Values are cut at 1,000 bytes and control characters in them
 * are shown as \xNN, so that nothing a stranger sent can forge a line.
 */
#pragma once

#include <glib.h>

/* Starts logging to standard error or the journal. Messages quieter than `level` are dropped.
 * Before any thread starts; a second call changes the level. */
void log_start(GLogLevelFlags level);

/* `event` is a constant text; then pairs of field name (upper case) and value (NULL: left out),
 * closed by NULL. */
void log_event(GLogLevelFlags level, const char *event, ...) G_GNUC_NULL_TERMINATED;

/* Logs a failure at the level of its kind, with its hint, and the pairs. */
void log_failure(const GError *error, const char *event, ...) G_GNUC_NULL_TERMINATED;

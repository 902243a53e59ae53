/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver - the role that sends mail out
 *
 * Several workers, each with its own connection to PostgreSQL and its own session with the outlet,
 * and one recorder. What holds: nobody is forgotten, whatever crashes; at most one message a
 * session is sent twice when the process is killed; nothing is lost or repeated when it is asked to
 * stop. A message of a shared mailing has up to `recipients` readers: then at most one transaction
 * a session, which each of these get twice.
 */
#pragma once

#include "base/settings.h"

/* Delivers until stop_fd is readable. Then it finishes the messages under way, gives back what it
 * had claimed, and returns. ERROR_TRY_LATER when the database cannot be reached at the start, or
 * could not be at the end; ERROR_BAD_INPUT for settings that make no sense. */
gboolean serve_deliver_run(const Settings *settings, const char *state, int stop_fd,
                           GError **error);

/* Delivers what is due now, and returns. What was put off stays queued. ERROR_TRY_LATER when the
 * server takes no mail. */
gboolean serve_deliver_once(const Settings *settings, const char *state, int stop_fd,
                            GError **error);

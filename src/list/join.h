/* SPDX-License-Identifier: GPL-3.0-or-later */
/* join - asking by mail to be on a list */
#pragma once

#include "list/robot.h"

typedef enum {
    JOIN_ASKED,  /* they are asked to confirm, or were and still may */
    JOIN_ALREADY /* they are on it */
} JoinOutcome;

/* The author of the mail wants the list: they are asked to confirm, once while that waits, in
 * `language` ("fr", "en", "br"). Nothing of what the mail says is in that letter. In the incoming
 * mail's transaction; errors: those of robot_count() and of the store. */
gboolean join_ask(Store *store, const Settings *settings, const Incoming *incoming,
                  const char *language, JoinOutcome *outcome, GError **error);

/* Asks somebody by one letter to confirm, behind a link, every list that a form of the site named.
 * In the caller's transaction. */
gboolean join_ask_page(Store *store, const Settings *settings, const List *list, gint64 subscriber,
                       const char *address, const char *language, gboolean again, GError **error);

/* Asks those once more who were asked some days ago ([robot] remind-days), at most `most`; forgets
 * requests and counted answers that are too old. For the clock; transactions of its own. */
gboolean join_remind(Store *store, const Settings *settings, guint most, GError **error);

/* Welcomes somebody who is on the list now. In the caller's transaction. */
gboolean join_welcome(Store *store, const Settings *settings, const List *list, gint64 subscriber,
                      const char *in_reply_to, GError **error);

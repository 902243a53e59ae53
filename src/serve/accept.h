/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept - what happens to a mail that comes in, whichever door it used
 *
 * The one place that knows which room a recipient's address belongs to. LMTP and the pipe both
 * end here.
 */
#pragma once

#include "base/settings.h"
#include "list/intake.h"
#include "store/store.h"

/* Whether mail from this sender for this recipient would be looked at: ERROR_NOT_FOUND for an
 * unknown address, ERROR_REFUSED for a token that is not ours or a sender that is banned from
 * posting, ERROR_TRY_LATER when the database is away. */
gboolean accept_recipient(Store *store, const Settings *settings, const char *sender,
                          const char *recipient, GError **error);

/* Takes a whole mail for one recipient. TRUE promises that it, and what follows from it, is safe
 * in PostgreSQL. `sender` is "" for the null sender. `reply` gets a sentence to answer with. */
gboolean accept_message(Store *store, const Settings *settings, const char *sender,
                        const char *recipient, GBytes *raw, char **reply, GError **error);

/* A mail whose recipient was looked up at RCPT, if it is a post, to be taken together with others
 * by intake_take(); NULL, or one that is not settled then, goes to accept_message(). Borrows what
 * it is given. */
IntakePost *accept_read(const Settings *settings, const char *sender, const char *recipient,
                        GBytes *raw);

/* The answer to one that is settled, as accept_message() gives it; once. */
gboolean accept_answer(IntakePost *post, char **reply, GError **error);

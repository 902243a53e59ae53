/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept - what happens to a mail that comes in, whichever door it used
 *
 * The one place that knows which room a recipient's address belongs to. LMTP and the pipe both
 * end here.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

/* Whether mail from this sender for this recipient would be looked at: ERROR_NOT_FOUND for an
 * unknown address, ERROR_REFUSED for a token that is not ours or a sender that is banned from
 * posting, ERROR_TRY_LATER when the database is away. */
gboolean accept_recipient(Store *store, const Settings *settings, const char *sender,
                          const char *recipient, GError **error);

/* Takes a whole mail for one recipient. TRUE promises that it, and what follows from it, is safe
 * in PostgreSQL. `sender` is "" for the null sender. `reply` gets a sentence to answer with.
 * `waits` (may be NULL): TRUE says that a post may be filed later, and stays so if it is. */
gboolean accept_message(Store *store, const Settings *settings, const char *sender,
                        const char *recipient, GBytes *raw, gboolean *waits, char **reply,
                        GError **error);

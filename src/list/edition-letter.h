/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-letter - mails about editions to those who look after a list, and their answers
 *
 * The first wave is out and the rest waits for a person; an edition paused by itself because it was
 * refused for what it is; an edition is done. Each says what is needed to decide. The first two are
 * decided by answering them.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* Writes those that are due, at most `most`. For the clock; transactions of its own. */
gboolean edition_letter_tell(Store *store, const Settings *settings, guint most, GError **error);

/* A mail to LIST-decide+TOKEN@ whose token is of one of these: "continue", "pause" (it stays so) or
 * "cancel". Each mail decides once. The author must look after the list: ERROR_REFUSED for anybody
 * else, for one whom their own domain denies, and for a token of another list. The answer says what
 * was done. What a program sent changes nothing. One transaction. */
gboolean edition_letter_receive(Store *store, const Settings *settings, const ListAddress *address,
                                const char *sender, GBytes *raw, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * propose - contributions that people propose
 *
 * Whoever is on a list proposes by a mail to LIST-propose@; everybody else is asked first whether
 * it was them, at the address they gave, by mail or on the site. Those who look after the list get
 * a mail with what is new and decide by answering it (list/decide.h), in a review on a terminal or
 * by command; the author hears of each step.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* LIST-propose@: keeps the mail as a proposed contribution; with a token, its author says that the
 * proposal is theirs. ERROR_REFUSED for what a program sent and for an author whom their own domain
 * denies, ERROR_BAD_INPUT without an author, subject or text, ERROR_TRY_LATER when the robot has
 * had too much to write; those of the store. A transaction of its own. */
gboolean propose_receive(Store *store, const Settings *settings, const ListAddress *address,
                         const char *sender, GBytes *raw, GError **error);

/* Writes the letters to authors that wait and the mails to coordinators that are due, at most
 * `most` of each, and forgets what nobody confirmed. For the clock; transactions of its own. */
gboolean propose_tell(Store *store, const Settings *settings, guint most, GError **error);

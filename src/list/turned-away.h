/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * turned-away - why a mail is not taken, in the language of whoever wrote it
 *
 * The mail server's error says so in English, for those who run mail servers; what stands in
 * template mail/LANGUAGE/turned-away.txt goes with it (error_words()) for the author, whose own
 * mail server shows them both. Where the language is English one is enough; where the template is
 * missing or broken, which is logged, it must do.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/list.h"

/* `reason` is one of post-authorise.h, or "not-theirs": only those who look after the list decide.
 * Returns FALSE always, so that it can close a function after fail(). */
gboolean turned_away(const Settings *settings, const List *list, const char *reason,
                     GError **error);

/* The same for an address that takes no mail: of no list, of a closed one, without its proof. In
 * the list's language, or the site's where there is none. Asks `store`; changes nothing. */
gboolean turned_away_address(Store *store, const Settings *settings, const char *recipient,
                             GError **error);

/* The same for a sender who is banned from the list numbered `list`. */
gboolean turned_away_banned(Store *store, const Settings *settings, gint64 list, GError **error);

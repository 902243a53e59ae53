/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leave - leaving a list by mail, and coming back */
#pragma once

#include "list/incoming.h"

/* A mail to LIST-leave@. One whose subject has the token of a subscriber of this list takes them
 * off it, with the proof: the token is the credential, who sends it does not count, nor whether a
 * program did. Without a token its author leaves; what a program wrote is held for the owners then,
 * ERROR_REFUSED under a null sender. Once or again is the same. Who has left gets a farewell that
 * can be answered to come back. Errors: ERROR_BAD_INPUT for an empty mail, those of the store. */
gboolean leave_receive(Store *store, const Settings *settings, const ListAddress *address,
                       const char *sender, GBytes *raw, GError **error);

/* Takes a subscriber off the list of an incoming mail and says farewell; `*left` FALSE where there
 * was nothing to leave. In its transaction. */
gboolean leave_by_mail(Store *store, const Settings *settings, const Incoming *incoming,
                       gint64 subscriber, gboolean *left, GError **error);

/* Says to somebody who left by the event of that number that it is done, and how to come back. In
 * the caller's transaction. */
gboolean leave_farewell(Store *store, const Settings *settings, const List *list, gint64 event,
                        const char *address, const char *language, GError **error);

/* A mail to LIST-undo+TOKEN@: who left by the event that the token names is on the list again, once
 * and within [robot] undo-days; later they are asked to join anew. Automatic mail changes nothing.
 */
gboolean undo_receive(Store *store, const Settings *settings, const ListAddress *address,
                      const char *sender, GBytes *raw, GError **error);

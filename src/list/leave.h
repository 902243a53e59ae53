/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leave - a mail to LIST-leave@ */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* A mail whose subject has the token of a subscriber of this list takes them off it, with the
 * proof; once or again is the same. The token is the credential: who sends it does not count.
 * Without one, command_receive(). Errors: ERROR_BAD_INPUT for an empty mail, those of the store and
 * of command_receive(). */
gboolean leave_receive(Store *store, const Settings *settings, const ListAddress *address,
                       const char *sender, GBytes *raw, GError **error);

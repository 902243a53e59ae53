/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confirm - a mail to LIST-confirm+TOKEN@ */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"
#include "list/incoming.h"
#include "list/list.h"

/* Whoever answers at such an address is alive, and agrees where the subscription waited for it; the
 * proof is written, and who is on the list by that is welcomed. Who says no, or that they leave,
 * and nothing else is off it; what says that and more changes nothing, goes to people and is
 * answered. What answers by itself (a null sender, an automatic reply) is taken and changes
 * nothing. Errors: ERROR_BAD_INPUT for an empty mail, those of the store. */
gboolean confirm_receive(Store *store, const Settings *settings, const ListAddress *address,
                         const char *sender, GBytes *raw, GError **error);

/* LIST-confirm+TOKEN@DOMAIN for a subscriber of a list. Free it. */
char *confirm_address(Store *store, const List *list, gint64 subscriber);

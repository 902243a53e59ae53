/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide - a coordinator's decisions about proposals by mail */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* A mail to LIST-decide+TOKEN@, an answer to one that showed proposals: "accept 12", "decline 13:
 * why", "ask 14: what", each on a line of its own; the number may be left out where one waits. The
 * token says which proposals; each is decided once. The author must look after the list:
 * ERROR_REFUSED for anybody else, for one whom their own domain denies, and for a token of another
 * list. The answer says what was done. What a program sent changes nothing. One transaction. */
gboolean decide_receive(Store *store, const Settings *settings, const ListAddress *address,
                        const char *sender, GBytes *raw, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* moderate - a moderator's decision by mail */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* A mail to LIST-accept+TOKEN@, LIST-discard+TOKEN@, or LIST-moderate+TOKEN@ whose first words are
 * the decision (list/command-read.h). The token says which held mail, and works as long as that
 * waits; the author must look after the list: ERROR_REFUSED for anybody else, whoever forwarded it
 * to them, for one whom their own domain denies, and for a token of another list. The answer says
 * what was done, or who was first. What a program sent changes nothing. Transactions of its own. */
gboolean moderate_receive(Store *store, const Settings *settings, const ListAddress *address,
                          const char *sender, GBytes *raw, GError **error);

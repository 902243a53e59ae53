/* SPDX-License-Identifier: GPL-3.0-or-later */
/* owner - mail for the people behind a list, and for its robot as long as no command is understood
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* LIST-owner@: passes the mail on to owners and moderators, with it attached, answers going to its
 * author. Without anybody to pass it to it is held, reason "command", so that nothing is lost.
 * ERROR_REFUSED for a null sender, an automatic mail or a loop. A transaction of its own. */
gboolean owner_receive(Store *store, const Settings *settings, const ListAddress *address,
                       const char *sender, GBytes *raw, GError **error);

/* The robot's addresses (request, join, leave without a token, moderate, propose): holds
 * the mail, reason "command", and tells the owners. ERROR_REFUSED as above, but for automatic mail
 * to LIST-leave@, which is kept. A transaction of its own. */
gboolean command_receive(Store *store, const Settings *settings, const ListAddress *address,
                         const char *sender, GBytes *raw, GError **error);

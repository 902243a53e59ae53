/* SPDX-License-Identifier: GPL-3.0-or-later */
/* owner - mail for the people behind a list */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* LIST-owner@: passes the mail on to owners and moderators, with it attached, answers going to its
 * author. Without anybody to pass it to it is held, reason "command", so that nothing is lost.
 * ERROR_REFUSED for a null sender, an automatic mail or a loop. A transaction of its own. */
gboolean owner_receive(Store *store, const Settings *settings, const ListAddress *address,
                       const char *sender, GBytes *raw, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retain - nobody is kept for longer than the settings of [retention] say */
#pragma once

#include "base/settings.h"
#include "store/store.h"

/* Removes what was never confirmed, asks whom nothing was heard of for long whether to go on,
 * erases who did not answer; at most `most` of each. May be called by several at once. Transactions
 * of its own. Errors: those of the store. */
gboolean retain(Store *store, const Settings *settings, guint most, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe - a letter that asks whether an address lives */
#pragma once

#include "base/settings.h"
#include "store/store.h"

/* Sends one letter to each subscriber whom too much did not reach (mailing/bounce-score.h), and to
 * each who has been suspended for long the one that tells them so. At most `most`, each in a
 * transaction of its own; any number of processes may do this at once. `sent` (may be NULL) gets
 * how many. */
gboolean probe_send_due(Store *store, const Settings *settings, guint most, guint *sent,
                        GError **error);

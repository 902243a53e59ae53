/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - what comes back under an authenticated return path */
#pragma once

#include "store/store.h"

/* Keeps a bounce. `mailing` and `recipient` come from return_path_read(), so that only who got that
 * copy can have sent it. It decides nothing: one event never removes anybody. */
gboolean bounce_receive(Store *store, gint64 mailing, gint64 recipient, GBytes *raw,
                        GError **error);

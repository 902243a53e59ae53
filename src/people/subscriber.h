/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber - find people by their address */
#pragma once

#include "store/store.h"

/* `*id` of the subscriber who has this address, however it is written. ERROR_BAD_INPUT when it is
 * none, ERROR_NOT_FOUND when nobody has it. */
gboolean subscriber_find(Store *store, const char *address, gint64 *id, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* programme - the programme that somebody's word names: its slug or its name */
#pragma once

#include "store/store.h"

/* `*id` of the programme. ERROR_NOT_FOUND with the nearest as hint. */
gboolean programme_find(Store *store, const char *text, gint64 *id, GError **error);

/* The same for `n` texts, as interest_find_all(): the few programmes that there are, one by one. */
gboolean programme_find_all(Store *store, const char *const *texts, guint n, gint64 *ids,
                            GError **problems, GError **error);

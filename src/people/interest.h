/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interest - the interest that somebody's word names: its slug, or its label in any language */
#pragma once

#include "store/store.h"

/* `*id` of the one interest that `text` names. ERROR_NOT_FOUND with the nearest as hint;
 * ERROR_BAD_INPUT when a label is that of several, listing them. */
gboolean interest_find(Store *store, const char *text, gint64 *id, GError **error);

/* The same for `n` texts with one query; as territory_find_all(). */
gboolean interest_find_all(Store *store, const char *const *texts, guint n, gint64 *ids,
                           GError **problems, GError **error);

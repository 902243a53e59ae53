/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-parts - where the files are in messages that were filed before that was noted */
#pragma once

#include "store/store.h"

/* Reads at most `most` of the messages in parts_due again and notes their parts; `*done` is how
 * many they were, fewer than `most` when none is left. A transaction of its own. Errors: those of
 * the store. */
gboolean archive_list_parts(Store *store, guint most, guint *done, GError **error);

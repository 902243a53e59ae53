/* SPDX-License-Identifier: GPL-3.0-or-later */
/* programme - the programme that somebody's word names: its slug or its name */
#pragma once

#include "store/store.h"

/* `*id` of the programme. ERROR_NOT_FOUND with the nearest as hint. */
gboolean programme_find(Store *store, const char *text, gint64 *id, GError **error);

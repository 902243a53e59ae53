/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draft - whether a list can be as it is told to be */
#pragma once

#include "list/list.h"

/* `draft` has name, domain and owners, `filled` all the rest, with its defaults. ERROR_BAD_INPUT
 * with a hint for the first thing that cannot be. */
gboolean list_draft_check(const ListDraft *draft, const ListDraft *filled, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * territory - the territory that somebody's words name
 *
 * A code (29019, 29, R53, FR, 200068120, an own word), a former code, a name whatever its case,
 * accents and hyphens ("saint malo", "St-Malo"), a name with its département ("Moncontour (22)",
 * "Moncontour, 22") or its kind ("Bretagne (region)"), a postal code, or a slug of the site. Five
 * digits may be an INSEE code and a postal code; where the two mean different places, "insee:29270"
 * and "postal:29270" tell.
 */
#pragma once

#include "store/store.h"

/* `*id` of the one territory that `text` names. ERROR_NOT_FOUND when there is none, with names
 * that look like it as hint; ERROR_BAD_INPUT when there are several, listing them. */
gboolean territory_find(Store *store, const char *text, gint64 *id, GError **error);

/* The same for `n` texts with one query. `ids[i]` is 0 where `problems[i]` was set to the error
 * that territory_find() gives; the caller clears both. FALSE only when the database fails. */
gboolean territory_find_all(Store *store, const char *const *texts, guint n, gint64 *ids,
                            GError **problems, GError **error);

/* The words of a kind, for people: "commune", "département". */
const char *territory_kind_word(const char *kind);

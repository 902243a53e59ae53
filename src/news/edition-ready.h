/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-ready - what a person is told of an edition before it goes */
#pragma once

#include "base/settings.h"
#include "page/value.h"
#include "store/store.h"

/* Sets in `value`: preheader, audience, readers, near, followers, parts (label, of a language fr,
 * en or br, or elsewhere; people), newer (contributions accepted since), text (the beginning of the
 * letter's text part), is_cut, and from how it is to go: at, not_after (dicts: weekday_1 to
 * weekday_7, day, month, year, hour, minute, zone), first. `*letter` becomes the copy that has
 * everything, as a mail with no working link of anybody's. Errors of letter_open() and
 * audience_compile(). */
gboolean edition_ready_describe(Store *store, const Settings *settings, gint64 edition,
                                Value *value, GBytes **letter, GError **error);

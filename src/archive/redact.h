/* SPDX-License-Identifier: GPL-3.0-or-later */
/* redact - take a person's name out of what is public */
#pragma once

#include "store/store.h"

/* What a subscriber posted loses its author: name and address on pages and in the raw message, and
 * the name in the threads they wrote in. `posts` gets how many there were. Runs inside the
 * transaction its caller has open. Errors: those of the store. */
gboolean archive_redact_author(Store *store, gint64 subscriber, gint64 *posts, GError **error);

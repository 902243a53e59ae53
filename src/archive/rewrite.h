/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite - a mail of the archive without a part, or without a name
 *
 * Only for withdrawing: what is kept then is no longer what was received.
 */
#pragma once

#include <glib.h>

#include "store/store.h"

/* Empties part `number` ("1.2"); its headers stay, and say what was there. ERROR_NOT_FOUND when the
 * mail has no such part. Runs inside the caller's transaction, as the other. */
gboolean archive_empty_part(Store *store, gint64 message, GBytes *raw, const char *number,
                            GError **error);

/* Writes the mail anew from what pages show of it, `name` replaced by "…" wherever it stands: the
 * fields that thread it, subject, date and text. Attachments, HTML and other headers go, since nobody
 * can tell what they say. */
gboolean archive_remove_name(Store *store, gint64 message, GBytes *raw, const char *name,
                             GError **error);

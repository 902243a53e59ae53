/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept - a mail becomes a message of the archive and a post on a list
 *
 * Runs inside the transaction its caller has open, so that what the sender is told is accepted can
 * be found, read and searched when the transaction commits, and is not there at all otherwise.
 */
#pragma once

#include "archive/message.h"
#include "store/store.h"

/* Files `mail` (parsed from `raw` or from its CRLF form) under `list`; `raw` is kept byte for byte.
 * It came at `arrival`. `answer` (NULL: what its headers say) is what it is known to
 * answer. `subscriber` is its author, 0 where nobody is known. `message` gets
 * its number; `duplicate` (may be NULL) says that this very mail was on the list already: then
 * nothing has changed. Whatever is wrong with the mail is kept as an oddity. Errors: those of the
 * store. */
gboolean archive_accept(Store *store, const Mail *mail, GBytes *raw, gint64 arrival, gint64 list,
                        gint64 subscriber, const ArchiveAnswer *answer, gint64 *message,
                        gboolean *duplicate, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept - a mail becomes a message of the archive and a post on a list
 *
 * Runs inside the transaction its caller has open, so that what the sender is told is accepted can
 * be found, read and searched when the transaction commits, and is not there at all otherwise.
 */
#pragma once

#include "mime/mail.h"
#include "store/store.h"

enum {
    ARCHIVE_TEXT_MAX = 1024 * 1024, /* bytes of text kept to be shown and searched */
    ARCHIVE_SUBJECT_MAX = 998,
    ARCHIVE_NAME_MAX = 200,
    ARCHIVE_REFERS_MAX = 300
};

/* Files `mail` (parsed from `raw` or from its CRLF form) under `list`; `raw` is kept byte for byte.
 * `subscriber` is its author, 0 where nobody is known. `message` gets its number; `duplicate` (may
 * be NULL) says that this very mail was on the list already: then nothing has changed. Whatever is
 * wrong with the mail is kept as an oddity. Errors: those of the store. */
gboolean archive_accept(Store *store, const Mail *mail, GBytes *raw, gint64 list, gint64 subscriber,
                        gint64 *message, gboolean *duplicate, GError **error);

/* The Message-ID a mail is filed under: its own, or where it has none one that is made from the
 * SHA-256 of `raw`, the same whenever and wherever it is made. Free it. */
char *archive_message_id(const Mail *mail, GBytes *raw);

/* The date a mail is filed by, and why: "date" (its own, when it is neither before 1980 nor more
 * than a day after `now`), "received" (the topmost Received, judged alike) or "accepted" (`now`).
 * Microseconds since the epoch. */
gint64 archive_date(const Mail *mail, gint64 now, const char **reason);

/* Message-IDs a mail refers to: References, then In-Reply-To unless among them, so nearest last;
 * without `message_id`, its own; at most ARCHIVE_REFERS_MAX. g_strfreev(). */
char **archive_refers_to(const Mail *mail, const char *message_id);

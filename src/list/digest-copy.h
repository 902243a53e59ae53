/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest-copy - a digest as its readers get it
 *
 * Opened once a mailing; what is in a form, a language and a time zone is written once for all who
 * have these in common, and only the way to leave is a reader's own. Belongs to one thread.
 *
 * Order of calls: digest_copy_open(), digest_copy_choose() for a batch of readers,
 * digest_copy_assemble() for each of it.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

typedef struct DigestCopy DigestCopy;

/* Reads list and posts of a mailing. Borrows settings and the store's token keys. Errors:
 * ERROR_NOT_FOUND where nothing of it is left to read, those of the store, ERROR_BAD_INPUT for a
 * mail that cannot be passed on. */
DigestCopy *digest_copy_open(Store *store, const Settings *settings, gint64 list, gint64 mailing,
                             GError **error);

/* Looks up how these subscribers (gint64) read it. */
gboolean digest_copy_choose(DigestCopy *copy, Store *store, const GArray *subscribers,
                            GError **error);

/* Appends the whole mail, CRLF, for one of them. Errors: those of its template. */
gboolean digest_copy_assemble(DigestCopy *copy, gint64 subscriber, GString *out, GError **error);

void digest_copy_free(DigestCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DigestCopy, digest_copy_free)

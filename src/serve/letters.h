/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letters - what each recipient of a mailing gets, whatever kind of mailing it is
 *
 * One row a kind knows how to open a mailing, look up what a batch of recipients needs, and write
 * one copy. What is equal for all copies is made once a worker and mailing. Belongs to one thread.
 *
 * Order of calls: letters_open(), letters_choose() for a batch, letters_write() for each of it.
 */
#pragma once

#include "base/settings.h"
#include "mailing/ledger.h"

typedef struct Letters Letters;

Letters *letters_new(const Settings *settings);
void letters_free(Letters *letters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letters, letters_free)

/* Lets go of the open mailing, which must not outlive the store it was opened with. */
void letters_close(Letters *letters);

/* Makes `mailing` the one that is written; costs nothing when it is already. */
gboolean letters_open(Letters *letters, Store *store, const LedgerMailing *mailing, GError **error);

/* Looks up what these recipients (gint64) need, in one go. */
gboolean letters_choose(Letters *letters, Store *store, const GArray *recipients, GError **error);

/* Writes the copy of one of them, a whole mail with CRLF, to `out`, which must be empty. */
gboolean letters_write(Letters *letters, gint64 recipient, const char *address, GString *out,
                       GError **error);

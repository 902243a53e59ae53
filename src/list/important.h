/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * important - a post that a moderator marks after it was posted
 *
 * Who reads the important alone gets threads they write in, and threads of which a post is marked.
 * A mark that comes later brings the post to those of them who did not get it, once: who has it is
 * in the ledger, so that marking again, or a mark taken back and set again, reaches nobody twice.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gboolean changed; /* FALSE: it was so already */
    gint64 mailing;   /* what brings it to more readers; 0: nothing does */
    gint64 recipients;
} ImportantMark;

/* Marks the post `message` of `list`, or takes the mark back. `done` is written on success only. A
 * post that is not on the list is not changed. A transaction of its own. Errors: those of the
 * store. */
gboolean important_mark(Store *store, gint64 list, gint64 message, gboolean important,
                        ImportantMark *done, GError **error);

/* How many a mark would bring it to now. */
gboolean important_count(Store *store, gint64 list, gint64 message, gint64 *readers,
                         GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held - a moderator's decision about a held mail
 *
 * A decision and all that follows from it are one transaction. The row is locked first, so that of
 * two moderators who decide at once the second is told what the first did: ERROR_CONFLICT. The
 * others who look after the list hear of each decision.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/post.h"

/* What a moderator says of a mail with accepting it. */
typedef struct {
    gboolean important; /* list/important.h */
    const char *topics; /* names with commas between them, list/topic.h; NULL: what the mail says */
} HeldMarks;

/* Posts it as if its author were on the list; on a list that is no discussion, an answer to a
 * letter is filed without being distributed. `by` says who decided. Fills `verdict`. ERROR_REFUSED
 * for a mail that was written to the robot and not to the list, ERROR_NOT_FOUND for a name that is
 * no topic of the list. Where `trust` is given, the rules take its author as trusted from now on,
 * and it gets whether they do: strangers cannot be. */
gboolean held_accept(Store *store, const Settings *settings, gint64 number, const char *by,
                     const HeldMarks *marks, gboolean *trust, PostVerdict *verdict, GError **error);

/* Sends it back: the envelope sender gets a notice with `text` (may be NULL), unless a program
 * sent the mail or there is no sender. `told` (may be NULL) says whether somebody gets one. */
gboolean held_reject(Store *store, const Settings *settings, gint64 number, const char *by,
                     const char *text, gboolean *told, GError **error);

/* Drops it without a word. */
gboolean held_discard(Store *store, const Settings *settings, gint64 number, const char *by,
                      GError **error);

/* Lets go of what has waited for longer than [held] days, at most `most`: those who look after the
 * list are told, and its author when they are somebody we know. For the clock. */
gboolean held_expire(Store *store, const Settings *settings, guint most, GError **error);

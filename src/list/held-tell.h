/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held-tell - what owners and moderators hear of a decision about a held mail */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/list.h"

typedef struct {
    gint64 number;
    const char *subject; /* of the held mail */
    const char *what;    /* "accepted", "rejected", "discarded", "expired" */
    const char *by;      /* "mail: ADDRESS", "command: USER", "clock" */
    const char *text;    /* what its author was told, or NULL */
} HeldNews;

/* Tells all who look after the list but whoever decided. In the caller's transaction. */
gboolean held_tell(Store *store, const Settings *settings, const List *list, const HeldNews *news,
                   GError **error);

/* An answer to one of them, who wrote to decide: `what` as above for what they did,
 * "not_understood", "not_a_post", "gone", "topics_unknown" with the list's `topics`, or "already"
 * with `state` and `by` of the earlier one. */
typedef struct {
    const char *to;
    const char *in_reply_to; /* Message-ID or NULL */
    gint64 number;
    const char *subject;
    const char *what;
    const char *state;
    const char *by;
    const char *topics;
} HeldAnswer;

gboolean held_answer(Store *store, const Settings *settings, const List *list,
                     const HeldAnswer *answer, GError **error);

/* LIST-moderate+TOKEN@ and the like for a held mail. Free it. */
char *held_address(Store *store, const List *list, const char *suffix, gint64 number);

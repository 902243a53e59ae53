/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-accept - a mail becomes a post: archived, and distributed or told to the owners */
#pragma once

#include "base/settings.h"

#include "list/list.h"
#include "list/post.h"

typedef struct {
    gint64 subscriber;    /* its author; 0: a stranger */
    gboolean distribute;  /* a copy to each reader; else a notice to the owners */
    const GArray *topics; /* gint64: what a moderator says it is about; NULL: nothing */
    gboolean important;   /* a moderator marks it, so that it goes to more of them */
    gint64 arrival;       /* when it came and was accepted, to be filed later; 0: now */
} PostFiling;

/* Files `mail` (from `raw`) on the list in the caller's transaction and queues what follows from
 * it, as `filing` says. Fills message, mailing and recipients of `verdict`; a mail that is on the
 * list already changes nothing and has outcome POST_DUPLICATE, unless it was accepted before and
 * what put it there, an import, has sent it to nobody. Errors: those of the store. */
gboolean post_accept(Store *store, const Settings *settings, const List *list, const Mail *mail,
                     GBytes *raw, const PostFiling *filing, PostVerdict *verdict, GError **error);

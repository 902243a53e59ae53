/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-accept - a mail becomes a post: archived, and distributed or told to the owners */
#pragma once

#include "base/settings.h"

#include "list/list.h"
#include "list/post.h"

/* Files `mail` (from `raw`) on the list in the caller's transaction and queues what follows from
 * it: a copy to each reader (`distribute`), or a notice to the owners. `subscriber` is the author,
 * 0 for a stranger. Fills message, mailing and recipients of `verdict`; a mail that is on the list
 * already changes nothing and has outcome POST_DUPLICATE. Errors: those of the store. */
gboolean post_accept(Store *store, const Settings *settings, const List *list, const Mail *mail,
                     GBytes *raw, gint64 subscriber, gboolean distribute, PostVerdict *verdict,
                     GError **error);

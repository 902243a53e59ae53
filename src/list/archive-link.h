/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-link - what opens the archive of a private list to somebody who is on it */
#pragma once

#include "base/settings.h"
#include "page/value.h"
#include "store/store.h"

#include "list/list.h"

/* Sets "archive_url", a new link for `subscriber`, and "archive_until", the last day on which
 * it is good. It opens nothing for who is not on the list. */
void archive_link_set(Value *value, Store *store, const Settings *settings, const List *list,
                      gint64 subscriber);

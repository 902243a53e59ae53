/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept - pages that are sent again as long as they are the same, by what cache.h keeps */
#pragma once

#include "site/visit.h"

typedef gboolean (*KeptMake)(Visit *visit, GError **error);

/* Answers with the page as it was sent last where the database says that it is the same, or with
 * what `make` makes. Threads, messages and months have a state of their own; the pages of
 * territories, of themes, of contributions, of a search, of a list and the home page are the same as
 * long as nothing at all has changed, what is told to who types a place as long as the geography
 * is. Others are always made, and so is what somebody reads of a private list. */
gboolean kept_answer(Visit *visit, KeptMake make, GError **error);

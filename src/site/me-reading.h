/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-reading - the form and size of the digests of each list, and a break from it */
#pragma once

#include "site/visit.h"

/* Sets what the form of the lists says of each: fields "form-NAME", "posts-NAME", "from-NAME" and
 * "until-NAME". A list without the last is left as it is, and so is what cannot be; days the wrong
 * way round are turned, a break without its first day begins today. The id of the first field that
 * is no number or no day goes into `*bad`, which holds NULL before. */
gboolean me_reading_set(Visit *visit, Store *forms, char **bad, GError **error);

/* Shows in the list's entry on the page what the form says of it, right or wrong. */
void me_reading_show_typed(const Visit *visit, Value *list);

/* An ISO day as date fields send it. */
gboolean me_is_day(const char *text);

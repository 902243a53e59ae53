/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * me-address - addresses, changed on the page of one's own
 *
 * Each sets what the page says of it; what is wrong is status 422 there. Errors are the store's.
 */
#pragma once

#include "site/visit.h"

/* The field "address" is to be one more of theirs: its owner is asked by mail. */
gboolean me_address_add(Visit *visit, Store *forms, GError **error);

/* Mail is to go to the one that the field "which" names: the address of now is told, and has three
 * days to refuse. */
gboolean me_address_first(Visit *visit, Store *forms, GError **error);

/* The one that the field "which" names is theirs no more. */
gboolean me_address_remove(Visit *visit, Store *forms, GError **error);

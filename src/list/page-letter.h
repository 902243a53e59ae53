/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page-letter - letters that the site's pages ask for, and cannot write themselves */
#pragma once

#include "base/settings.h"
#include "store/store.h"

/* What is notified when there are some; see store_listen(). */
#define PAGE_LETTER_CHANNEL "letter"

/* Writes at most `most` of them, each in a transaction of its own, and first lets go those that
 * wait for the budget of all, if it has room; any number of processes may do so at once. Errors: those of the store. */
gboolean page_letter_write(Store *store, const Settings *settings, guint most, GError **error);

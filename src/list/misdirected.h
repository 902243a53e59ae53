/* SPDX-License-Identifier: GPL-3.0-or-later */
/* misdirected - a member who wrote to all what was meant for the robot hears where to write */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/post-recognise.h"

/* Writes to the author of a mail that is held as a command, where that is a member whom nothing
 * denies, within what one address and one network get from the robot; else nothing. In the caller's
 * transaction. Errors: those of the store and of templates. */
gboolean misdirected_tell(Store *store, const Settings *settings, const List *list,
                          const char *sender, const PostFacts *facts, GError **error);

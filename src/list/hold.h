/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hold - keep a mail until a moderator decides */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"
#include "store/store.h"

#include "list/list.h"

typedef struct {
    const char *sender; /* envelope sender, "" for none */
    const char *reason; /* a machine word, see post-authorise.h */
    const Mail *mail;
    GBytes *raw;
    gboolean tell; /* whether owners and moderators get a notice */
} HoldDraft;

/* Holds it in the caller's transaction; `held` gets its number. What is held already, byte for
 * byte, is not held again and nobody is told twice. Errors: those of the store. */
gboolean hold_add(Store *store, const Settings *settings, const List *list, const HoldDraft *draft,
                  gint64 *held, GError **error);

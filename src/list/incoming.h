/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incoming - a mail to one of a list's addresses for people or its robot, and its transaction */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"
#include "store/store.h"

#include "list/address.h"
#include "list/list.h"

typedef struct {
    Transaction *transaction;
    List *list;
    Mail *mail;
    GBytes *raw;        /* borrowed */
    const char *sender; /* of the envelope; borrowed */
    char *author;       /* address in From, folded; NULL for none that mail can be sent to */
    gboolean automatic; /* a null sender, or a program or list sent it: never to be answered */
} Incoming;

/* Parses the mail, opens a transaction, finds the list. ERROR_REFUSED for an automatic mail unless
 * `programs_too`; ERROR_BAD_INPUT for an empty one; those of the store. Clear it in any case, which
 * rolls back what was not committed. */
gboolean incoming_take(Store *store, const ListAddress *address, const char *sender, GBytes *raw,
                       gboolean programs_too, Incoming *incoming, GError **error);
void incoming_clear(Incoming *incoming);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Incoming, incoming_clear)

/* ERROR_REFUSED when our own mail server found that the domain of the author denies the mail:
 * nothing is done in their name then. */
gboolean incoming_author_holds(const Settings *settings, Incoming *incoming, GError **error);

/* Whether its author looks after the list. */
gboolean incoming_by_keeper(Store *store, const Incoming *incoming, gboolean *keeper,
                            GError **error);

/* Holds it for the owners, reason "command". */
gboolean incoming_hold(Store *store, const Settings *settings, const Incoming *incoming,
                       GError **error);

/* One line in the log: what became of it. */
void incoming_log(const Incoming *incoming, const char *event, const char *outcome);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * robot - what a list's robot writes to one person
 *
 * What somebody's mail asks for is bounded, since anybody can write in anybody's name: by the
 * address written to in a day, by the domain the mail came from and by all in an hour ([robot] in
 * the settings), counted in the database.
 */
#pragma once

#include "list/incoming.h"
#include "list/notice.h"

typedef enum { ROBOT_MAY, ROBOT_SILENT } RobotVerdict;

/* Counts one answer to `address_key`. ROBOT_SILENT when they had enough today: act as asked, and
 * write nothing. ERROR_TRY_LATER when the network or all together had enough in this hour: the mail
 * is better taken later than answered never. ERROR_REFUSED for an address of one of our lists. In
 * the incoming mail's transaction. */
gboolean robot_count(Store *store, const Settings *settings, const Incoming *incoming,
                     const char *address_key, RobotVerdict *verdict, GError **error);

/* The same for a mail to a list, whose envelope sender is given ("" or NULL: none). */
gboolean robot_count_from(Store *store, const Settings *settings, const List *list,
                          const char *sender, const char *address_key, RobotVerdict *verdict,
                          GError **error);

/* A letter to a person on behalf of a list. */
typedef struct {
    const char *template; /* "welcome" */
    const char *language; /* "fr", "en" or "br" */
    const char *address;
    const char *reply_to;    /* NULL: the list's owners */
    const char *in_reply_to; /* Message-ID or NULL */
    const char *own_text; /* "welcome", "farewell" or "info": the list's own words, as {{text}} */
} RobotLetter;

/* Sends it in the caller's transaction; `value` gets the list and its addresses. Not counted. */
gboolean robot_write(Store *store, const Settings *settings, const List *list,
                     const RobotLetter *letter, Value *value, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - which list an envelope recipient means, and what of it
 *
 * LIST@ takes posts; LIST-owner@ reaches people; LIST-request@, -join@ (-subscribe@), -leave@
 * (-unsubscribe@) and -propose@ reach the robot; -confirm+TOKEN@, -undo+TOKEN@, -bounces+TOKEN@,
 * -moderate+TOKEN@, -accept+TOKEN@, -discard+TOKEN@, -propose+TOKEN@ and -decide+TOKEN@ carry a
 * proof of where they come from. Case never counts.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

typedef enum {
    ADDRESS_POST,
    ADDRESS_OWNER,
    ADDRESS_REQUEST,
    ADDRESS_JOIN,
    ADDRESS_LEAVE,
    ADDRESS_CONFIRM,
    ADDRESS_BOUNCES,
    ADDRESS_MODERATE,
    ADDRESS_ACCEPT,
    ADDRESS_DISCARD,
    ADDRESS_UNDO,
    ADDRESS_PROPOSE,
    ADDRESS_DECIDE
} ListAddressWhat;

typedef struct {
    gint64 list;
    char *name;   /* of the list */
    char *domain; /* of the list */
    ListAddressWhat what;
    gboolean is_banned; /* the sender it was asked about is, by the list or by all */
    char *token;        /* as it came; NULL where the address has none */
    gint64 mailing;     /* BOUNCES */
    gint64 recipient;   /* BOUNCES */
    gint64 subscriber;  /* CONFIRM */
    gint64 held;        /* MODERATE, ACCEPT, DISCARD */
    gint64 event;       /* UNDO */
    gint64 proposal;    /* PROPOSE: the contribution to confirm, 0 without a token */
    gint64 digest;      /* DECIDE, about proposals; 0: about an edition */
    gint64 letter;      /* DECIDE, about an edition; 0: about something else */
    gint64 trouble;     /* DECIDE, about something that is wrong; 0: about something else */
} ListAddress;

/* Resolves `recipient`, without < >, into `out`; to be asked at RCPT, before any data; `sender` is
 * who writes to it ("": nobody that can be banned). The token
 * is verified here, so that a guessed address costs the sender a command and us nothing.
 * ERROR_NOT_FOUND: no such address; ERROR_REFUSED: a token that is missing or not ours. `out` is
 * written on success only; clear it with list_address_clear() (or g_auto). */
gboolean list_address_resolve(Store *store, const char *recipient, const char *sender,
                              ListAddress *out, GError **error);
void list_address_clear(ListAddress *address);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ListAddress, list_address_clear)

/* Suffix `i`, "" first, of what LIST + suffix names; NULL behind the last. `*what`: what that is. A
 * constant. */
const char *list_address_suffix_at(guint i, ListAddressWhat *what);

/* The reserved suffix that `name` ends in, or NULL. A constant. */
const char *list_address_suffix(const char *name);

/* Cuts a local part into name, meaning and token; no look-up. FALSE for what can be none of ours.
 * Both outputs are freed with g_free(); `token` is NULL without one. */
gboolean list_address_split(const char *local, char **name, ListAddressWhat *what, char **token);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - what a link or a return path carries to prove where it comes from
 *
 * A token is base32 (RFC 4648, lower case, no padding: mail systems fold case) of
 *     key id (1 byte) | payload | first bytes of HMAC-SHA-256(key, purpose NUL key-id payload)
 * It is bound to one purpose: a return path never unsubscribes anybody. The payload is readable
 * by whoever holds the token; it holds numbers, never an address.
 *
 * In a URL the HMAC keeps 128 bits. In the local part of an address it keeps 96, because RFC 5321
 * 4.5.3.1.1 allows 64 octets for LIST-moderate+TOKEN, and guessing can only be done on line.
 */
#pragma once

#include <glib.h>

#define TOKEN_KEY_SIZE 32
#define TOKEN_MAX_NUMBERS 3

typedef enum {
    TOKEN_BOUNCE,      /* return path: mailing, recipient */
    TOKEN_CONFIRM,     /* subscription: list, subscriber */
    TOKEN_MODERATE,    /* held message: its number */
    TOKEN_UNSUBSCRIBE, /* one-click leaving: list, subscriber */
    TOKEN_PERSON,      /* preference page: subscriber */
    TOKEN_UNDO,        /* coming back: number of the proof of leaving */
    TOKEN_PROPOSE,     /* proposal: list, contribution */
    TOKEN_DECIDE,      /* mail with proposals: its number */
    TOKEN_JOIN,        /* page that confirms what a form asked for: subscriber */
    TOKEN_ERASE,       /* page that erases: subscriber, seconds since the epoch when it ends */
    TOKEN_ARCHIVE,     /* archive of a private list: list, subscriber, the same */
    TOKEN_ADDRESS, /* page that decides: number of a change of addresses, 1 does it, 2 refuses */
    TOKEN_EDITION, /* mail about an edition: its number */
    TOKEN_TROUBLE, /* mail that something is wrong: its number */
    TOKEN_N_PURPOSES
} TokenPurpose;

typedef struct {
    guint8 id; /* 1 to 255 */
    guint8 key[TOKEN_KEY_SIZE];
} TokenKey;

/* Keys in force; the first one signs, each verifies. Borrowed arrays: keep them while in use. */
typedef struct {
    const TokenKey *keys;
    guint n_keys;
} TokenKeys;

/* Returns a new token over `n` non-negative numbers (at most TOKEN_MAX_NUMBERS). Never fails with
 * at least one key. */
char *token_make(const TokenKeys *keys, TokenPurpose purpose, const gint64 *numbers, guint n);

/* Reads a token made for `purpose` with exactly `n` numbers into `numbers`. Every failure is the
 * same ERROR_REFUSED whatever is wrong with it, and compares in constant time. */
gboolean token_read(const TokenKeys *keys, TokenPurpose purpose, const char *token, gint64 *numbers,
                    guint n, GError **error);

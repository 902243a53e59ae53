/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own-link - places in a composed piece where each reader's own links go
 *
 * A piece is rendered with a word in place of such a link, and encoded once. In the encoded bytes
 * the place is a line "=_unsubscribe=" or "=_preferences=": a soft line break before it and one at
 * its end, and "=_", which quoted-printable (RFC 2045, 6.7) never writes, so that no text can be
 * taken for it. Assembling a copy puts the link there and nothing else.
 */
#pragma once

#include <glib.h>

typedef enum { OWN_LINK_NONE, OWN_LINK_UNSUBSCRIBE, OWN_LINK_PREFERENCES, OWN_LINK_COUNT } OwnLink;

/* The words that stand for the links while a piece is rendered; they cannot be guessed, so that no
 * contribution holds one. NULL for OWN_LINK_NONE. */
typedef struct {
    char *words[OWN_LINK_COUNT];
} OwnLinkWords;

void own_link_words_init(OwnLinkWords *words);
void own_link_words_clear(OwnLinkWords *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OwnLinkWords, own_link_words_clear)

/* `rendered` as quoted-printable with CRLF, ended by a line break, places marked. */
GBytes *own_link_encode(const char *rendered, const OwnLinkWords *words);

/* A stretch of an encoded piece and the link that follows it. */
typedef struct {
    const char *data;
    gsize size;
    OwnLink link;
} OwnLinkStretch;

/* Appends the stretches of `data`, into which they point, to an array of OwnLinkStretch. */
void own_link_split(const char *data, gsize size, GArray *stretches);

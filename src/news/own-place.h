/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own-place - places in a composed piece where what is each reader's own goes
 *
 * Links, names, and blocks that some readers get and others do not. A piece is rendered with a
 * word in such a place, and encoded once. In the encoded bytes the place is a line
 * "=_unsubscribe=", "=_name=", "=_if-02=" and so on: a soft line break before it and one at its
 * end, and "=_", which quoted-printable (RFC 2045, 6.7) never writes, so that no text can be taken
 * for it. Assembling a copy puts the reader's own there, or leaves the block out, and encodes
 * nothing else.
 */
#pragma once

#include <glib.h>

typedef enum {
    OWN_PLACE_NONE,
    OWN_PLACE_UNSUBSCRIBE,
    OWN_PLACE_PREFERENCES,
    OWN_PLACE_NAME,
    OWN_PLACE_TERRITORY,
    OWN_PLACE_CLICK_PLACE,           /* what a counted link says of its reader */
    OWN_PLACE_VALUES,                /* how many are replaced by something */
    OWN_PLACE_IF = OWN_PLACE_VALUES, /* has the number of a condition, as the next one */
    OWN_PLACE_UNLESS,
    OWN_PLACE_END,
    OWN_PLACE_COUNT
} OwnPlace;

/* Conditions are bits of a guint32. The first two are known of each reader, the last is whether
 * links are counted in this copy; those between are the edition's. */
enum {
    CONDITION_NAME,
    CONDITION_TERRITORY,
    CONDITION_FIRST,
    CONDITION_MAX = 31,
    CONDITION_COUNTED = CONDITION_MAX
};

/* What stands for places while a piece is rendered: words that begin with a stem which cannot be
 * guessed, so that no contribution holds one. They are made of tag characters (U+E0020 and on),
 * which take no column where text is wrapped; those that are replaced by something have
 * OWN_VALUE_COLUMNS more, which stand for a name's. */
enum { OWN_STEM_LETTERS = 20, OWN_VALUE_COLUMNS = 14 };

typedef struct {
    char stem[4 * OWN_STEM_LETTERS + 1];
} OwnWords;

void own_words_init(OwnWords *words);

/* The word of a place. g_free(). */
char *own_word(const OwnWords *words, OwnPlace place, guint number);

/* The first word in `text`, what it says, and where it ends; NULL when there is none. */
const char *own_word_find(const char *text, const OwnWords *words, OwnPlace *place, guint *number,
                          const char **end);

/* `rendered` as quoted-printable with CRLF, ended by a line break, places marked. */
GBytes *own_place_encode(const char *rendered, const OwnWords *words);

/* A stretch of an encoded piece and the place that follows it. */
typedef struct {
    const char *data;
    gsize size;
    OwnPlace place;
    guint number; /* of the condition */
    guint end;    /* of IF and UNLESS: which stretch its END follows */
} OwnStretch;

/* Appends the stretches of `data`, into which they point, to an array of OwnStretch. */
void own_place_split(const char *data, gsize size, GArray *stretches);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter-inside - what the files of letter.h share; nobody else includes it */
#pragma once

#include "base/token.h"
#include "mailing/headers.h"

#include "news/edition.h"
#include "news/letter.h"
#include "news/own-link.h"
#include "news/piece.h"

typedef struct {
    gboolean is_for_everybody;
    GArray *html; /* of OwnLinkStretch, into `rows` */
    GArray *text;
} LetterPiece;

/* What one reader gets: `n_near` and then `n_followed` positions from `first` on in `chosen`. */
typedef struct {
    char *name;
    guint first;
    guint n_near;
    guint n_followed;
} LetterChoice;

struct Letter {
    Edition *edition;
    Rows *rows;       /* the pieces' bytes */
    GPtrArray *items; /* of LetterPiece *, in order */
    LetterPiece *frames[PIECE_FRAMES];
    gboolean has_local; /* any item that is not for everybody */
    const TokenKeys *keys;
    char *site_url;
    char *own_prefix[OWN_LINK_COUNT]; /* what comes before the token, encoded */
    char *boundary;
    char *from;
    GString *shared; /* headers that all copies have */
    LetterPurpose purpose;
    GHashTable *choices; /* of gint64 * to LetterChoice * */
    GArray *chosen;      /* of guint: index into items */
};

/* Writes the shared headers anew, as the purpose wants them. */
void letter_write_shared(Letter *letter);

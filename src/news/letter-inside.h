/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter-inside - what the files of letter.h share; nobody else includes it */
#pragma once

#include "base/token.h"
#include "mailing/headers.h"

#include "news/edition.h"
#include "news/letter.h"
#include "news/own-place.h"
#include "news/piece.h"

/* The two forms of everything. */
typedef enum { LETTER_TEXT, LETTER_HTML, LETTER_FORMS } LetterForm;

typedef struct {
    GArray *forms[LETTER_FORMS]; /* of OwnStretch, into the version's rows */
    int position;                /* as piece.h has them */
} LetterPiece;

/* Where a piece begins in a copy. */
typedef struct {
    gsize at;
    int position;
    LetterForm form;
} LetterMark;

/* The letter in one language. */
typedef struct {
    char *language;
    char *title;
    Rows *rows;       /* the pieces' bytes */
    GPtrArray *items; /* of LetterPiece *, in order */
    LetterPiece *frames[FRAMES];
    GPtrArray *parts; /* of LetterPiece *, PIECE_SECTION_PARTS a section; NULL: has none */
    GString *shared;  /* headers that all copies have */
} LetterVersion;

/* How far a section reaches: up to a distance, or for other reasons. */
enum { LETTER_EVERYBODY = 100, LETTER_INTERESTS = 101, LETTER_DISTANCES = 4 };

typedef struct {
    int reach;
    gboolean nearest; /* those come first */
    guint most;       /* 0: all */
    GArray *items;    /* of guint: index into the items, in order */
} LetterSection;

/* What one reader gets: from `first` on in `chosen`, for each section how many and which. */
typedef struct {
    char *name;
    const LetterVersion *version;
    guint first;
    guint32 conditions;
    char *values[LETTER_FORMS][OWN_PLACE_VALUES]; /* of names, encoded */
} LetterChoice;

struct Letter {
    Edition *edition;
    GPtrArray *versions; /* of LetterVersion *, the edition's own language first */
    GPtrArray *sections; /* of LetterSection * */
    guint n_items;
    gboolean uses[OWN_PLACE_COUNT]; /* which places any piece has */
    gboolean has_conditions;
    const TokenKeys *keys;
    char *site_url;
    char *own_prefix[OWN_PLACE_VALUES]; /* what comes before the token, encoded */
    char *boundary;
    char *related;   /* the boundary between HTML and images */
    GString *images; /* the parts that follow the HTML, as they are sent; empty: none */
    char *from;
    char *imagined_language;
    LetterPurpose purpose;
    GHashTable *choices; /* of gint64 * to LetterChoice * */
    GArray *chosen;      /* of guint */
    GArray *marks;       /* of LetterMark, of the copy assembled last; NULL: nobody asks */
};

/* Writes the shared headers anew, as the purpose wants them. */
void letter_write_shared(Letter *letter);

/* Reads the pieces of each language and the sections. */
gboolean letter_read(Letter *letter, Store *store, GError **error);
void letter_version_free(gpointer version);
void letter_section_free(gpointer section);

/* Puts a choice without any item, for a reader who is only imagined, is called so, lives there and
 * has number 0, in place of all others. */
LetterChoice *letter_choose_nobody(Letter *letter, const LetterVersion *version, const char *name,
                                   const char *place);

/* Reads and encodes the images that go with each copy. */
gboolean letter_read_images(Letter *letter, Store *store, GError **error);

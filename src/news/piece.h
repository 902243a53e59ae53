/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece - the parts an edition is composed of, as edition_piece keeps them
 *
 * The letter of a reader is
 *     head
 *     heading of "everybody", its items
 *     heading of "territory", the items near the reader, or what stands for none of them
 *     heading of "interest", the items about what the reader follows
 *     foot
 * A section without items goes with its heading. The public copy has head and foot of its own, and
 * every item.
 */
#pragma once

#include <glib.h>

/* Fixed positions; items follow from PIECE_ITEMS on, without gaps, in the order of the letter. */
typedef enum {
    PIECE_HEAD,
    PIECE_EVERYBODY_HEADING,
    PIECE_TERRITORY_HEADING,
    PIECE_TERRITORY_EMPTY,
    PIECE_INTEREST_HEADING,
    PIECE_FOOT,
    PIECE_PUBLIC_HEAD,
    PIECE_PUBLIC_HEADING,
    PIECE_PUBLIC_FOOT,
    PIECE_FRAMES,
    PIECE_ITEMS = 16
} PiecePosition;

typedef struct {
    const char *section;  /* of edition_piece */
    const char *part;     /* of edition_piece */
    const char *template; /* name of its template */
    const char *flag;     /* what the template sees as true, or NULL */
    gboolean is_public;
} PieceFrame;

/* A row for each of the fixed positions. */
extern const PieceFrame piece_frames[PIECE_FRAMES];

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece - the parts an edition is composed of, as edition_piece keeps them
 *
 * The letter of a reader is the head, then each section that has something for them, its heading
 * before its items, and the foot. A section without items goes with its heading; where the edition
 * says so, something else stands in its place. The public copy has head, headings and foot of its
 * own, and every item. Other languages have the same positions.
 */
#pragma once

#include <glib.h>

/* Fixed positions. Items follow from PIECE_ITEMS on, without gaps; sections have three places each
 * from PIECE_SECTIONS on. */
typedef enum {
    PIECE_HEAD = 0,
    PIECE_FOOT = 5,
    PIECE_PUBLIC_HEAD = 6,
    PIECE_PUBLIC_FOOT = 8,
    PIECE_ITEMS = 16,
    PIECE_ITEMS_END = 99999,
    PIECE_SECTIONS = 100000
} PiecePosition;

typedef enum {
    PIECE_HEADING,
    PIECE_EMPTY,
    PIECE_PUBLIC_HEADING,
    PIECE_SECTION_PARTS
} PieceOfSection;

/* What stands around the sections. */
typedef enum { FRAME_HEAD, FRAME_FOOT, FRAME_PUBLIC_HEAD, FRAME_PUBLIC_FOOT, FRAMES } FrameNumber;

typedef struct {
    PiecePosition position;
    const char *part;     /* of edition_piece */
    const char *template; /* name of its template */
    gboolean is_public;
} PieceFrame;

extern const PieceFrame piece_frames[FRAMES];

/* The position of a section's part. */
int piece_of_section(guint section, PieceOfSection part);

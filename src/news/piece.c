/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece - the fixed parts of a letter, by position */
#include "news/piece.h"

const PieceFrame piece_frames[PIECE_FRAMES] = {
    [PIECE_HEAD] = {"frame", "head", "head", NULL, FALSE},
    [PIECE_EVERYBODY_HEADING] = {"everybody", "heading", "heading", "everybody", FALSE},
    [PIECE_TERRITORY_HEADING] = {"territory", "heading", "heading", "territory", FALSE},
    [PIECE_TERRITORY_EMPTY] = {"territory", "empty", "empty", "territory", FALSE},
    [PIECE_INTEREST_HEADING] = {"interest", "heading", "heading", "interest", FALSE},
    [PIECE_FOOT] = {"frame", "foot", "foot", NULL, FALSE},
    [PIECE_PUBLIC_HEAD] = {"frame", "public head", "head", NULL, TRUE},
    [PIECE_PUBLIC_HEADING] = {"territory", "public heading", "heading", "elsewhere", TRUE},
    [PIECE_PUBLIC_FOOT] = {"frame", "public foot", "foot", NULL, TRUE},
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece - the fixed parts of a letter, by position */
#include "news/piece.h"

const PieceFrame piece_frames[FRAMES] = {
    [FRAME_HEAD] = {PIECE_HEAD, "head", "head", FALSE},
    [FRAME_FOOT] = {PIECE_FOOT, "foot", "foot", FALSE},
    [FRAME_PUBLIC_HEAD] = {PIECE_PUBLIC_HEAD, "public head", "head", TRUE},
    [FRAME_PUBLIC_FOOT] = {PIECE_PUBLIC_FOOT, "public foot", "foot", TRUE},
};

int
piece_of_section(guint section, PieceOfSection part)
{
    return PIECE_SECTIONS + (int)section * PIECE_SECTION_PARTS + (int)part;
}

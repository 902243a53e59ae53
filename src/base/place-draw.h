/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place-draw - a line of text and a mark below the character that is meant, for terminals */
#pragma once

#include <glib.h>

/* Two lines, each closed: "territory:Brst\n          ^\n" for column 11, counted in characters from
 * 1; one behind the last is where something is missing. Of a long text what is around the column.
 * Letters of double width move the mark by two, accents that stand on a letter by none; what
 * would move the cursor or turn the direction of writing is shown as U+FFFD. `text` is UTF-8.
 * Free it. */
char *place_draw(const char *text, guint column);

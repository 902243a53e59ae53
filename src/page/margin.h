/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * margin - lines of plain text behind nested quote marks and list marks
 *
 * What both renderers to plain text stand on. A quote's mark goes before each of its lines, an
 * item's before the first, blanks before the others. Marks nested deeper than MARGIN_MAX are left
 * out, so that output does not grow with nesting.
 */
#pragma once

#include <glib.h>

enum { MARGIN_MAX = 20 };

typedef struct {
    GString *out;
    GArray *marks;  /* open quotes and items, outermost first */
    guint too_deep; /* those over MARGIN_MAX that are open */
    gboolean gap;   /* a blank line belongs before the next block */
} Margin;

void margin_init(Margin *margin);
char *margin_finish(Margin *margin); /* the text; g_free() */

/* Opens a quote ("> ", each_line) or an item ("- ", "12. "); closes the last one opened. An item
 * that got no line is written as its mark alone. */
void margin_push(Margin *margin, const char *mark, gboolean each_line);
void margin_pop(Margin *margin);

/* TRUE where the next line is the first of an item: it follows the mark, not a blank line. */
gboolean margin_at_item(const Margin *margin);

/* Columns that the open marks take. */
guint margin_width(const Margin *margin);

/* Writes the blank line that `gap` asks for, marked with what is common to the block before and
 * the next one; none at the beginning of the text. */
void margin_gap(Margin *margin);

/* Writes one line without the blanks at its end. */
void margin_line(Margin *margin, const char *line, gsize size);

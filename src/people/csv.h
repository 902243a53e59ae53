/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv - rows of CSV written (RFC 4180, a line feed behind each) */
#pragma once

#include <glib.h>

/* Appends a row; NULL is an empty field. Quoted is what needs it: separators, marks, line breaks,
 * blanks at the ends. What a spreadsheet would take for a formula, as a name of "=HYPERLINK(...)"
 * that somebody typed into a form, gets an apostrophe in front, which makes it text there. */
void csv_append_row(GString *text, const char *const *fields, guint n);

/* TRUE for a field that has such an apostrophe, which is then no part of it. */
gboolean csv_is_guarded(const char *field, gsize size);

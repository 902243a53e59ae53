/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv - rows of CSV written (RFC 4180, a line feed behind each) */
#pragma once

#include <glib.h>

/* Appends a row; NULL is an empty field. Quoted is what needs it: separators, marks, line breaks,
 * blanks at the ends. */
void csv_append_row(GString *text, const char *const *fields, guint n);

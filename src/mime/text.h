/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - whatever bytes a mail has, as UTF-8 that can be stored and shown
 *
 * Every string these functions return is valid UTF-8 without NUL, whatever came in, and is freed
 * with g_free().
 */
#pragma once

#include <glib.h>

/* `n` bytes in `charset` (NULL or unknown: a guess) as UTF-8. Tries what is declared, then UTF-8,
 * then windows-1252; a byte that means nothing becomes U+FFFD. `faithful` (may be NULL) is FALSE
 * when the declaration is unknown or does not fit the bytes. */
char *text_from_charset(const char *data, gsize n, const char *charset, gboolean *faithful);

/* What `faithful` of text_from_charset() would be. */
gboolean text_fits(const char *data, gsize n, const char *charset);

/* One line of text for people: tabs and line ends become a blank; other controls, bidirectional
 * overrides and isolates go; invalid UTF-8 becomes U+FFFD; blanks at both ends go. `n` may be -1
 * for a terminated string. */
char *text_line(const char *text, gssize n);

/* Several lines of text for people: as text_line(), but tabs stay and each line end (LF, CRLF, CR)
 * becomes LF. Works in place on a string this room made. */
void text_lines(char *text);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encode - bodies made fit for any mail server: 7 bits, short lines, CRLF
 *
 * Pieces can be encoded once and put together later: every function starts at the beginning of a
 * line and keeps no state between calls. Two quoted-printable pieces may be concatenated when the
 * first ends in a line break, two base64 pieces when the first is a multiple of 57 bytes.
 */
#pragma once

#include <glib.h>

/* Appends `n` bytes of text to `out` as quoted-printable (RFC 2045, 6.7). LF and CRLF in the text
 * become CRLF; a CR alone is data and is encoded. Lines have at most 76 characters; blanks before
 * a line end, a dot and "From " at the beginning of a line are encoded, so that neither an mbox
 * nor a server that mishandles dots can alter them. Text without a final line break stays so. */
void quoted_printable(GString *out, const char *utf8, gsize n);

/* Appends `n` bytes to `out` as base64 in lines of 76 characters, each ended by CRLF. */
void base64_lines(GString *out, const guint8 *data, gsize n);

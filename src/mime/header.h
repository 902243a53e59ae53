/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * header - values for the headers of the mail we write
 *
 * What these functions return can be put after "Name: " as it is: ASCII, folded with CRLF and a
 * blank, no line over 76 characters as long as the text has a place to fold. All returned strings
 * are freed with g_free().
 */
#pragma once

#include <glib.h>

/* TRUE when `value` has no CR, LF or NUL, so that it cannot end its header and begin another.
 * FALSE for NULL. For values before folding; those below are folded and safe. */
gboolean header_is_safe(const char *value);

/* TRUE when `name` is a field name of RFC 5322: printable ASCII without colon, at most 70. */
gboolean header_name_is_valid(const char *name);

/* Unstructured text (RFC 5322, 2.2.1), as encoded words (RFC 2047) when it is not plain ASCII.
 * Control characters and bidirectional overrides become blanks, invalid UTF-8 U+FFFD. A plain
 * ASCII word that is too long for a line, such as a URL, stays whole. */
char *header_text(const char *utf8);

/* A value that is encoded already (it came in a header), folded anew. NULL when it has bytes that
 * are not for the wire, or a word too long for any line. */
char *header_fold(const char *value);

/* A mailbox: `name` (UTF-8, may be NULL or empty) and `address`. NULL when `address` is not one
 * that address_is_valid() takes: the caller checks before. A domain in Unicode goes out in ASCII.
 */
char *header_mailbox(const char *name, const char *address);

/* A date of RFC 5322, "Mon, 2 Nov 2026 09:30:00 +0100". `us`: microseconds since the epoch;
 * `zone` NULL is UTC. In English in every locale. NULL for a year beyond 9999. */
char *header_date(gint64 us, GTimeZone *zone);

/* A new Message-ID without its angle brackets, "random@host": 128 random bits. `host` is put as it
 * is and must be a domain in ASCII. */
char *header_message_id(const char *host);

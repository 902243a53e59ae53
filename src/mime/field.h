/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field - reading the values of received headers
 *
 * Each function takes one unfolded value (a terminated string of any bytes) and gives valid UTF-8
 * to be freed with g_free(). None fails: what cannot be read is NULL or taken as it stands. Each
 * is linear in the value and remembers nothing between calls.
 */
#pragma once

#include <glib.h>

/* Decodes the encoded words (RFC 2047) of `value`, leniently: also inside words and quotes, with
 * blanks inside, and with characters cut between adjacent words. The rest is kept; bytes that are
 * not UTF-8 are read as windows-1252. `faithful` (may be NULL) is set to FALSE, and never to TRUE,
 * when a charset is unknown or wrong. May contain controls: see text_line(). */
char *field_words(const char *value, gboolean *faithful);

/* The first token of a structured value in lower case ("text/plain", "attachment"), NULL when
 * there is none. */
char *field_token(const char *value);

/* The parameter `name` of a structured value (RFC 2045, RFC 2231 with its continuations and
 * charsets, or encoded words as Outlook puts them), or NULL. */
char *field_parameter(const char *value, const char *name);

/* The first mailbox of an address list (RFC 5322 with its obsolete forms): `*name` decoded for
 * people (NULL when there is none), `*address` as found without its route (NULL when there is
 * none, also when what stands there holds controls or blanks). */
void field_mailbox(const char *value, char **name, char **address);

/* The same for one after the other: each call moves `*cursor` on. FALSE at the end. */
gboolean field_mailbox_next(const char **cursor, char **name, char **address);

/* How many mailboxes an address list has, as far as can be told from its @ signs. */
guint field_mailbox_count(const char *value);

/* Whether it names one mailbox and that outright: not several (RFC 5322, 3.6.2), no group
 * (RFC 6854), which mail servers that judge the author look at each in their way or not at all. */
gboolean field_mailbox_is_alone(const char *value);

/* The message identifiers `<...>` of a value without their brackets, in order, blanks around them
 * gone. Each call moves `*cursor` on; NULL at the end. Begin with `*cursor` at the value. */
char *field_identifier(const char **cursor);

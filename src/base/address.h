/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - the addresses people have, checked and folded
 *
 * A subset of RFC 5321/5322 by decision: dot-atom local part in ASCII, a domain name with at least
 * one dot, in ASCII or in Unicode (IDNA). Quoted local parts, comments, address literals and
 * non-ASCII local parts exist on paper and nowhere in a subscriber file; each is more often a
 * mistake or an attack. No function here looks anything up.
 */
#pragma once

#include <glib.h>

#define ADDRESS_LOCAL_MAX 64
#define ADDRESS_DOMAIN_MAX 255
#define ADDRESS_MAX 254 /* a path of 256 octets less its angle brackets: RFC 5321, 4.5.3.1.3 */

/* TRUE when `address` is one that mail can be sent to. Lengths are of the form on the wire, with
 * the domain in ASCII. Otherwise ERROR_BAD_INPUT with a hint where there is one. */
gboolean address_is_valid(const char *address, GError **error);

/* The key under which an address is compared and stored: local part in ASCII lower case, domain in
 * ASCII (IDNA) lower case. NULL when there is no such key: no `@`, or a domain that is none. It
 * folds more than RFC 5321 asks (local parts may differ by case), as every provider in use does.
 * Free with g_free(). */
char *address_fold(const char *address);

/* The address of an SMTP path (what stands between < and >): without a source route, which is
 * ignored (RFC 5321, 4.1.1.3 and appendix C), and with a quoted local part as it is without quotes
 * where it can be, as both are one mailbox (4.1.2). Anything else as it is. Free with g_free(). */
char *address_of_path(const char *path);

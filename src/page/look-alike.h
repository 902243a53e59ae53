/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look-alike - hosts that are written to be taken for others, and hosts that words speak of
 *
 * Takes whatever bytes of UTF-8 come.
 */
#pragma once

#include <glib.h>

typedef enum {
    LOOK_ALIKE_NOT,
    LOOK_ALIKE_FOREIGN, /* a name in another alphabet beneath a Latin end, as "аррӏе.com" */
    LOOK_ALIKE_MIXED    /* letters of several alphabets in one name, as "exаmple.org" */
} LookAlike;

/* Judges a host, in either of its forms (RFC 3492: "xn--..."). Accents are no other alphabet. */
LookAlike look_alike(const char *host);

/* The hosts that a text speaks of ("https://example.org/x", "www.example.org", "example.org" with
 * an end that is common here), as host_plain() writes them. g_strfreev(). */
char **hosts_said(const char *text);

/* The host of an http(s) URL; NULL for any other. g_free(). */
char *host_of(const char *url);

/* In lower case, in ASCII, without "www." before it. g_free(). */
char *host_plain(const char *host);

/* The registered part of a host, as far as can be told without a list of all registries:
 * "example.org" of "www.example.org", "example.co.uk", "impots.gouv.fr". g_free(). */
char *host_registered(const char *host);

/* Whether two hosts are drawn alike in ASCII and are not the same: "paypa1.com" and "paypal.com",
 * "rnairie.example" and "mairie.example". Their registered parts count; of names of NAME_LEAST
 * letters or more the end does not, so that "paypa1.net" is like the first too. Both as
 * host_plain() writes them. */
enum { LOOK_ALIKE_NAME_LEAST = 6 };
gboolean hosts_look_alike(const char *one, const char *other);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * language - which of the site's languages a reader wants
 */
#pragma once

#include <glib.h>

typedef enum { LANGUAGE_FR, LANGUAGE_EN, LANGUAGE_BR, LANGUAGE_COUNT } Language;

/* "fr", "en", "br": in HTML, in settings and in catalogues' names. */
const char *language_code(Language language);

/* "Français", "English", "Brezhoneg": each in itself. */
const char *language_name(Language language);

/* Parameter by which a reader chooses one, and the cookie that remembers it. */
#define LANGUAGE_COOKIE "language"

/* The one with this code; `otherwise` for NULL and what is none. */
Language language_read(const char *code, Language otherwise);

/* What Accept-Language (RFC 9110, section 12.5.4; may be NULL) likes best of the three: by weight,
 * then by order. A region ("fr-CA") is its language. `otherwise` where it names none of them. */
Language language_negotiate(const char *accept, Language otherwise);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * coding - pages compressed for those who take them so (RFC 9110, sections 8.4 and 12.5.3)
 *
 * By gzip alone: zstd was measured on these pages, of 5 to 17 KB, and made them no smaller (2,046
 * bytes of a list's 17,236 against 2,053), while each form has to be kept apart.
 */
#pragma once

#include "http/response.h"

/* Whether it pays and harms nobody: text of some length that may be kept. What must not be kept
 * (pages behind tokens) is not compressed either, since its length would tell of its content. */
gboolean coding_pays(const HttpResponse *response, gsize size);

/* Whether Accept-Encoding (may be NULL) takes gzip. */
gboolean coding_accepts_gzip(const char *accept_encoding);

/* Tells caches that the other form exists. */
void coding_vary(HttpResponse *response);

/* The tag of the compressed form: a strong one names bytes (RFC 9110, section 8.8.3). Free it. */
char *coding_etag(const char *etag);

/* The bytes compressed; NULL where that fails, or makes them longer. */
GBytes *coding_gzip(GBytes *bytes);

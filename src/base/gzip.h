/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip - compress bytes (RFC 1952), a piece at a time */
#pragma once

#include <glib.h>

typedef struct Gzip Gzip;

/* `level` from 1, fast, to 9, small. */
Gzip *gzip_new(int level);
void gzip_free(Gzip *gzip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gzip, gzip_free)

/* Appends to `out` what `size` more bytes are compressed to, as far as they yield anything yet;
 * with `end`, all the rest. ERROR_BUG where zlib refuses. */
gboolean gzip_add(Gzip *gzip, const void *data, gsize size, gboolean end, GByteArray *out,
                  GError **error);

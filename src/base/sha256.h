/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sha256 - SHA-256 (FIPS 180-4) of a mail, or of what is told of it */
#pragma once

#include <glib.h>

enum { SHA256_SIZE = 32 };

typedef struct {
    const void *data;
    gsize size;
} Sha256Piece;

/* Of `n` pieces, one behind the other. Never NULL; free it with g_bytes_unref(). */
GBytes *sha256_of(const Sha256Piece *pieces, guint n);

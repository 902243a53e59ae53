/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-body - what stands behind the headers of a mail; see post-body.h */
#include "list/post-body.h"

#include <string.h>

#include "mime/splice.h"

Sha256Piece
post_body_in(GBytes *lines)
{
    gsize n;
    const char *text = g_bytes_get_data(lines, &n);
    const char *blank = n > 0 ? memmem(text, n, "\r\n\r\n", 4) : NULL;
    gsize at = blank != NULL ? (gsize)(blank - text) + 4 : n;

    return (Sha256Piece){text + at, n - at};
}

GBytes *
post_body_of(const guint8 *raw, gsize size)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, size);
    g_autoptr(GBytes) lines = mail_to_crlf(bytes);
    const Sha256Piece body = post_body_in(lines);

    /* A copy: the bytes of a row do not outlive it. */
    return g_bytes_new(body.data, body.size);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* range - which bytes of a file a client asks for */
#pragma once

#include <glib.h>

typedef enum {
    RANGE_WHOLE, /* no range, or none that has to be kept: everything goes */
    RANGE_PART,
    RANGE_BEYOND, /* nothing of it is there: 416 */
} RangeKind;

/* Reads a Range header (NULL: none) for a body of `size` bytes; RANGE_PART sets where it begins
 * and how long it is. Several ranges in one header, which a server may leave aside (RFC 9110,
 * section 14.2), and what cannot be read are RANGE_WHOLE. */
RangeKind range_read(const char *header, gsize size, gsize *from, gsize *count);

/* Whether the client's copy is of this very file (If-Range, section 13.1.5): a strong tag (`etag`
 * without quotes, or NULL) or the exact date. TRUE without the header. */
gboolean range_holds(const char *if_range, const char *etag, gint64 last_modified);

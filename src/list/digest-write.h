/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest-write - the part of a digest that many readers have in common
 *
 * MIME: a table of contents and a multipart/digest (RFC 2046, 5.1.5) of the posts as they were
 * sent. Plain: one text (RFC 1153). The words and the layout are template mail/LANGUAGE/digest.txt.
 */
#pragma once

#include "base/settings.h"

#include "list/digest-order.h"
#include "list/list.h"

typedef struct {
    const Settings *settings;
    const List *list;
    const GPtrArray *posts; /* DigestPost *, in the order they are read in */
    gint64 mailing;
    gint64 created; /* microseconds since the epoch */
} Digest;

typedef struct {
    char *language; /* "fr", "en", "br" */
    char *zone;     /* "Europe/Paris" */
    gboolean is_plain;
} DigestManner;

/* Headers and body, CRLF, without the headers that a list's copies all have. NULL for the errors of
 * the template. */
GString *digest_write(const Digest *digest, const DigestManner *manner, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * splice - headers taken out and put in, everything else byte for byte
 *
 * A mail that is passed on must keep its bytes, or signatures break. Only line ends are normalised:
 * every line ends in CRLF, so that no server on the way sees lines that we do not (SMTP smuggling).
 */
#pragma once

#include <glib.h>

typedef enum {
    HEADER_REMOVE,  /* every header called `name` */
    HEADER_REPLACE, /* the first is replaced in its place and the others removed; added if none */
    HEADER_ADD,     /* at the top; several come in the order given */
} HeaderAction;

typedef struct {
    HeaderAction action;
    const char *name;
    const char *value; /* as on the wire: ASCII, encoded and folded (mime/header.h) */
} HeaderEdit;

/* `raw` with each LF, each CR and each CR…CR LF as one CRLF. Returns a reference to `raw` itself
 * when it is so already. The result of applying it again is the same. */
GBytes *mail_to_crlf(GBytes *raw);

/* A place in `raw` and the same place in mail_to_crlf(raw); begins as {0}. */
typedef struct {
    gsize raw, normal;
} LineCursor;

/* Where the byte at `offset` of mail_to_crlf(raw) comes from, to be asked for rising offsets. */
gsize mail_crlf_origin(GBytes *raw, LineCursor *cursor, gsize offset);

/* `raw` normalised as above, without a leading mbox "From " line, with the edits made. Edits look
 * at the headers that came in, not at each other's. Where headers ran into the body without an
 * empty line, one is put in. ERROR_BAD_INPUT for an empty mail, for headers over HEADER_BYTES_MAX
 * (100 KB), and for a name or value that is not fit for the wire. */
GBytes *mail_splice(GBytes *raw, const HeaderEdit *edits, guint n, GError **error);

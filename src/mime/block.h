/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block - where the headers are in raw bytes
 *
 * Offsets only, nothing is copied or altered. A line ends in LF, with or without CR before it. The
 * block ends behind the first empty line, or where the first line begins that is no header line
 * (RFC 5322, 2.2), as Postfix reads it; lines that begin with "From " or ">From " are stepped over.
 */
#pragma once

#include <glib.h>

/* Headers longer than this are cut off by mail_parse() and refused by mail_splice(). */
#define HEADER_BYTES_MAX (100 * 1024)

typedef struct {
    gsize name;      /* where the name begins */
    gsize name_size; /* without blanks before the colon */
    gsize value;     /* behind the colon */
    gsize end;       /* behind the last line end of the field, folded lines included */
} Field;

typedef struct {
    GArray *fields;        /* of Field, those that end within HEADER_BYTES_MAX */
    gsize first;           /* where the first field may begin: behind a leading "From " line */
    gsize end;             /* where the block ends, before the empty line */
    gsize body;            /* behind the empty line; `end` when there is none */
    gboolean separated;    /* an empty line was found */
    gboolean too_long;     /* longer than HEADER_BYTES_MAX */
    gboolean mailbox_line; /* a "From " line was stepped over */
} Block;

/* Fills `block` from data[start..end). Free with block_clear(). */
void block_scan(const char *data, gsize start, gsize end, Block *block);
void block_clear(Block *block);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Block, block_clear)

/* TRUE when `field` is called `name`, in any case. */
gboolean field_is(const char *data, const Field *field, const char *name);

/* The value unfolded: line ends out, blanks at both ends out, NUL out. Raw bytes otherwise. Free
 * with g_free(). */
char *field_value(const char *data, const Field *field);

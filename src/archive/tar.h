/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tar - the files of a tar (POSIX ustar and pax, GNU long names)
 *
 * Only regular files are given; names are words for reports and lead nowhere.
 */
#pragma once

#include "archive/window.h"

enum { TAR_BLOCK = 512 };

typedef struct {
    char *name;     /* NULL: there is no other; whoever asked owns it */
    gint64 size;    /* bytes, which begin at the window */
    gint64 changed; /* microseconds since the epoch */
} TarMember;

/* TRUE for bytes that begin a tar: a block whose checksum holds. */
gboolean tar_is(const char *data, gsize size);

/* The header of the next member; behind it the window stands on the member's bytes, without its
 * limit. ERROR_BAD_INPUT for what is no header, or an end too soon. */
gboolean tar_next(Window *window, TarMember *member, GError **error);
/* Bytes that fill a member's last block up. */
gint64 tar_padding(gint64 size);

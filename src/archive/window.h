/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window - a file seen piece by piece, unpacked on the way
 *
 * What gzip, xz, zstd or bzip2 made is read through the program of that name: no library of theirs
 * ever sees what a stranger sent inside our process, and unpacking has a processor of its own.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *data; /* what is in sight: `size` bytes; moves with each call */
    gsize size;
    gint64 offset;  /* of data[0] from the beginning, unpacked */
    gboolean ended; /* what is in sight is all there is, up to the limit */
    gint64 limit;   /* bytes from data[0] to where a member ends; -1: none */
    struct WindowInside *inside;
} Window;

/* ERROR_NOT_FOUND, ERROR_REFUSED; ERROR_TRY_LATER where the program that unpacks is missing. */
Window *window_open(const char *path, GError **error);
void window_free(Window *window);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Window, window_free)

/* Makes at least `size` bytes visible, or all there are. ERROR_BAD_INPUT for a broken packed file.
 */
gboolean window_reach(Window *window, gsize size, GError **error);
/* Forgets `size` bytes in sight. */
void window_skip(Window *window, gsize size);
/* Forgets everything up to `size` bytes from here, in sight or not. */
gboolean window_pass(Window *window, gint64 size, GError **error);
/* How many bytes of the file itself have been read. */
gint64 window_read(const Window *window);

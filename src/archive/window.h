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
/* What is packed within the limit, as a file of its own; window_reach() must have shown its
 * beginning. NULL without an error where nothing is packed. Reads `window` to its limit. */
Window *window_open_packed(Window *window, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Window, window_free)

/* Makes at least `size` bytes visible, or all there are, be it up to a break. */
gboolean window_reach(Window *window, gsize size, GError **error);
/* FALSE with ERROR_BAD_INPUT where what is in sight ends because the file was cut off or what it
 * was packed with finds it broken: the last thing in it is not whole. */
gboolean window_sound(const Window *window, GError **error);
/* Always FALSE, with the error that window_sound() gives. */
gboolean window_broken(const Window *window, GError **error);
/* Forgets `size` bytes in sight. */
void window_skip(Window *window, gsize size);
/* Forgets everything up to `size` bytes from here, in sight or not. */
gboolean window_pass(Window *window, gint64 size, GError **error);
/* How many bytes of the file itself have been read. */
gint64 window_read(const Window *window);

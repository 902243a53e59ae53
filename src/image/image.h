/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image - pictures that people send, made anew
 *
 * The only door to gdk-pixbuf. A picture is decoded and written again, turned the way its camera
 * says: what it said of place, time, camera and owner (EXIF, XMP, IPTC, comments) cannot come
 * along, nor can anything that hid behind it. Taking the known marks out of the file as it is would
 * keep those that nobody thought of, and its size.
 */
#pragma once

#include <glib.h>

enum {
    IMAGE_BYTES_MAX = 20 * 1024 * 1024,  /* of one that is read */
    IMAGE_PIXELS_MAX = 50 * 1000 * 1000, /* the same */
    IMAGE_SIDE_MAX = 1600                /* pixels of one that is written */
};

typedef struct {
    const char *type; /* "jpeg", or "png" for one that can be seen through */
    guint width;
    guint height;
    GBytes *data;
} Image;

/* JPEG, PNG or GIF (its first picture), told from the first bytes. ERROR_BAD_INPUT for
 * anything else, for one that is broken, and for one beyond the bounds. */
Image *image_renew(GBytes *raw, GError **error);
void image_free(Image *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Image, image_free)

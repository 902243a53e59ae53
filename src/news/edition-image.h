/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-image - images that an editorial shows: files beside it, kept in the database
 *
 * PNG, JPEG and GIF, told from their first bytes, since all mail programs show these. Nothing from
 * another host: it would learn who reads the letter.
 */
#pragma once

#include "store/store.h"

#include "news/edition.h"

enum {
    EDITION_IMAGE_SIZE_MAX = 1024 * 1024, /* bytes of one */
    EDITION_IMAGES_MAX = 20,
    EDITION_IMAGE_SIDE_MAX = 4000, /* pixels */
    EDITION_IMAGE_COLUMN = 552     /* pixels that the column of a letter has */
};

typedef struct {
    char *name;       /* as the Markdown has it, % decoded */
    const char *type; /* "png", "jpeg", "gif" */
    char *hash;
    guint width;
    guint height;
    GBytes *data;
} EditionImage;

void edition_image_free(EditionImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EditionImage, edition_image_free)

/* Type and size of a picture from its bytes. ERROR_BAD_INPUT with `name`. The rest of it is not
 * looked at. */
EditionImage *edition_image_read(const char *name, GBytes *data, GError **error);

/* Reads the images that `markdown` shows and `images` (of EditionImage) does not have yet from
 * `folder`; one that is not there is passed over when it is among `known` (NULL-terminated), which
 * the edition has already. ERROR_BAD_INPUT for an address that is no file beside the text,
 * ERROR_NOT_FOUND. `name` is the text's, for errors. */
gboolean edition_images_load(const char *markdown, const char *name, const char *folder,
                             const char *const *known, GPtrArray *images, GError **error);

/* The images of an edition, of EditionImage, without their data. g_ptr_array_unref(). */
GPtrArray *edition_images_read(Store *store, gint64 edition, GError **error);

/* `html`, as markdown_to_html() made it, with the address under which a reader's mail program finds
 * each image, and its width. `site_url` NULL: attached. g_free(). */
char *edition_images_place(const Edition *edition, const char *html, const GPtrArray *images,
                           const char *site_url);

/* The name that the attached one has within the mail. g_free(). */
char *edition_image_cid(const Edition *edition, const char *hash);

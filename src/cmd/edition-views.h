/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-views - letters to look at: on the terminal, as files, on a page of this machine
 *
 * A preview has no working link of anybody's, so that it can be passed around.
 */
#pragma once

#include "news/edition.h"
#include "news/letter-look.h"

/* One letter. */
typedef struct {
    GBytes *raw;
    char *forms[LOOK_FORMS];
    char *language;
    char *places;    /* where its reader lives, "" for nowhere */
    char *interests; /* what they follow */
    gint64 readers;  /* how many get the same; 0: not known */
    guint items;     /* contributions in it, where readers are known */
} Preview;

void preview_free(gpointer preview);

/* An image that letters show, by the name it gets in files and on the page. */
typedef struct {
    char *name; /* "HASH.png" */
    char *type; /* "image/png" */
    char *cid;
    GBytes *data;
} PreviewImage;

/* The images of an edition, of PreviewImage. g_ptr_array_unref(). */
GPtrArray *preview_images_read(Store *store, const Edition *edition, GError **error);

/* As whom the letter is looked at. */
typedef enum { VIEW_DESKTOP, VIEW_PHONE, VIEW_DARK, VIEW_PLAIN, VIEWS } View;

/* The HTML of a letter for a browser: images by `prefix` and name, in the light or in the dark
 * whatever the browser prefers. g_free(). */
char *preview_html(const Preview *preview, const GPtrArray *images, const char *prefix, View view);

/* Writes them to a directory, which is made when it is missing: letter.html, letter.txt,
 * letter.eml, or letter-1.html and so on; and the images. Prints the names. */
gboolean preview_write(const GPtrArray *previews, const GPtrArray *images, const char *directory,
                       GError **error);

/* Answers on loopback until SIGINT or SIGTERM. `port` 0: any. */
gboolean preview_serve(const Settings *settings, const Edition *edition, const GPtrArray *previews,
                       const GPtrArray *images, guint16 port, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feed - news feeds of others, read within bounds; the only door to libxml2
 *
 * RSS 2.0, RSS 1.0 and Atom (RFC 4287). Real feeds have namespaces and every encoding, for which a
 * whole XML parser is needed: GLib's reads a subset, in UTF-8. Nothing is fetched, and a document
 * that declares entities is refused, so that none can grow or read a file.
 */
#pragma once

#include <glib.h>

enum {
    FEED_BYTES_MAX = 4 * 1024 * 1024,
    FEED_ITEMS_MAX = 500, /* later ones are left out */
};

/* Texts are UTF-8 without control characters but for line ends and tabs in html; "" where the feed
 * does not say. */
typedef struct {
    char *guid; /* the feed's name for it, else its link, else its title; never empty */
    char *link; /* "" unless http or https */
    char *title;
    char *author;
    char *html;
} FeedItem;

typedef struct {
    char *home;       /* address of what the feed belongs to, else its title; may be "" */
    GPtrArray *items; /* of FeedItem, as the feed has them */
} Feed;

/* ERROR_BAD_INPUT: no XML, none of the three formats, too large, entities. */
Feed *feed_read(const char *data, gsize size, GError **error);
void feed_free(Feed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Feed, feed_free)

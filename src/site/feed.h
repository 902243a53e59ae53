/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feed - a listing for feed readers: Atom (RFC 4287) or JSON Feed 1.1
 *
 * The page that a feed belongs to fills it; which of the two it becomes is the route's to say.
 */
#pragma once

#include "site/visit.h"

/* How many entries a feed has. */
enum { FEED_ENTRIES = 20 };

/* Says in the page's head that it has feeds, beneath `path`. */
void feed_offer(Visit *visit, const char *path);

/* Begins the feed of the page at `path`. */
void feed_begin(Visit *visit, const char *title, const char *path);

/* One entry, the newest first: the page at `path`, written in `language`. `summary` and `author`
 * may be NULL or empty. */
void feed_add(Visit *visit, const char *path, const char *title, const char *language, gint64 us,
              const char *author, const char *summary, const char *html);

/* Entries of several kinds, which are put in order before they are added. */
typedef GPtrArray FeedItems;

FeedItems *feed_items_new(void);
void feed_items_free(FeedItems *items);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeedItems, feed_items_free)

/* What has this path goes: another entry will stand for it. */
void feed_items_drop(FeedItems *items, const char *path);

/* As feed_add(), in any order. */
void feed_items_add(FeedItems *items, const char *path, const char *title, const char *language,
                    gint64 us, const char *author, const char *html);

/* The newest of them into the feed that was begun. */
void feed_add_items(Visit *visit, FeedItems *items);

/* Into the response. */
gboolean feed_render(Visit *visit, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-feed - the newest posts for feed readers: of a thread, a list, all public lists, or a search
 */
#pragma once

#include "archive/search.h"

#include "site/feed.h"
#include "site/thread-view.h"

/* The feed that the visit's route asks for, of its list or of all where it has none. */
gboolean post_feed_list(Visit *visit, const char *title, const char *path, GError **error);

/* The same of a thread. */
gboolean post_feed_thread(Visit *visit, const ThreadView *view, const char *title, GError **error);

/* The newest that are found, in the visit's list or in all. `q` is SEARCH_GOOD, `query` what was
 * typed. */
gboolean post_feed_search(Visit *visit, const char *query, const SearchQuery *q, GError **error);

/* Those of lists about a territory or inside it, or about a theme or below it (either NULL), among
 * what else a feed has. */
gboolean post_feed_about(Visit *visit, const char *territory, const char *interest,
                         FeedItems *items, GError **error);

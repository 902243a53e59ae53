/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution-view - contributions on a page: one, or a listing with its feeds */
#pragma once

#include "store/query.h"

#include "site/feed.h"

/* Which contributions a listing has; NULL asks nothing. */
typedef struct {
    const char *kind;
    const char *territory;
    const char *interest;
    const char *path; /* of the page, with its query */
    const char *title;
} ContributionChoice;

/* What site/contribution-facts and the pages show of one. */
void contribution_view_add(Visit *visit, Value *dict, const SiteContributions *row);

/* The page's share of the listing, from its place in time on, and the ways to the others; the
 * whole feed where the route asks for one. */
gboolean contribution_view_list(Visit *visit, const ContributionChoice *choice, GError **error);

/* Editions about a place or a theme; either NULL. */
gboolean contribution_view_editions(Visit *visit, const char *territory, const char *interest,
                                    GError **error);

/* The newest that were accepted, among what else a feed has. */
gboolean contribution_view_feed(Visit *visit, const ContributionChoice *choice, FeedItems *items,
                                GError **error);

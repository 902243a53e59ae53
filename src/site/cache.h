/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cache - pages as they were sent, for as long as what they are made of is the same
 *
 * Nothing is believed for a time: each request asks the database, and a page that was withdrawn is
 * gone with the next one. What it answers is a stamp of the database's state, which holds for every
 * page and costs next to nothing, and where that is another than at the last request for the page,
 * the page's own version. Both are asked for before the page is made, so that a page kept under
 * them is never older. For many threads at once.
 *
 * The pages that have an address of their own are as many as there is to read; what is typed into
 * a query makes as many as somebody likes. Each has a share of the room, and sends away nothing of
 * the other's.
 */
#pragma once

#include "http/page.h"

typedef struct SiteCache SiteCache;

typedef enum {
    SITE_CACHE_NAMED, /* three quarters of the room */
    SITE_CACHE_TYPED, /* what the address has a query for */
    SITE_CACHE_N_SHARES
} SiteCacheShare;

/* Holds at most `bytes`; what was asked for least lately of a share goes first. */
SiteCache *site_cache_new(gsize bytes);
void site_cache_free(SiteCache *cache);

typedef struct {
    const char *stamp;   /* of the database's state; "" where it says nothing */
    const char *version; /* of the page */
} SiteState;

/* The stamp under which the page under `key` was right last; "" for none. Free it. */
char *site_cache_stamp(SiteCache *cache, const char *key);

/* Fills `response` with the page kept under `key`, if it is right in this state: of this version,
 * and then its stamp is the state's, or where `version` is "", if the stamp is the same. */
gboolean site_cache_get(SiteCache *cache, const char *key, SiteState state, HttpResponse *response);

/* Keeps a finished page; a status other than 200 is not kept, nor what would take more than an
 * eighth of its share: everything else would go for it. */
void site_cache_put(SiteCache *cache, SiteCacheShare share, const char *key, SiteState state,
                    HttpResponse *response);

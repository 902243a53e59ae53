/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cache - pages as they were sent, for as long as what they are made of is the same
 *
 * Nothing is believed for a time: each request asks the database for the page's version, and a page
 * that was withdrawn is gone with the next one. A version is asked for before the page is made, so
 * that a page kept under it is never older. For many threads at once.
 */
#pragma once

#include "http/page.h"

typedef struct SiteCache SiteCache;

/* Holds at most `bytes`; what was asked for least lately goes first. */
SiteCache *site_cache_new(gsize bytes);
void site_cache_free(SiteCache *cache);

/* Fills `response` with the page kept under `key`, if it is of this version. */
gboolean site_cache_get(SiteCache *cache, const char *key, const char *version,
                        HttpResponse *response);

/* Keeps a finished page; a status other than 200 is not kept, nor what would take more than an
 * eighth of the cache: everything else would go for it. */
void site_cache_put(SiteCache *cache, const char *key, const char *version, HttpResponse *response);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-link - links that are counted, where an edition asks for it
 *
 * In the HTML that readers get, each link to somewhere on the web leads over the site, whose
 * address for it names the edition, the link, and at most a département of many readers. A copy in
 * which nothing is counted (a test, a preview, the public one) has the true link in the same place;
 * so has the text part.
 */
#pragma once

#include "news/own-place.h"

typedef struct EditionLinks EditionLinks;

/* All must outlive it. */
EditionLinks *edition_links_new(const char *site_url, const char *code, const OwnWords *words);
void edition_links_free(EditionLinks *links);

/* The rendered piece with both ways in each place, links noted; 0: it is no contribution's. Links
 * of the reader's own, and those to the letter and the forms of the site, stay. g_free(). */
char *edition_links_mark(EditionLinks *links, const char *html, gint64 contribution);

/* What was noted, from 0; numbers in addresses are one more. */
guint edition_links_count(const EditionLinks *links);
const char *edition_links_get(const EditionLinks *links, guint index, gint64 *contribution);

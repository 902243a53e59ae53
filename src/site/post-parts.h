/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-parts - what else a post came with: its attachments, and what was wrong with its mail */
#pragma once

#include "store/query.h"

#include "site/visit.h"

typedef struct {
    Rows *file_rows;
    Rows *oddity_rows;
    GArray *files;    /* of SitePostFiles */
    GArray *oddities; /* of SitePostOddities */
} PostParts;

/* Of messages of the visit's list. Clear them, also after a failure. */
gboolean post_parts_open(PostParts *parts, Visit *visit, const GArray *messages, GError **error);
void post_parts_clear(PostParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostParts, post_parts_clear)

/* Whether a type is of images that browsers show by themselves and that run nothing. */
gboolean post_part_image(const char *type);

/* How many of its pages the files of one of these messages fill, of which each has some `most`
 * bytes for them; at least 1. */
guint post_parts_pages(const PostParts *parts, gint64 message, gsize most);

/* Sets what site/post shows of them for one of these messages: the files of one of those pages. */
void post_parts_add(const PostParts *parts, const Visit *visit, Value *dict, gint64 message,
                    const char *link, guint page, gsize most);

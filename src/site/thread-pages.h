/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread-pages - a long thread cut into pages
 *
 * Posts stand in reading order (nested) or in that of dates (flat); their places count from 0. The
 * same thread is cut the same way whoever asks for which page of it. What is reckoned are bytes of
 * HTML, so that no page gets long; a page has at least one post.
 */
#pragma once

#include "site/thread-view.h"

enum {
    THREAD_PAGE_BYTES = 52000, /* of posts on a page, what they say about themselves among them */
    THREAD_POST_BYTES = 7000,  /* of one post's text; the rest is on its own page */
    THREAD_FILE_BYTES = 2000,  /* of its list of attachments, likewise */
};

typedef struct {
    guint number; /* from 1 on */
    guint count;  /* how many there are */
    guint from;   /* places of its posts: from .. to - 1 */
    guint to;
} ThreadPage;

/* The post at a place of the order. */
guint thread_index_at(const ThreadView *view, gboolean flat, guint place);

/* Bytes that a post takes on a page besides its text. */
gsize thread_post_frame(const SiteThread *post);

/* Page `number`, or for 0 the one on which post `index` stands; FALSE where there is none. The view
 * must have a post. */
gboolean thread_page_find(const ThreadView *view, gboolean flat, guint number, guint index,
                          ThreadPage *page);

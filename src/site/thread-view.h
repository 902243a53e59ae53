/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread-view - a thread as it stands on one list: who wrote, when, in answer to whom
 */
#pragma once

#include "store/query.h"

#include "site/thread-order.h"
#include "site/visit.h"

/* The first posts of a longer thread are what is shown of it. */
enum { THREAD_POSTS_MAX = 5000 };

typedef struct {
    Rows *rows;
    SiteThread *posts; /* by date; texts belong to rows */
    ThreadPost *links; /* the same, with parent and depth */
    guint *order;      /* indices in reading order */
    guint n;
    gint64 changed; /* when what is shown of it did last */
} ThreadView;

/* The posts of `thread` on the visit's list. Clear the view, also after a failure. */
gboolean thread_view_open(ThreadView *view, Visit *visit, gint64 thread, GError **error);
void thread_view_clear(ThreadView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadView, thread_view_clear)

/* Index of a message; -1 where it is not among the posts shown. */
int thread_view_find(const ThreadView *view, gint64 message);

/* The name of a post within the page of its thread. Free it. */
char *thread_anchor(const char *short_hash);

/* What is shown of a message: its cleaned HTML where it has one, else its text as HTML; where that
 * would be over `most` bytes, as much of its text. Free it. `whole` says whether it is all. */
char *post_html(const Visit *visit, const char *body, const char *html, gsize most,
                gboolean *whole);
/* The same for site/post; `whole` may be NULL. Returns how many bytes it is. */
gsize visit_post_html(const Visit *visit, Value *dict, const char *body, const char *html,
                      gsize most, gboolean *whole);

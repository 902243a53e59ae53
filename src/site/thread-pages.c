/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread-pages - a long thread cut into pages */
#include "site/thread-pages.h"

#include <string.h>

enum {
    FRAME_BYTES = 420,  /* heading, author, date, whom it answers */
    FRAME_LINKS = 3,    /* each with the name of a post in it */
    TEXT_BYTES = 100,   /* paragraphs, escapes */
    TEXT_PERCENT = 125, /* the same, by length */
    /* What is reckoned from lengths alone may be too little: room that pages leave for it. */
    FILLED_PERCENT = 96,
};

guint
thread_index_at(const ThreadView *view, gboolean flat, guint place)
{
    return flat ? place : view->order[place];
}

gsize
thread_post_frame(const SiteThread *post)
{
    return FRAME_BYTES + FRAME_LINKS * strlen(post->link);
}

static gsize
post_bytes(const SiteThread *post)
{
    gsize text = TEXT_BYTES + (gsize)MAX(post->size, 0) * TEXT_PERCENT / 100;

    return thread_post_frame(post) + MIN(text, THREAD_POST_BYTES);
}

gboolean
thread_page_find(const ThreadView *view, gboolean flat, guint number, guint index, ThreadPage *page)
{
    const gsize most = THREAD_PAGE_BYTES * FILLED_PERCENT / 100;
    ThreadPage at = {.number = 1};
    gboolean found = FALSE;
    gsize size = 0;

    for (guint place = 0; place <= view->n; place++) {
        gsize more = place < view->n ? post_bytes(&view->posts[thread_index_at(view, flat, place)])
                                     : most + 1; /* the end of the last page */
        if (size > 0 && size + more > most) {
            at.to = place;
            if (!found && number == at.number) {
                *page = at;
                found = TRUE;
            }
            at = (ThreadPage){.number = at.number + (place < view->n), .from = place};
            size = 0;
        }
        size += more;
        if (number == 0 && place < view->n && thread_index_at(view, flat, place) == index)
            number = at.number;
    }
    page->count = at.number;
    return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread-order - who answers whom in a thread, and in which order to read it
 */
#pragma once

#include <glib.h>

/* One post. In: the posts of a thread by date; texts are borrowed. */
typedef struct {
    const char *message_id;
    const char *refers_to; /* Message-IDs, a line each, nearest last; may be NULL or empty */
    /* Out: */
    int parent;  /* index of the post it answers; -1 where none of those is here */
    guint depth; /* 0 for who answers nobody here */
} ThreadPost;

/* Sets parent and depth. Returns the indices in reading order (a post, then its answers by date,
 * each with theirs), `n` of them, every post once; g_free(). Whatever the references say, even in
 * circles, no post is its own ancestor. */
guint *thread_order(ThreadPost *posts, guint n);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-order - the posts of a digest, thread by thread */
#pragma once

#include <glib.h>

/* A post in a digest. */
typedef struct {
    gint64 message;
    gint64 thread;
    char *message_id;   /* without <> */
    char *link;         /* its page in the archive; NULL: it has none */
    char *from_name;    /* "": the mail says none */
    char *from_address; /* "": the mail says none that could be one */
    char *subject;
    gint64 date;      /* microseconds since the epoch */
    char **refers_to; /* Message-IDs, the nearest last */
    GBytes *bare;     /* the mail as members get it, without the list's headers */
    guint depth;      /* how many posts of the digest it stands below */
} DigestPost;

void digest_post_free(gpointer post);

/* Puts posts (DigestPost *) that come oldest first into the order they are read in, and sets their
 * depth: threads by their oldest post; an answer behind what it answers and the answers to that.
 * What a post says it answers counts only when it is in the same thread and older, so that no
 * reference leads in a circle. */
void digest_order(GPtrArray *posts);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-ask - what the database knows of mails to lists before anything is decided
 *
 * One question for all mails that came together, as a rule. What stands in the mails themselves
 * was found by post_look() and post_look_for() (post-recognise.h).
 */
#pragma once

#include "list/post-recognise.h"

/* What can be told of `n` mails that were looked at, each as written to the list in its place: one
 * question to the database for all of them. Posts are counted up to `most_posts`, at most
 * POSTS_MAX, which is what a rule can ask about. Changes nothing else. Errors: those of the store.
 */
#define POSTS_MAX 100
gboolean post_ask(Store *store, const List *const *lists, PostFacts *const *facts, guint n,
                  gint32 most_posts, GError **error);

/* What became of a mail that was asked about by post_meet(). */
typedef struct {
    gboolean as_known; /* its list is as it was when it was read */
    gboolean taken;    /* it waits to be filed */
} PostMet;

/* As post_ask(), about mails that post_look_for() was told of; and takes in those that are accepted
 * as `takes` has it (of gint64, see post_accepts_if(); 0: not), for lists that are as they were.
 * `met` has room for all. One statement, which is one transaction: on FALSE nothing was taken.
 * Errors: those of the store. */
gboolean post_meet(Store *store, const List *const *lists, PostFacts *const *facts,
                   const GArray *takes, gint32 most_posts, PostMet *met, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gather - what many threads want at the same time, done by a few of them for all
 *
 * Whoever comes alone does its own at once. Who comes while others are at work waits, and one of them
 * does what has gathered when a go is finished. It waits for company before, for a moment at most: a
 * go is cheap for many, and those whose wishes were just done come again, as a rule. So what is done in
 * one go is what each go's share of all who lately were there is, and no more waits where few are.
 */
#pragma once

#include <glib.h>

typedef struct Gather Gather;

/* Does `n` items, in the order in which they came; called in one of the threads that wait for them,
 * with the `data` of that thread. */
typedef void (*GatherWork)(gpointer *items, guint n, gpointer data);

/* At most `goes` are done side by side. One has at most `most` items, and of more than one item at
 * most `most_bytes`. Nobody waits for company for longer than `patience` (microseconds). */
Gather *gather_new(GatherWork work, guint goes, guint most, gsize most_bytes, gint64 patience);
void gather_free(Gather *gather);

/* Returns when `item`, of `size` bytes, is done. */
void gather_do(Gather *gather, gpointer item, gsize size, gpointer data);

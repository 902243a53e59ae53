/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gather - what many threads want at the same time, done by a few of them for all
 *
 * Whoever comes while fewer than a given number are at work does its own at once, alone. Who comes
 * meanwhile waits, and one of them does what has gathered when a go is finished: the more there are,
 * the more is done in one go, and nobody waits for company.
 */
#pragma once

#include <glib.h>

typedef struct Gather Gather;

/* Does `n` items, in the order in which they came; called in one of the threads that wait for them,
 * with the `data` of that thread. */
typedef void (*GatherWork)(gpointer *items, guint n, gpointer data);

/* At most `goes` are done side by side. One has at most `most` items, and of more than one item at
 * most `most_bytes`. */
Gather *gather_new(GatherWork work, guint goes, guint most, gsize most_bytes);
void gather_free(Gather *gather);

/* Returns when `item`, of `size` bytes, is done. */
void gather_do(Gather *gather, gpointer item, gsize size, gpointer data);

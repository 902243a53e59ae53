/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff - what differs between two texts, line by line
 *
 * The lines that stay are a longest common subsequence. Beyond DIFF_CELLS_MAX comparisons what
 * lies between the equal beginnings and ends counts as all changed.
 */
#pragma once

#include <glib.h>

enum { DIFF_CELLS_MAX = 16 * 1024 * 1024, DIFF_CONTEXT = 3 };

/* Marks which words of two sequences stay; the arrays have n and m places. */
void diff_keep(const char *const *a, guint n, const char *const *b, guint m, gboolean *keep_a,
               gboolean *keep_b);

/* Appends the difference as unified text, as diff -u writes it; FALSE and nothing when there is
 * none. */
gboolean diff_unified(const char *name_a, const char *a, const char *name_b, const char *b,
                      GString *out);

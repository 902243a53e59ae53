/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread-order - who answers whom in a thread, and in which order to read it
 *
 * A post hangs below the nearest of its references that is here. References are a stranger's
 * words: they may name the post itself, each other, or what came later. A parent is taken only
 * when walking up from it does not lead back, so that the result is a forest; everything is
 * iterative, so that depth costs no stack. The walk makes long chains quadratic: callers bound n.
 */
#include "site/thread-order.h"

#include <string.h>

/* Index of each Message-ID; the first post that has it. */
static GHashTable *
index_posts(const ThreadPost *posts, guint n)
{
    GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < n; i++)
        if (!g_hash_table_contains(index, posts[i].message_id))
            g_hash_table_insert(index, (gpointer)posts[i].message_id, GUINT_TO_POINTER(i + 1));
    return index;
}

static gboolean
is_above(const ThreadPost *posts, guint ancestor, int from)
{
    for (int i = from; i >= 0; i = posts[i].parent)
        if ((guint)i == ancestor)
            return TRUE;
    return FALSE;
}

static int
find_parent(const ThreadPost *posts, guint child, GHashTable *index)
{
    if (posts[child].refers_to == NULL || *posts[child].refers_to == '\0')
        return -1;
    g_auto(GStrv) references = g_strsplit(posts[child].refers_to, "\n", -1);
    for (guint i = g_strv_length(references); i > 0; i--) {
        guint found = GPOINTER_TO_UINT(g_hash_table_lookup(index, references[i - 1]));
        if (found > 0 && !is_above(posts, child, (int)found - 1))
            return (int)found - 1;
    }
    return -1;
}

guint *
thread_order(ThreadPost *posts, guint n)
{
    g_autoptr(GHashTable) index = index_posts(posts, n);
    /* Children as linked lists of indices, made from the last, so that they come by date. */
    g_autofree int *first = g_new(int, n + 1);
    g_autofree int *next = g_new(int, n + 1);
    g_autofree int *stack = g_new(int, n + 1);
    guint *order = g_new(guint, n + 1);
    guint n_order = 0, n_stack = 0;

    for (guint i = 0; i < n; i++) {
        posts[i].parent = -1;
        posts[i].depth = 0;
        first[i] = next[i] = -1;
    }
    for (guint i = 0; i < n; i++)
        posts[i].parent = find_parent(posts, i, index);
    first[n] = -1; /* those without a parent */
    for (guint i = n; i > 0; i--) {
        guint above = posts[i - 1].parent >= 0 ? (guint)posts[i - 1].parent : n;
        next[i - 1] = first[above];
        first[above] = (int)i - 1;
    }
    for (int at = first[n]; at >= 0 || n_stack > 0;) {
        if (at < 0) {
            at = stack[--n_stack];
            continue;
        }
        order[n_order++] = (guint)at;
        if (posts[at].parent >= 0)
            posts[at].depth = posts[posts[at].parent].depth + 1;
        if (next[at] >= 0)
            stack[n_stack++] = next[at];
        at = first[at];
    }
    return order;
}

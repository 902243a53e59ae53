/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-order - the posts of a digest, thread by thread; see digest-order.h */
#include "list/digest-order.h"

void
digest_post_free(gpointer data)
{
    DigestPost *post = data;

    g_free(post->message_id);
    g_free(post->link);
    g_free(post->from_name);
    g_free(post->from_address);
    g_free(post->subject);
    g_strfreev(post->refers_to);
    g_clear_pointer(&post->bare, g_bytes_unref);
    g_free(post);
}

/* The nearest older post it refers to. */
static DigestPost *
find_parent(GHashTable *older, const DigestPost *post)
{
    for (guint i = g_strv_length(post->refers_to); i > 0; i--) {
        DigestPost *other = g_hash_table_lookup(older, post->refers_to[i - 1]);
        if (other != NULL && other->thread == post->thread)
            return other;
    }
    return NULL;
}

/* Where it goes: behind its parent and all below that, or behind its thread. */
static guint
find_place(const GPtrArray *ordered, const DigestPost *post, const DigestPost *parent)
{
    guint place = 0;

    if (parent != NULL) {
        while (g_ptr_array_index(ordered, place) != parent)
            place++;
        for (place++; place < ordered->len; place++) {
            const DigestPost *next = g_ptr_array_index(ordered, place);
            if (next->thread != parent->thread || next->depth <= parent->depth)
                break;
        }
        return place;
    }
    for (place = ordered->len; place > 0; place--)
        if (((const DigestPost *)g_ptr_array_index(ordered, place - 1))->thread == post->thread)
            return place;
    return ordered->len;
}

void
digest_order(GPtrArray *posts)
{
    g_autoptr(GHashTable) older = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) ordered = g_ptr_array_new();

    for (guint i = 0; i < posts->len; i++) {
        DigestPost *post = g_ptr_array_index(posts, i);
        const DigestPost *parent = find_parent(older, post);
        post->depth = parent != NULL ? parent->depth + 1 : 0;
        g_ptr_array_insert(ordered, (gint)find_place(ordered, post, parent), post);
        g_hash_table_insert(older, post->message_id, post);
    }
    for (guint i = 0; i < posts->len; i++)
        posts->pdata[i] = ordered->pdata[i];
}

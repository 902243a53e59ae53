/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake-lists - the lists that mails were taken for, with their rules; see intake-lists.h */
#include "list/intake-lists.h"

#include <string.h>

#include "list/post-ask.h"
#include "list/post-inside.h"

#define MOST 1000

struct IntakeLists {
    GMutex mutex;
    GHashTable *known; /* name -> IntakeList */
};

static void
clear(gpointer data)
{
    IntakeList *list = data;

    list_free(list->list);
    policy_free(list->policy);
}

void
intake_list_unref(IntakeList *list)
{
    g_atomic_rc_box_release_full(list, clear);
}

static void
unref(gpointer data)
{
    intake_list_unref(data);
}

IntakeLists *
intake_lists_new(void)
{
    IntakeLists *lists = g_new0(IntakeLists, 1);

    g_mutex_init(&lists->mutex);
    lists->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref);
    return lists;
}

void
intake_lists_free(IntakeLists *lists)
{
    g_hash_table_unref(lists->known);
    g_mutex_clear(&lists->mutex);
    g_free(lists);
}

/* To count the posts of an author costs more than all else that is asked about a mail. */
static gint32
most_posts_of(const Policy *policy)
{
    gint64 most = 0;

    for (guint i = 0; i < policy->rules->len; i++) {
        const PolicyRule *rule = policy->rules->pdata[i];
        for (guint j = 0; j < rule->when->len; j++) {
            const PolicyWhen *when = &g_array_index(rule->when, PolicyWhen, j);
            if (when->kind == WHEN_WITHIN)
                most = MAX(most, when->number);
        }
    }
    return (gint32)MIN(most, POSTS_MAX);
}

static IntakeList *
read_list(Store *store, const char *name)
{
    List *list = list_find(store, name, NULL);
    Policy *policy = list != NULL ? post_policy(list, NULL) : NULL;

    if (policy == NULL) {
        list_free(list);
        return NULL;
    }
    IntakeList *read = g_atomic_rc_box_new(IntakeList);
    *read = (IntakeList){list, policy, most_posts_of(policy)};
    return read;
}

IntakeList *
intake_lists_find(IntakeLists *lists, Store *store, const char *name)
{
    g_mutex_lock(&lists->mutex);
    IntakeList *list = g_hash_table_lookup(lists->known, name);
    if (list != NULL)
        g_atomic_rc_box_acquire(list);
    g_mutex_unlock(&lists->mutex);
    if (list != NULL)
        return list;
    list = read_list(store, name);
    if (list == NULL || !g_str_equal(list->list->name, name))
        return list;
    g_mutex_lock(&lists->mutex);
    if (g_hash_table_size(lists->known) >= MOST)
        g_hash_table_remove_all(lists->known);
    g_hash_table_replace(lists->known, g_strdup(name), g_atomic_rc_box_acquire(list));
    g_mutex_unlock(&lists->mutex);
    return list;
}

void
intake_lists_forget(IntakeLists *lists, const char *name)
{
    g_mutex_lock(&lists->mutex);
    g_hash_table_remove(lists->known, name);
    g_mutex_unlock(&lists->mutex);
}

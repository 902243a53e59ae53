/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-lists - put a chunk of people on their lists, each with its proof
 *
 * A statement for all who go on one list in one way: then only their numbers go over.
 */
#include <string.h>

#include "store/query.h"

#include "people/import-inside.h"

/* Who goes on one list in one way: most of a file does on the same. */
typedef struct {
    ImportPlace place; /* list 0: on none */
    gboolean is_new;
    GArray *subscribers;
} Group;

static void
group_clear(gpointer data)
{
    Group *group = data;

    g_array_unref(group->subscribers);
}

static gboolean
same_numbers(const ImportNumbers *a, const ImportNumbers *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->all, b->all, a->n * sizeof *a->all) == 0);
}

static void
groups_add(GArray *groups, const ImportPlace *place, const ImportPerson *person)
{
    for (guint i = 0; i < groups->len; i++) {
        Group *group = &g_array_index(groups, Group, i);
        if (group->is_new != person->is_new || group->place.list != place->list ||
            !g_str_equal(group->place.state, place->state) ||
            !g_str_equal(group->place.reading.delivery, place->reading.delivery) ||
            !g_str_equal(group->place.reading.every, place->reading.every) ||
            !g_str_equal(group->place.reading.form, place->reading.form) ||
            group->place.reading.posts != place->reading.posts ||
            !same_numbers(&group->place.topics, &place->topics))
            continue;
        g_array_append_val(group->subscribers, person->subscriber);
        return;
    }
    Group group = {*place, person->is_new, g_array_new(FALSE, FALSE, sizeof(gint64))};
    g_array_append_val(group.subscribers, person->subscriber);
    g_array_append_val(groups, group);
}

/* What they take of it: they come onto the list with it. */
static gboolean
write_topics(Store *store, const Group *group, GError **error)
{
    const ImportNumbers *topics = &group->place.topics;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));

    if (topics->n == 0)
        return TRUE;
    for (guint i = 0; i < topics->n; i++) {
        gint64 number = topics->all[i];
        g_array_append_val(numbers, number);
    }
    return people_import_topics(store, group->subscribers, group->place.list, numbers, NULL, error);
}

static gboolean
write_group(Store *store, const Group *group, const ImportPlan *plan, gint64 agreed_at,
            GError **error)
{
    const ImportPlace *place = &group->place;
    const ImportReading *reading = &place->reading;
    gboolean leaves = g_str_equal(place->state, "unsubscribed");

    if (!group->is_new)
        return people_import_subscription(store, group->subscribers, place->list, place->state,
                                          reading->delivery, reading->every, reading->form,
                                          reading->posts, plan->how, agreed_at, NULL, error);
    if (place->list != 0 &&
        !people_import_subscription_new(store, group->subscribers, place->list, place->state,
                                        reading->delivery, reading->every, reading->form,
                                        reading->posts, NULL, error))
        return FALSE;
    return g_str_equal(place->state, "unconfirmed") ||
           people_import_consent(store, group->subscribers, place->list,
                                 leaves ? "unsubscribe" : "import", plan->how, agreed_at, NULL,
                                 error);
}

gboolean
import_lists_write(Store *store, const ImportPerson *people, guint n, const ImportPlan *plan,
                   gint64 agreed_at, GError **error)
{
    static const ImportPlace none = {
        0, "confirmed", {.delivery = "each", .every = "daily", .form = "mime"}, {NULL, 0}};
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Group));

    g_array_set_clear_func(groups, group_clear);
    for (guint i = 0; i < n; i++) {
        const ImportPerson *person = &people[i];
        if (person->row->refusal != NULL)
            continue;
        if (person->is_new && person->lists->len == 0)
            groups_add(groups, &none, person);
        for (guint k = 0; k < person->lists->len; k++)
            groups_add(groups, &g_array_index(person->lists, ImportPlace, k), person);
    }
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = &g_array_index(groups, Group, i);
        if (!write_group(store, group, plan, agreed_at, error) ||
            !write_topics(store, group, error))
            return FALSE;
    }
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* about-change - where and what a list is about; see list.h */
#include "people/interest.h"
#include "people/territory.h"
#include "store/query.h"

#include "list/list.h"

typedef gboolean (*Finder)(Store *store, const char *text, gint64 *id, GError **error);

static gboolean
find_each(Store *store, const char *const *words, Finder find, GArray *ids, GError **error)
{
    for (; words != NULL && *words != NULL; words++) {
        gint64 id;
        if (!find(store, *words, &id, error))
            return FALSE;
        g_array_append_val(ids, id);
    }
    return TRUE;
}

gboolean
list_about_change(Store *store, const List *list, const ListAboutChange *change, GError **error)
{
    g_autoptr(GArray) come = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) go = g_array_new(FALSE, FALSE, sizeof(gint64));

    if (!find_each(store, change->territories, territory_find, come, error) ||
        !find_each(store, change->not_territories, territory_find, go, error) ||
        !list_about_territory(store, list->id, come, go, NULL, error))
        return FALSE;
    g_array_set_size(come, 0);
    g_array_set_size(go, 0);
    return find_each(store, change->interests, interest_find, come, error) &&
           find_each(store, change->not_interests, interest_find, go, error) &&
           list_about_interest(store, list->id, come, go, NULL, error);
}

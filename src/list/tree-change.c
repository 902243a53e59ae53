/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tree-change - put a list below another; see list.h */
#include "base/error.h"
#include "store/query.h"

#include "list/list.h"

/* That nothing stands below itself, nor too deep, is the database's to say. */
gboolean
list_tree_change(Store *store, const List *list, const ListTree *wanted, GError **error)
{
    gint64 parent = wanted->parent == NULL ? -1 : 0;

    if (wanted->parent != NULL && *wanted->parent != '\0') {
        g_autoptr(List) above = list_find(store, wanted->parent, error);
        if (above == NULL)
            return FALSE;
        parent = above->id;
    }
    return list_tree_set(store, list->id, parent, wanted->posts_up, wanted->reached_post, NULL,
                         error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unsubscribe - take a subscriber off a list, with the proof of it
 *
 * For coordinators: the person has asked elsewhere, and `how` says where. One statement writes
 * state and proof; whoever had left already keeps the proof of when.
 */
#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "list/list.h"

gboolean
list_unsubscribe(Store *store, const List *list, const char *address, const char *how,
                 gboolean *left, GError **error)
{
    PeopleSubscriberFind row;

    if (!address_is_valid(address, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) rows = people_subscriber_find(store, key, error);
    if (rows == NULL)
        return FALSE;
    if (!people_subscriber_find_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "no subscriber has the address \"%s\"", address);
        return fail_hint(error, "colporteur list members %s lists who is on it", list->name);
    }
    g_autoptr(Rows) gone = list_leave(store, list->id, row.id, how, error);
    if (gone == NULL)
        return FALSE;
    if (left != NULL)
        *left = rows_count(gone) > 0;
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscribe - put a subscriber on a list, with the proof of it
 *
 * For coordinators: the person has agreed elsewhere, and `how` says where. One statement decides
 * and writes, so that two at once cannot disagree. Whoever left is never put back by somebody else.
 */
#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "list/list.h"

gboolean
list_subscribe(Store *store, const List *list, const char *address, const char *how,
               SubscribeOutcome *outcome, GError **error)
{
    ListSubscriptionConfirm row;

    if (!address_is_valid(address, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) rows = list_subscription_confirm(store, list->id, key, how, error);
    if (rows == NULL)
        return FALSE;
    if (!list_subscription_confirm_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "no subscriber has the address \"%s\"", address);
        return fail_hint(error, "colporteur subscriber add makes one");
    }
    if (g_str_equal(row.was, "unsubscribed")) {
        g_autofree char *join = list_address(list, "-join");
        fail(error, ERROR_REFUSED, "\"%s\" has left the list \"%s\"", address, list->name);
        return fail_hint(error, "only they themselves can come back, by writing to %s", join);
    }
    if (outcome != NULL)
        *outcome = g_str_equal(row.was, "confirmed") ? SUBSCRIBE_ALREADY : SUBSCRIBE_DONE;
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber-address - the addresses of a person; see subscriber.h */
#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "people/subscriber.h"

/* A conflict of the database is told as what it means here. */
static gboolean
told(gboolean good, const char *address, GError *broken, GError **error)
{
    if (good)
        return TRUE;
    if (error_kind(broken) != ERROR_CONFLICT) {
        g_propagate_error(error, broken);
        return FALSE;
    }
    g_error_free(broken);
    fail(error, ERROR_CONFLICT, "somebody has the address \"%s\" already", address);
    return fail_hint(error,
                     "colporteur subscriber show %s tells who; subscriber merge makes two "
                     "records one",
                     address);
}

gboolean
subscriber_add_address(Store *store, gint64 id, const char *address, GError **error)
{
    GError *broken = NULL;

    if (!address_is_valid(address, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    gboolean good = people_address_add(store, id, address, key, NULL, &broken);
    return told(good, address, broken, error);
}

gboolean
subscriber_move_address(Store *store, const char *old, const char *fresh, GError **error)
{
    GError *broken = NULL;
    gint64 id;

    if (!subscriber_find(store, old, &id, error) || !address_is_valid(fresh, error))
        return FALSE;
    g_autofree char *old_key = address_fold(old);
    g_autofree char *key = address_fold(fresh);
    gboolean good = people_address_move(store, old_key, fresh, key, NULL, &broken);
    return told(good, fresh, broken, error);
}

gboolean
subscriber_first_address(Store *store, const char *address, GError **error)
{
    g_autoptr(Transaction) transaction = NULL;
    gint64 id;

    if (!subscriber_find(store, address, &id, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    transaction = transaction_begin(store, error);
    return transaction != NULL && people_address_second(store, id, NULL, error) &&
           people_address_first(store, key, NULL, error) && transaction_commit(transaction, error);
}

gboolean
subscriber_remove_address(Store *store, const char *address, GError **error)
{
    gint64 id, affected;

    if (!subscriber_find(store, address, &id, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    if (!people_address_remove(store, key, &affected, error))
        return FALSE;
    if (affected == 1)
        return TRUE;
    fail(error, ERROR_CONFLICT, "\"%s\" is the address that mail goes to", address);
    return fail_hint(error, "give another the first place (subscriber set OTHER --primary), or put "
                            "another in its place (subscriber move-address)");
}

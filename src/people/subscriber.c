/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber - find people by their address */
#include "people/subscriber.h"

#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

gboolean
subscriber_find(Store *store, const char *address, gint64 *id, GError **error)
{
    if (!address_is_valid(address, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) rows = people_subscriber_find(store, key, error);
    PeopleSubscriberFind row;
    if (rows == NULL)
        return FALSE;
    if (!people_subscriber_find_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "nobody has the address \"%s\"", address);
        return fail_hint(error, "colporteur subscriber list shows who is there");
    }
    *id = row.id;
    return TRUE;
}

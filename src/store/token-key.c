/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token-key - the keys tokens are signed with, kept fresh
 *
 * A new key signs five minutes after it was made (the view token_key_in_force), and every process
 * looks once a minute: nobody meets a token whose key it has not read.
 */
#include <string.h>

#include "base/error.h"
#include "base/log.h"

#include "store/internal.h"
#include "store/query.h"

#define READ_AGAIN (60 * G_USEC_PER_SEC)

gboolean
token_keys_read(Store *store, GError **error)
{
    g_autoptr(Rows) rows = store_token_key_read(store, error);
    StoreTokenKeyRead row;
    guint n = 0;

    if (rows == NULL)
        return FALSE;
    g_autofree TokenKey *fresh = g_new0(TokenKey, MAX(rows_count(rows), 1));
    while (store_token_key_read_next(rows, &row)) {
        if (row.key.size != TOKEN_KEY_SIZE)
            continue;
        fresh[n].id = (guint8)row.id;
        memcpy(fresh[n].key, row.key.data, TOKEN_KEY_SIZE);
        n++;
    }
    if (n == 0) {
        fail(error, ERROR_CONFLICT, "there is no key to sign tokens with");
        return fail_hint(error, "run: colporteur key rotate");
    }
    g_free(store->token_keys);
    store->token_keys = g_steal_pointer(&fresh);
    store->keys = (TokenKeys){.keys = store->token_keys, .n_keys = n};
    store->keys_read = g_get_monotonic_time();
    return TRUE;
}

const TokenKeys *
store_token_keys(Store *store)
{
    g_autoptr(GError) error = NULL;
    gboolean can_ask = !store->in_pipeline && store_is_alive(store) &&
                       PQtransactionStatus(store->connection) != PQTRANS_INERROR;

    /* The old ones are better than none: whoever needs the database next says that it is away. */
    if (can_ask && g_get_monotonic_time() - store->keys_read > READ_AGAIN &&
        !token_keys_read(store, &error))
        log_event(G_LOG_LEVEL_WARNING, "could not read the keys again", "ERROR", error->message,
                  NULL);
    return &store->keys;
}

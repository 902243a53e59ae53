/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transaction - all or nothing; rolls back when it leaves scope uncommitted */
#include "base/error.h"
#include "base/log.h"

#include "store/internal.h"

struct Transaction {
    Store *store; /* NULL once committed */
};

Transaction *
transaction_begin(Store *store, GError **error)
{
    if (store->in_transaction)
        return fail_null(error, ERROR_BUG, "a transaction is open already");
    if (!store_run(store, "BEGIN", error))
        return NULL;
    store->in_transaction = TRUE;
    Transaction *transaction = g_new0(Transaction, 1);
    transaction->store = store;
    return transaction;
}

gboolean
transaction_commit(Transaction *transaction, GError **error)
{
    Store *store = g_steal_pointer(&transaction->store);

    store->in_transaction = FALSE;
    /* COMMIT after a failed statement answers ROLLBACK, and no error: look before. */
    if (PQtransactionStatus(store->connection) == PQTRANS_INERROR) {
        store_run(store, "ROLLBACK", NULL);
        return fail(error, ERROR_BUG, "cannot commit after a failed statement");
    }
    return store_run(store, "COMMIT", error);
}

void
transaction_free(Transaction *transaction)
{
    if (transaction == NULL)
        return;
    if (transaction->store != NULL) {
        Store *store = transaction->store;
        store->in_transaction = FALSE;
        if (store->in_pipeline)
            pipeline_end(store, NULL);
        if (store_is_alive(store))
            store_run(store, "ROLLBACK", NULL);
    }
    g_free(transaction);
}

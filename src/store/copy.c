/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy - COPY FROM STDIN, for many rows; see store.h */
#include "base/error.h"

#include "store/internal.h"

enum { PIECE_SIZE = 1024 * 1024 };

struct Copy {
    Store *store; /* NULL once ended */
};

Copy *
copy_begin(Store *store, const char *table, const char *columns, GError **error)
{
    g_autofree char *sql = g_strdup_printf("COPY %s (%s) FROM STDIN", table, columns);
    PGresult *result = PQexec(store->connection, sql);

    if (PQresultStatus(result) != PGRES_COPY_IN) {
        store_fail(store, result, "copy rows", error);
        PQclear(result);
        return NULL;
    }
    PQclear(result);
    Copy *copy = g_new0(Copy, 1);
    copy->store = store;
    return copy;
}

gboolean
copy_text(Copy *copy, const char *text, gsize size, GError **error)
{
    while (size > 0) {
        gsize piece = MIN(size, PIECE_SIZE);
        if (PQputCopyData(copy->store->connection, text, (int)piece) != 1)
            return store_fail(copy->store, NULL, "copy rows", error);
        text += piece;
        size -= piece;
    }
    return TRUE;
}

gboolean
copy_end(Copy *copy, gint64 *rows, GError **error)
{
    Store *store = g_steal_pointer(&copy->store);
    if (PQputCopyEnd(store->connection, NULL) != 1)
        return store_fail(store, NULL, "copy rows", error);
    PGresult *result = PQgetResult(store->connection);
    gboolean good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!good)
        store_fail(store, result, "copy rows", error);
    else if (rows != NULL)
        *rows = g_ascii_strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    PQclear(PQgetResult(store->connection));
    return good;
}

void
copy_free(Copy *copy)
{
    if (copy == NULL)
        return;
    if (copy->store != NULL && store_is_alive(copy->store)) {
        PGconn *connection = copy->store->connection;
        PQputCopyEnd(connection, "abandoned");
        for (PGresult *result = PQgetResult(connection); result != NULL;
             result = PQgetResult(connection))
            PQclear(result);
    }
    g_free(copy);
}

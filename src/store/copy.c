/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy - COPY FROM STDIN, for many rows; see store.h */
#include "base/error.h"

#include "store/internal.h"

#define FLUSH_AT 65536

struct Copy {
    Store *store; /* NULL once ended */
    GString *pending;
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
    copy->pending = g_string_sized_new(FLUSH_AT + 4096);
    return copy;
}

static gboolean
copy_flush(Copy *copy, GError **error)
{
    if (copy->pending->len > 0 &&
        PQputCopyData(copy->store->connection, copy->pending->str, (int)copy->pending->len) != 1)
        return store_fail(copy->store, NULL, "copy rows", error);
    g_string_truncate(copy->pending, 0);
    return TRUE;
}

gboolean
copy_row(Copy *copy, const char *const *values, guint n, GError **error)
{
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(copy->pending, '\t');
        if (values[i] == NULL) {
            g_string_append(copy->pending, "\\N");
            continue;
        }
        for (const char *p = values[i]; *p != '\0'; p++)
            switch (*p) {
            case '\\':
                g_string_append(copy->pending, "\\\\");
                break;
            case '\t':
                g_string_append(copy->pending, "\\t");
                break;
            case '\n':
                g_string_append(copy->pending, "\\n");
                break;
            case '\r':
                g_string_append(copy->pending, "\\r");
                break;
            default:
                g_string_append_c(copy->pending, *p);
            }
    }
    g_string_append_c(copy->pending, '\n');
    return copy->pending->len < FLUSH_AT || copy_flush(copy, error);
}

gboolean
copy_text(Copy *copy, const char *text, gsize size, GError **error)
{
    if (!copy_flush(copy, error))
        return FALSE;
    while (size > 0) {
        gsize piece = MIN(size, 1 << 20);
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
    if (!copy_flush(copy, error))
        return FALSE;
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
    g_string_free(copy->pending, TRUE);
    g_free(copy);
}

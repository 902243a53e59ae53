/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - numbered migrations, each one transaction; see schema.h */
#include "store/schema.h"

#include "base/error.h"

#include "store/internal.h"

int
schema_newest(void)
{
    int newest = 0;

    for (guint i = 0; migrations[i].name != NULL; i++)
        newest = migrations[i].number;
    return newest;
}

gboolean
schema_version(Store *store, int *version, GError **error)
{
    /* One question that also works on an empty database, and as each of the three roles. */
    PGresult *result = store_ask(
        store, "SELECT substring(obj_description(to_regnamespace('site'), 'pg_namespace') "
               "from 'schema ([0-9]+)')");

    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        store_fail(store, result, "read the schema's version", error);
        PQclear(result);
        return FALSE;
    }
    *version =
        PQgetisnull(result, 0, 0) ? 0 : (int)g_ascii_strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return TRUE;
}

gboolean
schema_check(Store *store, GError **error)
{
    int version;

    if (!schema_version(store, &version, error))
        return FALSE;
    if (version == schema_newest())
        return TRUE;
    if (version > schema_newest()) {
        fail(error, ERROR_CONFLICT,
             "the database has schema %d and this program knows schemas up to %d", version,
             schema_newest());
        return fail_hint(error, "use the newer colporteur that upgraded the database");
    }
    if (version == 0)
        fail(error, ERROR_CONFLICT, "the database is empty");
    else
        fail(error, ERROR_CONFLICT, "the database has schema %d and this program needs schema %d",
             version, schema_newest());
    return fail_hint(error, "run: colporteur schema upgrade");
}

static gboolean
apply(Store *store, const Migration *migration, GError **error)
{
    g_autofree char *note = g_strdup_printf(
        "COMMENT ON SCHEMA site IS 'what the public site may read: views and functions without "
        "one address; schema %d'",
        migration->number);
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL || !store_run(store, migration->sql, error) ||
        !store_run(store, note, error) || !transaction_commit(transaction, error)) {
        g_prefix_error(error, "migration %04d-%s: ", migration->number, migration->name);
        return FALSE;
    }
    return TRUE;
}

gboolean
schema_upgrade(Store *store, SchemaApplied applied, gpointer data, GError **error)
{
    int version;

    /* Held until unlocked below or the connection ends: a second upgrade waits, then finds
     * nothing left to do. */
    if (!store_run(store, "SELECT pg_advisory_lock(1668246640)", error))
        return FALSE;
    if (!schema_version(store, &version, error))
        return FALSE;
    if (version > schema_newest())
        return schema_check(store, error);
    for (guint i = 0; migrations[i].name != NULL; i++) {
        if (migrations[i].number <= version)
            continue;
        if (!apply(store, &migrations[i], error))
            return FALSE;
        if (applied != NULL)
            applied(&migrations[i], data);
    }
    return store_run(store, "SELECT pg_advisory_unlock(1668246640)", error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal - what the files of store/ share; nobody else includes it */
#pragma once

#include <libpq-fe.h>

#include "store/cluster.h"
#include "store/store.h"

struct Store {
    PGconn *connection;
    gboolean borrowed; /* it is another's */
    Cluster *cluster; /* NULL when the database is somebody else's */
    StoreRole role;
    char *coordinator; /* whose own role it is; NULL for ours */
    gboolean in_transaction;
    GHashTable *uses; /* Statement -> how it is run on this connection (statement.c) */
    gboolean in_pipeline;
    guint n_sent;           /* pipeline: statements whose answer is still to come */
    GError *pipeline_error; /* pipeline: the first failure */
    TokenKey *token_keys;
    TokenKeys keys;
    gint64 keys_read; /* monotonic; 0: never */
};

struct Rows {
    PGresult *result;
    int next;
};

/* Turns a failed answer (NULL: the connection) into an error. SQLSTATE decides the kind: what the
 * server may mend by itself is ERROR_TRY_LATER, a broken constraint ERROR_CONFLICT, missing
 * rights ERROR_REFUSED, a wrong value ERROR_BAD_INPUT, anything else ERROR_BUG. */
gboolean store_fail(Store *store, const PGresult *result, const char *what, GError **error);

/* Runs SQL that has neither parameters nor interesting rows. */
gboolean store_run(Store *store, const char *sql, GError **error);

/* Reads the keys in force; what the store had stays when that fails. */
gboolean token_keys_read(Store *store, GError **error);

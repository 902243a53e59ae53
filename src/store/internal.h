/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal - what the files of store/ share; nobody else includes it */
#pragma once

#include <libpq-fe.h>

#include "store/cluster.h"
#include "store/store.h"

struct Store {
    PGconn *connection;
    gboolean borrowed; /* it is another's */
    Cluster *cluster;  /* NULL when the database is somebody else's */
    StoreRole role;
    char *coordinator; /* whose own role it is; NULL for ours */
    gboolean in_transaction;
    GHashTable *uses; /* Statement -> how it is run on this connection (statement.c) */
    gboolean in_pipeline;
    guint n_sent;           /* pipeline: statements whose answer is still to come */
    GError *pipeline_error; /* pipeline: the first failure */
    TokenKey *token_keys;
    TokenKeys keys;
    gint64 keys_read;   /* monotonic; 0: never */
    gint64 patience;    /* microseconds that an answer is waited for; 0: for ever */
    gboolean is_silent; /* it did not come */
};

struct Rows {
    PGresult *result;
    int next;
};

/* Turns a failed answer (NULL: the connection) into an error. SQLSTATE decides the kind: what the
 * server may mend by itself is ERROR_TRY_LATER, a broken constraint ERROR_CONFLICT, missing
 * rights ERROR_REFUSED, a wrong value ERROR_BAD_INPUT, anything else ERROR_BUG. */
gboolean store_fail(Store *store, const PGresult *result, const char *what, GError **error);

/* The parameters of one question, all `n` of them, as libpq wants them. */
typedef struct {
    int n;
    const char *const *values;
    const int *lengths;
    const int *formats;
} Values;

/* How long an answer is waited for from now on; 0, as it starts: for ever. Pipelines and COPY are
 * for connections that wait for ever. */
void store_be_patient_for(Store *store, gint64 microseconds);

/* Ask and wait for the answer, as PQexec(), PQprepare(), PQexecPrepared() and PQexecParams() with
 * answers in binary do. What did not come in time is lost with its connection. */
PGresult *store_ask(Store *store, const char *sql);
PGresult *store_ask_to_prepare(Store *store, const char *name, const char *sql);
PGresult *store_ask_prepared(Store *store, const char *name, const Values *values);
PGresult *store_ask_with(Store *store, const char *sql, const Values *values);

/* Runs SQL that has neither parameters nor interesting rows. */
gboolean store_run(Store *store, const char *sql, GError **error);

/* Reads the keys in force; what the store had stays when that fails. */
gboolean token_keys_read(Store *store, GError **error);

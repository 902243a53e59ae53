/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statement - run a statement with typed parameters, read typed rows
 *
 * Parameters travel as text, bytea and arrays in binary; answers come in binary, so that raw mail
 * is never written in hexadecimal. A row's text and bytes point into the answer. What a column's
 * type is in SQL must be what its file says: a test PREPAREs each file and compares.
 */
#include "store/statement.h"

#include <string.h>

#include "base/error.h"

#include "store/internal.h"
#include "store/parameters.h"

/* How a statement is run on a connection. */
typedef enum {
    USE_NEW,         /* never was */
    USE_ONCE,        /* was, unprepared */
    USE_IN_PIPELINE, /* is prepared in the pipeline that is open */
    USE_PREPARED,
    USE_UNSURE /* was prepared in a pipeline that failed: stays unprepared */
} Use;

/* The statement with the audience's condition in its place, parameters numbered after its own. */
static char *
with_audience(const Statement *statement, Parameters *parameters)
{
    static const char mark[] = "/*audience*/ true";
    const char *at = strstr(statement->sql, mark);
    const AudienceSql *audience = parameters->audience;

    g_return_val_if_fail(at != NULL, g_strdup(statement->sql));
    GString *sql = g_string_new_len(statement->sql, at - statement->sql);
    g_string_append_c(sql, '(');
    for (const char *p = audience->condition; *p != '\0';) {
        if (*p != '$') {
            g_string_append_c(sql, *p++);
            continue;
        }
        char *end = NULL;
        guint64 number = g_ascii_strtoull(p + 1, &end, 10);
        g_string_append_printf(sql, "$%" G_GUINT64_FORMAT, number + (guint64)parameters->n);
        p = end;
    }
    g_string_append_c(sql, ')');
    g_string_append(sql, at + strlen(mark));
    return g_string_free(sql, FALSE);
}

static gboolean
is_everybody(const AudienceSql *audience)
{
    return audience->n_parameters == 0 && strcmp(audience->condition, "true") == 0;
}

static PGresult *
run_with_audience(Store *store, const Statement *statement, Parameters *parameters)
{
    const AudienceSql *audience = parameters->audience;
    guint n = (guint)parameters->n + audience->n_parameters;
    g_autofree const char **values = g_new0(const char *, n + 1);
    g_autofree int *lengths = g_new0(int, n + 1);
    g_autofree int *formats = g_new0(int, n + 1);
    g_autofree char *sql = with_audience(statement, parameters);

    for (int i = 0; i < parameters->n; i++) {
        values[i] = parameters->values[i];
        lengths[i] = parameters->lengths[i];
        formats[i] = parameters->formats[i];
    }
    for (guint i = 0; i < audience->n_parameters; i++)
        values[(guint)parameters->n + i] = audience->parameters[i];
    return store_ask_with(store, sql, &(Values){(int)n, values, lengths, formats});
}

/* Whether it is prepared now: at its second use. A command runs most statements once, and preparing
 * them all took it longer than what it was asked; a role has its own prepared after two requests.
 */
static gboolean
is_prepared(Store *store, const Statement *statement, PGresult **failed)
{
    Use use = (Use)GPOINTER_TO_UINT(g_hash_table_lookup(store->uses, statement));

    if (use == USE_NEW)
        g_hash_table_insert(store->uses, (gpointer)statement, GUINT_TO_POINTER(USE_ONCE));
    if (use != USE_ONCE)
        return use == USE_PREPARED;
    PGresult *result = store_ask_to_prepare(store, statement->name, statement->sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        *failed = result;
        return FALSE;
    }
    PQclear(result);
    g_hash_table_insert(store->uses, (gpointer)statement, GUINT_TO_POINTER(USE_PREPARED));
    return TRUE;
}

static PGresult *
run(Store *store, const Statement *statement, Parameters *parameters)
{
    const Values values = {parameters->n, parameters->values, parameters->lengths,
                           parameters->formats};
    PGresult *failed = NULL;

    /* For everybody the statement is as its file has it, and need not be planned each time. */
    if (parameters->audience != NULL && !is_everybody(parameters->audience))
        return run_with_audience(store, statement, parameters);
    if (!is_prepared(store, statement, &failed))
        return failed != NULL ? failed : store_ask_with(store, statement->sql, &values);
    return store_ask_prepared(store, statement->name, &values);
}

static gboolean
fail_statement(Store *store, const Statement *statement, PGresult *result, GError **error)
{
    g_autofree char *what = g_strdup_printf("run \"%s\"", statement->name);

    store_fail(store, result, what, error);
    PQclear(result);
    return FALSE;
}

Rows *
statement_query(Store *store, const Statement *statement, GError **error, ...)
{
    g_auto(Parameters) parameters = {0};
    va_list arguments;

    if (store->in_pipeline)
        return fail_null(error, ERROR_BUG, "\"%s\" has columns and cannot run in a pipeline",
                         statement->name);
    va_start(arguments, error);
    parameters_read(&parameters, statement->parameters, arguments);
    va_end(arguments);
    PGresult *result = run(store, statement, &parameters);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail_statement(store, statement, result, error);
        return NULL;
    }
    if (PQnfields(result) != (int)strlen(statement->columns)) {
        PQclear(result);
        return fail_null(error, ERROR_BUG, "\"%s\" answers with other columns than it says",
                         statement->name);
    }
    Rows *rows = g_new0(Rows, 1);
    rows->result = result;
    return rows;
}

/* Takes in what the server has answered so far; `all` waits for the rest. */
static void
pipeline_collect(Store *store, gboolean all)
{
    while (store->n_sent > 0 && (all || !PQisBusy(store->connection))) {
        PGresult *result = PQgetResult(store->connection);
        if (result == NULL)
            continue; /* separates the answers of two statements */
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR && store->pipeline_error == NULL)
            store_fail(store, result, "run a pipeline", &store->pipeline_error);
        store->n_sent--;
        PQclear(result);
        if (PQstatus(store->connection) != CONNECTION_OK)
            break;
    }
}

/* In a pipeline the next use of a statement follows at once: it is prepared at its first. */
static gboolean
pipeline_prepare(Store *store, const Statement *statement)
{
    Use use = (Use)GPOINTER_TO_UINT(g_hash_table_lookup(store->uses, statement));

    if (use == USE_PREPARED || use == USE_UNSURE || use == USE_IN_PIPELINE)
        return TRUE;
    if (PQsendPrepare(store->connection, statement->name, statement->sql, 0, NULL) != 1)
        return FALSE;
    store->n_sent++;
    g_hash_table_insert(store->uses, (gpointer)statement, GUINT_TO_POINTER(USE_IN_PIPELINE));
    return TRUE;
}

/* What was prepared in a pipeline is there when it succeeded; otherwise nobody knows. */
static void
pipeline_settle_uses(Store *store, gboolean good)
{
    GHashTableIter iter;
    gpointer use;

    g_hash_table_iter_init(&iter, store->uses);
    while (g_hash_table_iter_next(&iter, NULL, &use))
        if (GPOINTER_TO_UINT(use) == USE_IN_PIPELINE)
            g_hash_table_iter_replace(&iter, GUINT_TO_POINTER(good ? USE_PREPARED : USE_UNSURE));
}

static int
pipeline_send_query(Store *store, const Statement *statement, Parameters *parameters)
{
    if (GPOINTER_TO_UINT(g_hash_table_lookup(store->uses, statement)) == USE_UNSURE)
        return PQsendQueryParams(store->connection, statement->sql, parameters->n, NULL,
                                 parameters->values, parameters->lengths, parameters->formats, 1);
    return PQsendQueryPrepared(store->connection, statement->name, parameters->n,
                               parameters->values, parameters->lengths, parameters->formats, 1);
}

static gboolean
pipeline_send(Store *store, const Statement *statement, Parameters *parameters, GError **error)
{
    if (!pipeline_prepare(store, statement) ||
        pipeline_send_query(store, statement, parameters) != 1)
        return fail_statement(store, statement, NULL, error);
    /* Both sides writing with nobody reading would stop both: read on the way. */
    if (++store->n_sent % 64 == 0) {
        PQsendFlushRequest(store->connection);
        PQflush(store->connection);
        PQconsumeInput(store->connection);
        pipeline_collect(store, FALSE);
    }
    return TRUE;
}

gboolean
pipeline_begin(Store *store, GError **error)
{
    g_return_val_if_fail(!store->in_pipeline, FALSE);
    if (PQenterPipelineMode(store->connection) != 1)
        return store_fail(store, NULL, "start a pipeline", error);
    store->in_pipeline = TRUE;
    store->n_sent = 0;
    return TRUE;
}

gboolean
pipeline_end(Store *store, GError **error)
{
    PGresult *result;

    g_return_val_if_fail(store->in_pipeline, FALSE);
    store->in_pipeline = FALSE;
    if (PQpipelineSync(store->connection) != 1) {
        pipeline_settle_uses(store, FALSE);
        g_clear_error(&store->pipeline_error);
        return store_fail(store, NULL, "end a pipeline", error);
    }
    pipeline_collect(store, TRUE);
    /* The sync's own answer, behind at most one separator. */
    result = PQgetResult(store->connection);
    if (result == NULL)
        result = PQgetResult(store->connection);
    PQclear(result);
    PQexitPipelineMode(store->connection);
    pipeline_settle_uses(store, store->pipeline_error == NULL);
    if (store->pipeline_error != NULL) {
        g_propagate_error(error, g_steal_pointer(&store->pipeline_error));
        return FALSE;
    }
    return TRUE;
}

gboolean
statement_execute(Store *store, const Statement *statement, gint64 *affected, GError **error, ...)
{
    g_auto(Parameters) parameters = {0};
    va_list arguments;

    va_start(arguments, error);
    parameters_read(&parameters, statement->parameters, arguments);
    va_end(arguments);
    if (store->in_pipeline) {
        if (affected != NULL)
            *affected = 0;
        return pipeline_send(store, statement, &parameters, error);
    }
    PGresult *result = run(store, statement, &parameters);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return fail_statement(store, statement, result, error);
    if (affected != NULL)
        *affected = g_ascii_strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return TRUE;
}

static guint64
big_endian(const guint8 *data, int size)
{
    guint64 number = 0;

    for (int i = 0; i < size; i++)
        number = number << 8 | data[i];
    return number;
}

gboolean
statement_next(Rows *rows, const Statement *statement, gpointer row)
{
    if (rows->next >= PQntuples(rows->result))
        return FALSE;
    for (int column = 0; statement->columns[column] != '\0'; column++) {
        const guint8 *value = (const guint8 *)PQgetvalue(rows->result, rows->next, column);
        int size = PQgetlength(rows->result, rows->next, column);
        gboolean null = PQgetisnull(rows->result, rows->next, column);
        gpointer field = (char *)row + statement->offsets[column];
        switch (statement->columns[column]) {
        case 'i':
            *(gint64 *)field = null ? 0 : (gint64)big_endian(value, 8);
            break;
        case 'n':
            *(gint32 *)field = null ? 0 : (gint32)(guint32)big_endian(value, 4);
            break;
        case 'b':
            *(gboolean *)field = !null && value[0] != 0;
            break;
        case 'f': {
            guint64 bits = null ? 0 : big_endian(value, 8);
            memcpy(field, &bits, sizeof bits);
            break;
        }
        case 't':
            *(const char **)field = null ? NULL : (const char *)value;
            break;
        default:
            *(Blob *)field = (Blob){null ? NULL : value, (gsize)size};
            break;
        }
    }
    rows->next++;
    return TRUE;
}

void
rows_free(Rows *rows)
{
    if (rows == NULL)
        return;
    PQclear(rows->result);
    g_free(rows);
}

guint
rows_count(const Rows *rows)
{
    return (guint)PQntuples(rows->result);
}

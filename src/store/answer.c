/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer - ask the server, and wait for its answer no longer than the connection allows
 *
 * The server's own statement_timeout ends what takes long while it works; nothing ends a server
 * that is stopped, or a machine that vanished, but whoever waits. What did not come in time is lost
 * with its connection: the answer to an earlier question must never be taken for that to a later.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"

#include "store/internal.h"

/* Waits for the socket; FALSE: the time is over, or waiting failed. */
static gboolean
wait_for_socket(PGconn *connection, short events, gint64 deadline)
{
    struct pollfd socket = {.fd = PQsocket(connection), .events = events};

    for (;;) {
        gint64 left = deadline - g_get_monotonic_time();
        if (left <= 0)
            return FALSE;
        int n = poll(&socket, 1, (int)(left / 1000) + 1);
        if (n > 0)
            return TRUE;
        if (n < 0 && errno != EINTR)
            return FALSE;
    }
}

/* Until an answer can be taken without waiting; FALSE: none came in time. A connection that broke
 * has one, which says so. */
static gboolean
wait_for_answer(PGconn *connection, gint64 deadline)
{
    for (gboolean in_time = TRUE;;) {
        int unsent = PQflush(connection);
        if (unsent == 0 && !PQisBusy(connection))
            return TRUE;
        if (PQstatus(connection) != CONNECTION_OK)
            return TRUE;
        if (!in_time)
            return FALSE;
        in_time = wait_for_socket(connection, unsent == 1 ? POLLIN | POLLOUT : POLLIN, deadline);
        if (PQconsumeInput(connection) != 1)
            return TRUE;
        /* TLS may hold the rest of what was read, which the socket does not show. */
        if (PQisBusy(connection) && PQconsumeInput(connection) != 1)
            return TRUE;
    }
}

/* The last answer to what was sent, as PQexec() has it; after a server's silence, what libpq says
 * of a connection that closed. */
static PGresult *
take_answer(Store *store, int sent)
{
    gint64 deadline = g_get_monotonic_time() + store->patience;
    PGresult *last = NULL, *next;

    if (sent != 1)
        return NULL;
    do {
        if (!store->is_silent && !wait_for_answer(store->connection, deadline)) {
            store->is_silent = TRUE;
            shutdown(PQsocket(store->connection), SHUT_RDWR);
        }
        next = PQgetResult(store->connection);
        if (next != NULL) {
            PQclear(last);
            last = next;
        }
    } while (next != NULL && PQstatus(store->connection) == CONNECTION_OK);
    return last;
}

void
store_be_patient_for(Store *store, gint64 microseconds)
{
    store->patience = microseconds;
    PQsetnonblocking(store->connection, microseconds > 0);
}

PGresult *
store_ask(Store *store, const char *sql)
{
    return store->patience == 0 ? PQexec(store->connection, sql)
                                : take_answer(store, PQsendQuery(store->connection, sql));
}

PGresult *
store_ask_to_prepare(Store *store, const char *name, const char *sql)
{
    return store->patience == 0
               ? PQprepare(store->connection, name, sql, 0, NULL)
               : take_answer(store, PQsendPrepare(store->connection, name, sql, 0, NULL));
}

PGresult *
store_ask_prepared(Store *store, const char *name, const Values *values)
{
    return store->patience == 0
               ? PQexecPrepared(store->connection, name, values->n, values->values, values->lengths,
                                values->formats, 1)
               : take_answer(store,
                             PQsendQueryPrepared(store->connection, name, values->n, values->values,
                                                 values->lengths, values->formats, 1));
}

PGresult *
store_ask_with(Store *store, const char *sql, const Values *values)
{
    return store->patience == 0
               ? PQexecParams(store->connection, sql, values->n, NULL, values->values,
                              values->lengths, values->formats, 1)
               : take_answer(store, PQsendQueryParams(store->connection, sql, values->n, NULL,
                                                      values->values, values->lengths,
                                                      values->formats, 1));
}

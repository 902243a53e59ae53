/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bare-page - the least that a page from PostgreSQL can cost: what site.sh compares ours with
 *
 *     bare-page CONNINFO MESSAGE-ID THREADS
 *
 * One prepared SELECT of a message's text over the thread's own connection, sent as it is by
 * libmicrohttpd, epoll and a pool of THREADS as the site has them. Prints its port; ends with its
 * standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>
#include <microhttpd.h>

static const char *conninfo;
static const char *message_id;
static _Thread_local PGconn *connection;

static PGconn *
open_connection(void)
{
    if (connection != NULL)
        return connection;
    connection = PQconnectdb(conninfo);
    PGresult *result = PQprepare(connection, "page",
                                 "SELECT subject, from_name, body FROM site.post "
                                 "WHERE list_name = 'mobilites' AND message_id = $1",
                                 1, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fprintf(stderr, "bare-page: %s", PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
    return connection;
}

static enum MHD_Result
answer(void *data, struct MHD_Connection *client, const char *url, const char *method,
       const char *version, const char *upload, size_t *upload_size, void **seen)
{
    (void)data, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    if (*seen == NULL) {
        *seen = client;
        return MHD_YES;
    }
    PGresult *result =
        PQexecPrepared(open_connection(), "page", 1, &message_id, NULL, NULL, 0);
    if (PQntuples(result) == 0)
        exit(1);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        (size_t)PQgetlength(result, 0, 2), PQgetvalue(result, 0, 2), MHD_RESPMEM_MUST_COPY);
    PQclear(result);
    enum MHD_Result queued = MHD_queue_response(client, 200, response);
    MHD_destroy_response(response);
    return queued;
}

int
main(int argc, char **argv)
{
    if (argc != 4)
        return 64;
    conninfo = argv[1];
    message_id = argv[2];
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)strtoul(argv[3], NULL, 10), MHD_OPTION_END);
    if (daemon == NULL)
        return 1;
    printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    MHD_stop_daemon(daemon);
    return 0;
}

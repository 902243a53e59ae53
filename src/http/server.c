/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server - the HTTP library's daemon around one handler
 *
 * Each thread of the pool runs its own epoll loop on the connections that door.h gives it, and
 * calls the handler itself: no queue, no lock on the way of a request. A counter of requests in
 * hand lets http_server_stop() wait for them. A failure inside a request ends that request, never
 * the server.
 */
#include "http/server.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/error.h"
#include "base/log.h"

#include "base/listen.h"
#include "http/door.h"
#include "http/exchange.h"
#include "http/watch.h"

enum {
    DEFAULT_CONNECTIONS = 1000,
    DEFAULT_TIMEOUT = 30,
    DEFAULT_STOP_TIMEOUT = 10,
    DEFAULT_MAX_BODY = 256 * 1024,
    REFUSED_BODY_MAX = 2 * 1024 * 1024,
    CONNECTION_MEMORY = 32 * 1024, /* request line and headers, then headers of the answer */
    STOP_POLL_US = 2000,
};

struct HttpServer {
    HttpSettings settings;
    char *address;
    HttpHandler handler;
    gpointer data;
    struct MHD_Daemon *daemon;
    HttpWatch *watch;
    HttpDoor *door;
    int fd;
    guint16 port;
    pthread_key_t slot_key;
    gint in_hand;  /* atomic: requests admitted and not yet over */
    gint stopping; /* atomic */
};

/* What a thread keeps between requests. */
typedef struct {
    gpointer data;
    GDestroyNotify destroy;
} Slot;

static void
slot_free(void *pointer)
{
    Slot *slot = pointer;

    if (slot->data != NULL && slot->destroy != NULL)
        slot->destroy(slot->data);
    g_free(slot);
}

static gpointer *
slot_of_thread(HttpServer *server)
{
    Slot *slot = pthread_getspecific(server->slot_key);

    if (slot == NULL) {
        slot = g_new0(Slot, 1);
        slot->destroy = server->settings.thread_data_destroy;
        pthread_setspecific(server->slot_key, slot);
    }
    return &slot->data;
}

static guint
status_of(const GError *error)
{
    switch (error_kind(error)) {
    case ERROR_NOT_FOUND:
        return 404;
    case ERROR_REFUSED:
        return 403;
    case ERROR_BAD_INPUT:
        return 400;
    case ERROR_CONFLICT:
        return 409;
    case ERROR_TRY_LATER:
        return 503;
    default:
        return 500;
    }
}

/* Replaces what the handler may have begun by the page of a failure. */
static void
failure_answer(HttpServer *server, Exchange *exchange, guint status, const GError *error)
{
    HttpResponse *response = &exchange->response;
    g_autofree char *log_path = g_steal_pointer(&response->log_path);

    http_response_clear(response);
    http_response_init(response);
    response->status = status;
    response->cache = "no-store";
    response->log_path = g_steal_pointer(&log_path);
    if (status == 503)
        http_response_header(response, "Retry-After", "30");
    if (server->settings.failure_page != NULL)
        server->settings.failure_page(&exchange->request, response, error, server->data);
    if (status == 405 && http_response_get_header(response, "Allow") == NULL)
        http_response_header(response, "Allow", "GET, HEAD, POST, PATCH");
    if (response->page == NULL && response->bytes == NULL && response->body->len == 0) {
        http_response_header(response, "Content-Type", "text/plain; charset=utf-8");
        g_string_printf(response->body, "%u %s\n", status, MHD_get_reason_phrase_for(status));
    }
}

static void
failure_log(const Exchange *exchange, const GError *error)
{
    const HttpResponse *response = &exchange->response;
    const char *path = response->log_path != NULL ? response->log_path : exchange->request.path;

    /* Anybody can send nonsense; only what we could not do is worth a look. */
    if (error_row(error_kind(error))->level == G_LOG_LEVEL_INFO)
        log_event(G_LOG_LEVEL_DEBUG, "request refused", "PATH", path, "ERROR", error->message,
                  NULL);
    else
        log_failure(error, "could not answer a request", "PATH", path, NULL);
}

static enum MHD_Result
answer_queue(HttpServer *server, Exchange *exchange, struct MHD_Connection *connection)
{
    guint status;

    if (g_atomic_int_get(&server->stopping))
        exchange->close = TRUE;
    struct MHD_Response *out = exchange_answer(exchange, connection, &status);
    if (out == NULL)
        return MHD_NO;
    enum MHD_Result result = MHD_queue_response(connection, status, out);
    if (!exchange->shared)
        MHD_destroy_response(out);
    return result;
}

static void
handler_call(HttpServer *server, Exchange *exchange, struct MHD_Connection *connection)
{
    g_autoptr(GError) error = NULL;

    exchange->request.thread_data = slot_of_thread(server);
    if (exchange_read_form(exchange, connection, &error) &&
        server->handler(&exchange->request, &exchange->response, server->data, &error))
        return;
    if (error == NULL)
        fail(&error, ERROR_BUG, "the page failed without saying why");
    failure_log(exchange, error);
    failure_answer(server, exchange, status_of(error), error);
}

/* Whether the body of a refused request is read to its end before the answer goes. Bytes left
 * unread reset the connection when it is closed, and the client, still sending, may never see the
 * answer (RFC 9112, section 9.6). Who asked first (Expect) has sent nothing yet. */
static gboolean
body_is_awaited(const Exchange *exchange, struct MHD_Connection *connection)
{
    return exchange->length > 0 && exchange->length <= REFUSED_BODY_MAX &&
           MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Expect") == NULL;
}

/* FALSE: what the refusal says stands in exchange->response. */
static gboolean
request_admit(HttpServer *server, Exchange *exchange, struct MHD_Connection *connection,
              const char *method, const char *version)
{
    g_autoptr(GError) error = NULL;

    g_atomic_int_inc(&server->in_hand);
    exchange->request.thread_data = slot_of_thread(server);
    if (exchange_admit(exchange, connection, method, version, &server->settings, &error))
        return TRUE;
    failure_log(exchange, error);
    failure_answer(server, exchange, exchange->response.status, error);
    exchange->refused = TRUE;
    return FALSE;
}

/* The library calls this once with the headers, again with each piece of a body, and once more at
 * its end. An answer queued on the first call leaves the body unread and closes. */
static enum MHD_Result
request_arrives(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                const char *version, const char *upload, size_t *upload_size, void **context)
{
    HttpServer *server = data;
    Exchange *exchange = *context;

    if (exchange->started == 0) {
        if (request_admit(server, exchange, connection, method, version) ||
            body_is_awaited(exchange, connection))
            return MHD_YES;
    } else if (*upload_size > 0) {
        /* Content-Length was within max_body, and the library holds the client to it. */
        if (!exchange->refused)
            g_byte_array_append(exchange->upload, (const guint8 *)upload, (guint)*upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    http_watch_answering(connection, TRUE);
    if (!exchange->refused)
        handler_call(server, exchange, connection);
    return answer_queue(server, exchange, connection);
}

/* Gives the URI before the library looks for parameters in it. We read them ourselves, and within
 * bounds; it would keep each in the memory of the connection, which some hundreds used up: no room
 * was left to answer, and the client waited until the time was over. So it is shown none: the URI
 * stands in that very memory, which is the library's to write to, and ours until we return. */
static void *
request_begins(void *data, const char *uri, struct MHD_Connection *connection)
{
    Exchange *exchange = exchange_new(uri);
    const char *question = strchr(uri, '?');

    if (question != NULL && question[1] != '\0')
        *(char *)(guintptr)(question + 1) = '\0';
    return exchange;
}

static void
access_log(const HttpAccess *access)
{
    g_autofree char *status = g_strdup_printf("%u", access->status);
    g_autofree char *bytes = g_strdup_printf("%" G_GSIZE_FORMAT, access->bytes);
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, access->microseconds);

    log_event(G_LOG_LEVEL_INFO, access->complete ? "request" : "request cut short", "METHOD",
              access->method, "PATH", access->path, "STATUS", status, "BYTES", bytes,
              "MICROSECONDS", time, NULL);
}

static void
request_ends(void *data, struct MHD_Connection *connection, void **context,
             enum MHD_RequestTerminationCode code)
{
    HttpServer *server = data;
    Exchange *exchange = *context;

    *context = NULL;
    http_watch_answering(connection, FALSE);
    if (exchange == NULL)
        return;
    if (exchange->started != 0) {
        const HttpResponse *response = &exchange->response;
        HttpAccess access = {
            .method = exchange->method != NULL ? exchange->method : "-",
            .path = response->log_path != NULL ? response->log_path : exchange->request.path,
            .status = exchange->answered != 0 ? response->status : 0,
            .bytes = exchange->request.head ? 0 : exchange->body_size,
            .microseconds = exchange->answered != 0 ? exchange->answered - exchange->started : 0,
            .complete = code == MHD_REQUEST_TERMINATED_COMPLETED_OK,
        };
        if (server->settings.access_log != NULL)
            server->settings.access_log(&access, server->data);
        else
            access_log(&access);
        g_atomic_int_dec_and_test(&server->in_hand);
    }
    exchange_free(exchange);
}

static void G_GNUC_PRINTF(2, 0) library_log(void *data, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    g_debug("http: %s", g_strchomp(text));
}

static struct MHD_Daemon *
daemon_start(HttpServer *server)
{
    const HttpSettings *settings = &server->settings;
    struct MHD_OptionItem pool[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)settings->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    /* One thread is no pool: the library then uses its main one. */
    if (settings->threads == 1)
        pool[0] = pool[1];
    int dummy = http_door_dummy();
    if (dummy < 0)
        return NULL;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC, 0, NULL, NULL,
        request_arrives, server, MHD_OPTION_EXTERNAL_LOGGER, library_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, dummy, MHD_OPTION_URI_LOG_CALLBACK, request_begins, server,
        MHD_OPTION_NOTIFY_COMPLETED, request_ends, server, MHD_OPTION_NOTIFY_CONNECTION,
        http_watch_notify, server->watch, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        /* http_watch_expect() counts; the library still has those for a moment that it has closed.
         */
        MHD_OPTION_CONNECTION_LIMIT, settings->max_connections * 2,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->max_connections_by_ip,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->timeout, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
    if (daemon != NULL)
        MHD_quiesce_daemon(daemon);
    close(dummy);
    return daemon;
}

static void
server_free(HttpServer *server)
{
    http_watch_free(server->watch);
    if (server->fd >= 0)
        close(server->fd);
    pthread_key_delete(server->slot_key);
    g_free(server->address);
    g_free(server);
}

HttpServer *
http_server_start(const HttpSettings *settings, HttpHandler handler, gpointer data, GError **error)
{
    guint16 port = settings->port;
    int fd = settings->socket > 0 ? settings->socket : listen_open(settings->address, &port, error);

    if (fd < 0)
        return NULL;
    HttpServer *server = g_new0(HttpServer, 1);
    server->fd = fd;
    server->port = port;
    server->handler = handler;
    server->data = data;
    server->settings = *settings;
    server->address = g_strdup(settings->address);
    server->settings.address = server->address;
    HttpSettings *own = &server->settings;
    own->threads = own->threads != 0 ? own->threads : g_get_num_processors();
    own->max_connections =
        MAX(own->threads, own->max_connections != 0 ? own->max_connections : DEFAULT_CONNECTIONS);
    own->timeout = own->timeout != 0 ? own->timeout : DEFAULT_TIMEOUT;
    own->stop_timeout = own->stop_timeout != 0 ? own->stop_timeout : DEFAULT_STOP_TIMEOUT;
    own->max_body = own->max_body != 0 ? own->max_body : DEFAULT_MAX_BODY;

    pthread_key_create(&server->slot_key, slot_free);
    server->watch = http_watch_new(own->max_connections, own->timeout);
    server->daemon = daemon_start(server);
    if (server->daemon != NULL)
        server->door = http_door_open(fd, server->daemon, server->watch);
    if (server->door == NULL) {
        fail(error, ERROR_TRY_LATER, "could not start answering on \"%s\": %s", server->address,
             g_strerror(errno));
        fail_hint(error,
                  "%u threads and %u connections may be more than the limits of this "
                  "process (ulimit -n, ulimit -u)",
                  own->threads, own->max_connections);
        if (listen_unix_path(server->address) != NULL)
            unlink(listen_unix_path(server->address));
        if (server->daemon != NULL)
            MHD_stop_daemon(server->daemon);
        server_free(server);
        return NULL;
    }
    return server;
}

guint16
http_server_port(const HttpServer *server)
{
    return server->port;
}

void
http_server_stop(HttpServer *server)
{
    if (server == NULL)
        return;
    const char *path = listen_unix_path(server->address);
    gint64 deadline =
        g_get_monotonic_time() + (gint64)server->settings.stop_timeout * G_USEC_PER_SEC;

    g_atomic_int_set(&server->stopping, 1);
    http_door_close(server->door);
    if (path != NULL)
        unlink(path);
    while (g_atomic_int_get(&server->in_hand) > 0 && g_get_monotonic_time() < deadline)
        g_usleep(STOP_POLL_US);
    MHD_stop_daemon(server->daemon);
    server_free(server);
}

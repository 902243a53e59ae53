/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server - pages over HTTP/1.1
 *
 * http_server_start() opens the socket and answers on threads of its own (epoll, one loop a
 * thread) until http_server_stop(). The handler is called on those threads, several at once.
 *
 * Done here, once, for every page: HEAD, conditional requests, security headers, limits, forms,
 * methods, paths, request smuggling, failures, the access log.
 */
#pragma once

#include <glib.h>

#include "http/forwarded.h"
#include "http/request.h"
#include "http/response.h"

typedef struct HttpServer HttpServer;

/* Fills `response` and returns TRUE; or returns FALSE with `error`, whose kind gives the status
 * (not found 404, refused 403, bad input 400, conflict 409, try later 503, else 500). */
typedef gboolean (*HttpHandler)(const HttpRequest *request, HttpResponse *response, gpointer data,
                                GError **error);

/* Fills the body of a page for a failure, the handler's or one found here; response->status is
 * set. `request` has its path, and its segments where the path could be read. Without this hook,
 * or when it leaves the body empty, the page is the status in plain text. */
typedef void (*HttpFailurePage)(const HttpRequest *request, HttpResponse *response,
                                const GError *error, gpointer data);

/* One finished request. `path` has no query, and may hold any byte a stranger sent. No client
 * address: logs are not for watching. */
typedef struct {
    const char *method;
    const char *path;
    guint status;        /* 0: the client left before an answer was made */
    gsize bytes;         /* of the body */
    gint64 microseconds; /* from the headers read to the answer made */
    gboolean complete;   /* the client took all of it */
} HttpAccess;
typedef void (*HttpAccessLog)(const HttpAccess *access, gpointer data);

typedef struct {
    const char *address;         /* see base/listen.h; required */
    int socket;                  /* listens on address already, and is taken over, also after a
                                    failure; 0: the server opens it */
    guint16 port;                /* that socket's */
    guint threads;               /* 0: one for each processor */
    guint max_connections;       /* over all threads; 0: 1,000 */
    guint max_connections_by_ip; /* 0: no limit (behind a proxy on the same host) */
    guint timeout;               /* seconds without a byte; 0: 30 */
    guint stop_timeout;          /* seconds stop waits for requests in hand; 0: 10 */
    gsize max_body;              /* bytes of a POST; 0: 256 KB */
    const HttpProxies *proxies;  /* what the last X-Forwarded-For says is the client's address
                                    where one of these connects; NULL: none; borrowed */
    HttpFailurePage failure_page;
    HttpAccessLog access_log;           /* NULL: log_event() at level info with METHOD, PATH,
                                           STATUS, BYTES, MICROSECONDS */
    GDestroyNotify thread_data_destroy; /* frees what a handler put in *thread_data, on its own
                                           thread, when that ends; a NULL place is skipped */
} HttpSettings;

/* Starts answering; `settings` is copied (the address too). ERROR_BAD_INPUT for a bad address,
 * ERROR_CONFLICT when it is taken, ERROR_TRY_LATER when resources are short. */
HttpServer *http_server_start(const HttpSettings *settings, HttpHandler handler, gpointer data,
                              GError **error);

/* The port listened on (the one taken when the settings said 0); 0 on a Unix socket. */
guint16 http_server_port(const HttpServer *server);

/* Stops listening, finishes requests in hand, ends the threads, frees the server. NULL is fine.
 * Not to be called from a handler. */
void http_server_stop(HttpServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpServer, http_server_stop)

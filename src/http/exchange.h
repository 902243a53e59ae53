/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange - one request and its answer, inside http/
 *
 * Made when the request line has come, judged when the headers are whole (exchange_admit), fed
 * with the body, answered once, freed when the library says the request is over.
 */
#pragma once

#include <microhttpd.h>

#include "http/server.h"

typedef struct {
    HttpRequest request;
    HttpResponse response;
    char *uri;        /* as sent: path, then perhaps ? and a query */
    char *path;       /* of the request */
    char *query_text; /* NULL without a `?` */
    char *remote;
    char **segments;
    Params *query;
    Params *form;
    GByteArray *upload;
    GBytes *body;
    gint64 started; /* monotonic, 0 until the headers are whole */
    gint64 answered;
    gsize body_size;
    guint64 length; /* of the request's body, as its Content-Length says */
    char *method;
    gboolean gzip;    /* the body goes compressed */
    gboolean shared;  /* the answer is a page's, not to be destroyed */
    gboolean refused; /* `response` says why; no handler sees it, and its body is not kept */
    gboolean close;   /* the connection cannot be used for another request */
} Exchange;

Exchange *exchange_new(const char *uri);
void exchange_free(Exchange *exchange);

/* Judges method, headers and path before a byte of the body is read. FALSE with a status in
 * exchange->response and `error` when this is not for a handler. */
gboolean exchange_admit(Exchange *exchange, struct MHD_Connection *connection, const char *method,
                        const char *version, const HttpSettings *settings, GError **error);

/* Makes the request's body and form of what was uploaded. ERROR_BAD_INPUT for a malformed form. */
gboolean exchange_read_form(Exchange *exchange, struct MHD_Connection *connection, GError **error);

/* Turns the filled response into the library's, applying what every response gets, 304 included;
 * unref it with MHD_destroy_response() unless
 * exchange->shared. `*status` is the final one. NULL without memory. */
struct MHD_Response *exchange_answer(Exchange *exchange, struct MHD_Connection *connection,
                                     guint *status);

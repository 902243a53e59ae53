/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request - what a page is asked
 *
 * A handler reads a request, never keeps it: everything in it ends with the handler's return.
 */
#pragma once

#include <glib.h>

#include "http/params.h"

typedef enum {
    HTTP_GET, /* HEAD too: the same answer, whose body http/ leaves out */
    HTTP_POST,
    HTTP_PATCH, /* RFC 5789; the interface for programs alone has it */
} HttpMethod;

typedef struct HttpRequest HttpRequest;
struct HttpRequest {
    HttpMethod method;
    gboolean head;               /* it came as HEAD; only logs need to know */
    const char *path;            /* as sent, without the query: "/mobilites/a%2Fb@x/" */
    const char *const *segments; /* decoded once, NULL-terminated: "mobilites", "a/b@x" */
    guint n_segments;
    gboolean slash;        /* the path ends in a slash */
    const Params *query;   /* never NULL */
    const Params *form;    /* fields of a POST's body, files left out; never NULL */
    GBytes *body;          /* a POST's or PATCH's body as sent, never NULL */
    const char *remote;    /* the client's network address in digits; "" on a Unix socket */
    gpointer *thread_data; /* the thread's own place, first NULL; see HttpSettings */
    gpointer connection;   /* http/'s own */
};

/* A header's value, or NULL; names are compared without case. The first, where there are more. */
const char *http_request_header(const HttpRequest *request, const char *name);

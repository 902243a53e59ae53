/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * response - what a page answers
 *
 * A handler gets an empty HttpResponse and fills it; http/ sends and frees it. Ready values are
 * those of an HTML page: status 200, Content-Type text/html in UTF-8. These go out by themselves
 * with every response: Content-Security-Policy, X-Content-Type-Options, Referrer-Policy, Date,
 * Content-Length; ETag and 304 where they hold.
 */
#pragma once

#include <glib.h>

/* Appends the next bytes to `out`, or sets `end`; called on the thread of the request, after the
 * handler has returned, as often as the client takes more. FALSE breaks the connection off, so that
 * nobody takes a part for the whole. */
typedef gboolean (*HttpProduce)(gpointer data, GByteArray *out, gboolean *end, GError **error);

/* A page that is finished, for many requests on many threads; see http/page.h. */
typedef struct HttpPage HttpPage;

typedef struct {
    guint status;
    HttpPage *page;      /* a page kept from before: it wins over all the rest, but log_path */
    GString *body;       /* append to it, */
    GBytes *bytes;       /* or give (a reference to) bytes, which win over body, */
    HttpProduce produce; /* or a function for what is too long to be held; it wins over both */
    gpointer produce_data;
    GDestroyNotify produce_free; /* of produce_data, called once, whatever happens */
    gsize produce_size;          /* how many bytes it gives in all, where that is known; else 0 */
    gboolean ranges;      /* parts of a 200 may be asked for (RFC 9110, 14); never compressed; with
                             produce, what comes before a part is made and dropped, and produce_size
                             has to be known */
    const char *policy;   /* Content-Security-Policy; not copied; HTTP_POLICY_PAGE at first */
    const char *cache;    /* Cache-Control; not copied; NULL leaves it out */
    char *etag;           /* strong, without quotes, for g_free(); NULL: made from the body of a
                             200, unless cache says no-store */
    gint64 last_modified; /* microseconds since the epoch; 0 leaves it out */
    char *log_path;       /* what logs show instead of the path (which may hold a token), for
                             g_free(); NULL: the path */
    GArray *headers;      /* of HttpHeader; use http_response_header() */
} HttpResponse;

typedef struct {
    char *name;
    char *value;
} HttpHeader;

/* Our own pages: our style sheet, our images, our forms, no script, in nobody's frame. */
#define HTTP_POLICY_PAGE                                                                           \
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "                   \
    "base-uri 'none'; frame-ancestors 'none'"
/* A form of ours with a script of ours, which asks us. */
#define HTTP_POLICY_FORM                                                                           \
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "                   \
    "script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
/* What somebody else made (attachments, raw mail): nothing may run, nothing may load. */
#define HTTP_POLICY_FOREIGN "default-src 'none'; sandbox; frame-ancestors 'none'"

void http_response_init(HttpResponse *response);
void http_response_clear(HttpResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpResponse, http_response_clear)

/* Sets a header, replacing one of that name. A value with a control character, CR and LF first of
 * all, is a bug of the caller: it is left out and logged. */
void http_response_header(HttpResponse *response, const char *name, const char *value);

/* The header's value, or NULL. */
const char *http_response_get_header(const HttpResponse *response, const char *name);

/* Status 301, 302, 303, 307 or 308 with Location. */
void http_response_redirect(HttpResponse *response, guint status, const char *location);

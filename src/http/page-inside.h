/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page-inside - what exchange.c and page.c share, inside http/ */
#pragma once

#include <microhttpd.h>

#include "http/page.h"

/* The form of a page that answers a request, borrowed; the others are NULL where the page is not
 * worth compressing. */
typedef struct {
    struct MHD_Response *whole;
    struct MHD_Response *unchanged; /* 304 */
    char *etag;
    gsize size; /* of the body */
} PageForm;

/* A response of `body` with what every response gets and the handler's own headers. `close` says
 * that the connection ends with it. NULL without memory. */
struct MHD_Response *response_whole(HttpResponse *response, GBytes *body, gboolean close);

/* The same for one that is made while it is sent: see stream_answer(). */
struct MHD_Response *response_produced(HttpResponse *response, gsize from, gsize count,
                                       gboolean close);
/* The same for 304. */
struct MHD_Response *response_unchanged(const HttpResponse *response, gboolean close);

/* The form for who takes gzip, or does not. */
const PageForm *page_form(const HttpPage *page, gboolean gzip);
/* One like it for a connection that ends with it; owned by the caller. */
struct MHD_Response *page_form_closing(HttpPage *page, const PageForm *form, gboolean fresh);
gint64 page_last_modified(const HttpPage *page);

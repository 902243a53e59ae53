/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - a finished page that is sent again and again
 *
 * Holds the library's own responses, plain, compressed and 304: what a request costs beyond its
 * parsing is the choice between them.
 */
#pragma once

#include "http/response.h"

/* What the handler made of `response`, which keeps showing the same page. NULL for what is no page
 * to be kept: another status than 200, no-store, or made while it is sent. */
HttpPage *http_page_of(HttpResponse *response);

HttpPage *http_page_ref(HttpPage *page);
void http_page_unref(HttpPage *page);

/* Bytes of memory. */
gsize http_page_size(const HttpPage *page);

/* Makes it the response; takes the reference. */
void http_response_set_page(HttpResponse *response, HttpPage *page);

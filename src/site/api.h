/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * api - the interface for programs, under /api/
 *
 * JSON in and out; GET reads, POST and PATCH change, and with an Idempotency-Key once. A program
 * shows its token (RFC 6750, Bearer), which the database checks with each request, as it counts
 * them: nothing here can be got around. Many come in pages: "next" is what "after" is to be for the
 * next one, and so is the Link (RFC 8288). Failures are problem details (RFC 9457).
 * /api/openapi.json describes it all.
 */
#pragma once

#include "site/visit.h"

/* Whether the path is one of these. */
gboolean api_is_asked(const HttpRequest *request);

/* The methods that an address takes, as Allow has them; NULL: there is no such address. g_free(). */
char *api_allowed(const HttpRequest *request);

/* Errors: those of the store. What is wrong with the request is an answer. */
gboolean api_answer(Visit *visit, GError **error);

/* The problem of a failure (response->status); `detail` may be NULL. */
void api_failure(HttpResponse *response, const char *detail);

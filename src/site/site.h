/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site - the public pages
 *
 * What anybody may read: home, lists, threads, messages, editions, search; and the page behind the
 * unsubscribe link of a letter. No script, no cookie, no account. Each page is two or three
 * prepared statements and one template; what needs more waits for a caller who has more rights.
 */
#pragma once

#include "base/settings.h"
#include "http/request.h"
#include "http/response.h"
#include "store/store.h"

typedef struct Site Site;

/* Reads templates, catalogues, words, style sheet and icon: a mistake in one is found here.
 * `settings` and `state` must outlive the site. ERROR_BAD_INPUT or ERROR_NOT_FOUND say which file.
 * A Site may be used by many threads at once. */
Site *site_open(const Settings *settings, const char *state, GError **error);
void site_free(Site *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Site, site_free)

/* Answers one request out of `store`, a STORE_SITE. Errors as a HttpHandler's: ERROR_NOT_FOUND for
 * what is not there or not public, ERROR_TRY_LATER when the database is away or too slow. */
gboolean site_answer(const Site *site, Store *store, const HttpRequest *request,
                     HttpResponse *response, GError **error);

/* Fills the page of a failure (response->status), in the reader's language. */
void site_failure(const Site *site, const HttpRequest *request, HttpResponse *response);

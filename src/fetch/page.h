/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - one document from the web, within bounds
 *
 * At most so many bytes, seconds and redirects; http and https; no cookie, no referrer, no proxy of
 * the environment. Private networks are not spoken to, whatever name leads there, unless allowed.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

typedef struct {
    guint timeout;          /* seconds, redirects with it */
    gsize most;             /* bytes, unpacked */
    gboolean allow_private; /* loopback and private networks too */
    const char *agent;      /* User-Agent */
} PageSettings;

/* What a server said of a document, to ask whether there is another now (RFC 9110, 13.1). */
typedef struct {
    char *etag;     /* as it came, with quotes; "": none */
    char *modified; /* Last-Modified as it came; "": none */
} PageVersion;

void page_version_clear(PageVersion *version);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PageVersion, page_version_clear)

/* Its bytes; NULL without an error when it is still what `version` names (304). `version` may be
 * empty, and is what was got afterwards. ERROR_BAD_INPUT: too large, or no address; ERROR_REFUSED:
 * into a private network; ERROR_NOT_FOUND: 4xx; ERROR_TRY_LATER: no answer, 429 and 5xx. */
GBytes *page_fetch(const char *url, const PageSettings *settings, PageVersion *version,
                   GError **error);

/* The same into a file, for what is too large to be held; what was written before an error stays
 * there. A server that sends next to nothing for half a minute is given up. */
gboolean page_fetch_file(const char *url, const PageSettings *settings, FILE *file, GError **error);

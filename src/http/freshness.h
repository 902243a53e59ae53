/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * freshness - HTTP dates, entity tags, and whether a client's copy still holds
 *
 * Times are microseconds since the epoch, as everywhere; HTTP knows whole seconds.
 */
#pragma once

#include <glib.h>

/* "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110, section 5.6.7). To be freed. */
char *http_date_format(gint64 time_us);

/* Reads the three forms RFC 9110 asks a recipient to read, strictly. FALSE when it is none. */
gboolean http_date_parse(const char *text, gint64 *time_us);

/* An entity tag of these bytes, without quotes. To be freed. */
char *http_etag_of(const void *data, gsize size);

/* Whether a GET or HEAD gets 304 (RFC 9110, section 13.2.2): by If-None-Match where it was sent
 * (a list, weak comparison, or "*"), else by If-Modified-Since. `etag` has no quotes and may be
 * NULL, `last_modified` may be 0, the two headers may be NULL. */
gboolean http_is_fresh(const char *etag, gint64 last_modified, const char *if_none_match,
                       const char *if_modified_since);

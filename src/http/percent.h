/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * percent - percent-encoding (RFC 3986, section 2.1) and paths cut into segments
 */
#pragma once

#include <glib.h>

typedef enum {
    PERCENT_PLAIN,         /* a path: `+` is itself */
    PERCENT_PLUS_IS_SPACE, /* a query or a form */
} PercentMode;

/* The decoded text, to be freed with g_free(). NULL and ERROR_BAD_INPUT for a `%` without two
 * hexadecimal digits, for %00 (or a NUL byte) and for what does not decode to UTF-8. */
char *percent_decode(const char *text, gsize size, PercentMode mode, GError **error);

/* Text as one path segment or one query value: all but RFC 3986's unreserved characters become
 * %XX, so `/` in a Message-ID stays inside its segment. To be freed with g_free(). */
char *percent_encode(const char *text);

/* The most bytes of a raw path, and the most segments in it. */
enum {
    PATH_MAX_BYTES = 2000,
    PATH_MAX_SEGMENTS = 16,
};

/* Cuts a raw absolute path ("/mobilites/a%2Fb@x/t/") at its slashes, then decodes each segment
 * once: {"mobilites", "a/b@x", "t", NULL}. A trailing slash makes no segment: *slash tells.
 * "/" has no segment. To be freed with g_strfreev(). NULL and ERROR_BAD_INPUT for what is not an
 * absolute path of printable ASCII, for an empty segment, "." or ".." (encoded or not), a control
 * character, bad UTF-8, too many bytes or too many segments. */
char **path_split(const char *path, gboolean *slash, GError **error);

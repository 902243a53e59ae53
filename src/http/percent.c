/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * percent - decode and encode the %XX of URLs, and cut paths
 *
 * Keeps RFC 3986, sections 2.1 and 3.3. A path is cut at its raw slashes before anything is
 * decoded, so that %2F never makes a segment, and each segment is decoded exactly once, so that
 * %252e%252e stays harmless text. What cannot be decoded is refused; nothing is guessed.
 */
#include "http/percent.h"

#include <string.h>

#include "base/error.h"

char *
percent_decode(const char *text, gsize size, PercentMode mode, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(size);

    for (gsize i = 0; i < size; i++) {
        char byte = text[i];
        if (byte == '%') {
            int high = i + 2 < size ? g_ascii_xdigit_value(text[i + 1]) : -1;
            int low = i + 2 < size ? g_ascii_xdigit_value(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return fail_null(error, ERROR_BAD_INPUT, "malformed percent escape");
            byte = (char)(high << 4 | low);
            i += 2;
        } else if (byte == '+' && mode == PERCENT_PLUS_IS_SPACE) {
            byte = ' ';
        }
        if (byte == '\0')
            return fail_null(error, ERROR_BAD_INPUT, "NUL in a URL or form");
        g_string_append_c(out, byte);
    }
    if (!g_utf8_validate_len(out->str, out->len, NULL))
        return fail_null(error, ERROR_BAD_INPUT, "not UTF-8 in a URL or form");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
percent_encode(const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    GString *out = g_string_sized_new(strlen(text) + 16);

    for (const char *p = text; *p != '\0'; p++) {
        guchar byte = (guchar)*p;
        if (g_ascii_isalnum(*p) || strchr("-._~", *p) != NULL) {
            g_string_append_c(out, *p);
        } else {
            g_string_append_c(out, '%');
            g_string_append_c(out, digits[byte >> 4]);
            g_string_append_c(out, digits[byte & 15]);
        }
    }
    return g_string_free(out, FALSE);
}

/* One decoded segment, or NULL. */
static char *
segment_decode(const char *text, gsize size, GError **error)
{
    if (size == 0)
        return fail_null(error, ERROR_BAD_INPUT, "empty segment in a path");
    g_autofree char *segment = percent_decode(text, size, PERCENT_PLAIN, error);
    if (segment == NULL)
        return NULL;
    if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
        return fail_null(error, ERROR_BAD_INPUT, "dot segment in a path");
    for (const char *p = segment; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            return fail_null(error, ERROR_BAD_INPUT, "control character in a path");
    return g_steal_pointer(&segment);
}

char **
path_split(const char *path, gboolean *slash, GError **error)
{
    g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func(g_free);
    gsize size = strlen(path);

    if (path[0] != '/')
        return fail_null(error, ERROR_BAD_INPUT, "not an absolute path");
    if (size > PATH_MAX_BYTES)
        return fail_null(error, ERROR_BAD_INPUT, "path longer than %d bytes", PATH_MAX_BYTES);
    for (gsize i = 0; i < size; i++)
        if (!g_ascii_isgraph(path[i]))
            return fail_null(error, ERROR_BAD_INPUT, "path is not printable ASCII");

    const char *start = path + 1;
    while (*start != '\0') {
        const char *stop = strchrnul(start, '/');
        if (segments->len >= PATH_MAX_SEGMENTS)
            return fail_null(error, ERROR_BAD_INPUT, "path of more than %d segments",
                             PATH_MAX_SEGMENTS);
        char *segment = segment_decode(start, (gsize)(stop - start), error);
        if (segment == NULL)
            return NULL;
        g_ptr_array_add(segments, segment);
        start = *stop == '/' ? stop + 1 : stop;
    }
    *slash = path[size - 1] == '/';
    g_ptr_array_add(segments, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&segments), FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* coding - pages compressed for those who take them so */
#include "http/coding.h"

#include <string.h>

#include "base/gzip.h"

/* Below a packet's length nothing is won. At level 4 a page of 20 KB takes a quarter of a
 * millisecond and is a fifth of its length; 9 takes twice that for a twentieth less. */
enum { SIZE_MIN = 1400, LEVEL = 4, ACCEPT_MAX = 1000 };

gboolean
coding_pays(const HttpResponse *response, gsize size)
{
    static const char *const types[] = {
        "text/",           "application/atom+xml", "application/feed+json",
        "application/xml", "image/svg+xml",        NULL};
    const char *type = http_response_get_header(response, "Content-Type");

    if (response->status != 200 || size < SIZE_MIN || type == NULL ||
        (response->cache != NULL && strstr(response->cache, "no-store") != NULL))
        return FALSE;
    for (guint i = 0; types[i] != NULL; i++)
        if (g_str_has_prefix(type, types[i]))
            return TRUE;
    return FALSE;
}

gboolean
coding_accepts_gzip(const char *accept_encoding)
{
    if (accept_encoding == NULL || strlen(accept_encoding) > ACCEPT_MAX)
        return FALSE;
    g_auto(GStrv) codings = g_strsplit(accept_encoding, ",", 20);
    for (char **coding = codings; *coding != NULL; coding++) {
        char *parameters = strchr(*coding, ';');
        if (parameters != NULL)
            *parameters++ = '\0';
        if (g_ascii_strcasecmp(g_strstrip(*coding), "gzip") != 0)
            continue;
        const char *q = parameters != NULL ? strstr(parameters, "q=") : NULL;
        return q == NULL || g_ascii_strtod(q + 2, NULL) > 0;
    }
    return FALSE;
}

void
coding_vary(HttpResponse *response)
{
    const char *vary = http_response_get_header(response, "Vary");
    g_autofree char *longer =
        vary != NULL ? g_strconcat(vary, ", Accept-Encoding", NULL) : g_strdup("Accept-Encoding");

    http_response_header(response, "Vary", longer);
}

char *
coding_etag(const char *etag)
{
    return g_strconcat(etag, "-gz", NULL);
}

GBytes *
coding_gzip(GBytes *bytes)
{
    g_autoptr(Gzip) gzip = gzip_new(LEVEL);
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GByteArray) out = g_byte_array_sized_new((guint)size / 4);

    if (!gzip_add(gzip, data, size, TRUE, out, NULL) || out->len >= size)
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

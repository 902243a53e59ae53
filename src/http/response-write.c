/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response-write - the library's form of a response */
#include "http/freshness.h"
#include "http/page-inside.h"
#include "http/stream.h"

static void
bytes_release(void *data)
{
    g_bytes_unref(data);
}

/* What every response gets, and the handler's own. */
static void
headers_write(const HttpResponse *response, struct MHD_Response *out, gboolean fresh,
              gboolean close)
{
    for (guint i = 0; i < response->headers->len; i++) {
        const HttpHeader *header = &g_array_index(response->headers, HttpHeader, i);
        if (!fresh || g_ascii_strcasecmp(header->name, "Content-Type") != 0)
            MHD_add_response_header(out, header->name, header->value);
    }
    if (response->cache != NULL)
        MHD_add_response_header(out, "Cache-Control", response->cache);
    if (response->etag != NULL) {
        g_autofree char *quoted = g_strdup_printf("\"%s\"", response->etag);
        MHD_add_response_header(out, "ETag", quoted);
    }
    if (response->last_modified != 0) {
        g_autofree char *date = http_date_format(response->last_modified);
        if (date != NULL)
            MHD_add_response_header(out, "Last-Modified", date);
    }
    if (response->policy != NULL)
        MHD_add_response_header(out, "Content-Security-Policy", response->policy);
    MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(out, "Referrer-Policy", "same-origin");
    if (close)
        MHD_add_response_header(out, "Connection", "close");
}

struct MHD_Response *
response_whole(HttpResponse *response, GBytes *body, gboolean close)
{
    /* Never copied: sent out of the bytes that the handler made. */
    struct MHD_Response *out = MHD_create_response_from_buffer_with_free_callback_cls(
        g_bytes_get_size(body), (void *)(gsize)g_bytes_get_data(body, NULL), bytes_release,
        g_bytes_ref(body));

    if (out == NULL)
        g_bytes_unref(body);
    else
        headers_write(response, out, FALSE, close);
    return out;
}

struct MHD_Response *
response_produced(HttpResponse *response, gsize from, gsize count, gboolean close)
{
    struct MHD_Response *out = stream_answer(response, from, count);

    if (out != NULL)
        headers_write(response, out, FALSE, close);
    return out;
}

struct MHD_Response *
response_unchanged(const HttpResponse *response, gboolean close)
{
    struct MHD_Response *out = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

    if (out != NULL)
        headers_write(response, out, TRUE, close);
    return out;
}

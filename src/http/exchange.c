/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange - from a request line to a response on the wire
 *
 * Keeps RFC 9110, sections 9.3.2 (HEAD), 13.2 (conditional requests) and 15.4.5 (304). The body
 * is never copied: the library sends out of the bytes that the handler made.
 */
#include <string.h>

#include "base/error.h"

#include "http/coding.h"
#include "http/exchange.h"
#include "http/freshness.h"
#include "http/stream.h"

enum {
    POST_BUFFER = 4096, /* multipart boundaries and part headers must fit */
    FIELD_MAX_BYTES = 65536,
};

Exchange *
exchange_new(const char *uri)
{
    Exchange *exchange = g_new0(Exchange, 1);

    exchange->uri = g_strdup(uri);
    exchange->query = params_new();
    exchange->form = params_new();
    exchange->upload = g_byte_array_new();
    exchange->body = g_bytes_new_static("", 0);
    http_response_init(&exchange->response);
    exchange->request = (HttpRequest){
        .path = exchange->uri,
        .segments = (const char *const[]){NULL},
        .query = exchange->query,
        .form = exchange->form,
        .body = exchange->body,
        .remote = "",
    };
    return exchange;
}

void
exchange_free(Exchange *exchange)
{
    if (exchange == NULL)
        return;
    http_response_clear(&exchange->response);
    g_strfreev(exchange->segments);
    params_free(exchange->query);
    params_free(exchange->form);
    g_byte_array_unref(exchange->upload);
    g_bytes_unref(exchange->body);
    g_free(exchange->uri);
    g_free(exchange->path);
    g_free(exchange->query_text);
    g_free(exchange->remote);
    g_free(exchange->method);
    g_free(exchange);
}

const char *
http_request_header(const HttpRequest *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

typedef struct {
    Params *form;
    char *name;
    GString *value;
    GError *error;
} FormReader;

static gboolean
field_finish(FormReader *reader)
{
    g_autofree char *name = g_steal_pointer(&reader->name);

    if (name == NULL)
        return TRUE;
    gboolean ok =
        params_add(reader->form, name, reader->value->str, reader->value->len, &reader->error);
    g_string_truncate(reader->value, 0);
    return ok;
}

static enum MHD_Result
field_read(void *data, enum MHD_ValueKind kind, const char *name, const char *filename,
           const char *content_type, const char *transfer_encoding, const char *bytes,
           uint64_t offset, size_t size)
{
    FormReader *reader = data;

    if (filename != NULL || name == NULL)
        return MHD_YES;
    if (offset == 0) {
        if (!field_finish(reader))
            return MHD_NO;
        reader->name = g_strdup(name);
    }
    if (reader->value->len + size > FIELD_MAX_BYTES)
        return fail(&reader->error, ERROR_BAD_INPUT, "a form field is too long") ? MHD_YES : MHD_NO;
    g_string_append_len(reader->value, bytes, (gssize)size);
    return MHD_YES;
}

/* multipart/form-data (RFC 7578), which is what RFC 8058 asks senders of one-click to use. */
static gboolean
multipart_read(Exchange *exchange, struct MHD_Connection *connection, GError **error)
{
    FormReader reader = {.form = exchange->form, .value = g_string_new(NULL)};
    struct MHD_PostProcessor *processor =
        MHD_create_post_processor(connection, POST_BUFFER, field_read, &reader);
    gsize size;
    const char *data = g_bytes_get_data(exchange->body, &size);

    gboolean ok = processor != NULL && MHD_post_process(processor, data, size) == MHD_YES;
    if (processor != NULL && MHD_destroy_post_processor(processor) != MHD_YES)
        ok = FALSE;
    ok = ok && reader.error == NULL && field_finish(&reader);
    g_string_free(reader.value, TRUE);
    g_free(reader.name);
    if (reader.error != NULL) {
        g_propagate_error(error, reader.error);
        return FALSE;
    }
    return ok || fail(error, ERROR_BAD_INPUT, "malformed multipart form");
}

gboolean
exchange_read_form(Exchange *exchange, struct MHD_Connection *connection, GError **error)
{
    const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type");

    g_bytes_unref(exchange->body);
    exchange->body = g_byte_array_free_to_bytes(exchange->upload);
    exchange->upload = g_byte_array_new();
    exchange->request.body = exchange->body;

    gsize size = type != NULL ? strcspn(type, "; \t") : 0;
    gsize length;
    const char *data = g_bytes_get_data(exchange->body, &length);
    if (length == 0)
        return TRUE;
    if (size == strlen("application/x-www-form-urlencoded") &&
        g_ascii_strncasecmp(type, "application/x-www-form-urlencoded", size) == 0)
        return params_parse(exchange->form, data, length, error);
    if (size == strlen("multipart/form-data") &&
        g_ascii_strncasecmp(type, "multipart/form-data", size) == 0)
        return multipart_read(exchange, connection, error);
    return TRUE;
}

static void
bytes_release(void *data)
{
    g_bytes_unref(data);
}

/* The response's bytes; a reference. */
static GBytes *
body_take(HttpResponse *response)
{
    if (response->bytes != NULL)
        return g_bytes_ref(response->bytes);
    return g_string_free_to_bytes(g_steal_pointer(&response->body));
}

static gboolean
is_storable(const HttpResponse *response)
{
    return response->cache == NULL || strstr(response->cache, "no-store") == NULL;
}

/* Fills in the entity tag, and tells whether the client's copy holds. */
static gboolean
freshness_settle(Exchange *exchange, struct MHD_Connection *connection, GBytes *body)
{
    HttpResponse *response = &exchange->response;

    if (response->status != 200 || exchange->request.method != HTTP_GET || !is_storable(response))
        return FALSE;
    if (response->etag == NULL && response->produce == NULL)
        response->etag = http_etag_of(g_bytes_get_data(body, NULL), g_bytes_get_size(body));
    /* A strong tag names bytes: the compressed ones are others (RFC 9110, section 8.8.3). */
    if (exchange->gzip && response->etag != NULL) {
        char *plain = response->etag;
        response->etag = g_strconcat(plain, "-gz", NULL);
        g_free(plain);
    }
    return http_is_fresh(
        response->etag, response->last_modified,
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"),
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-Modified-Since"));
}

/* Whether the body goes compressed; caches hear that it could have. */
static void
coding_settle(Exchange *exchange, struct MHD_Connection *connection, gsize size)
{
    HttpResponse *response = &exchange->response;

    if (response->produce != NULL || !coding_pays(response, size))
        return;
    const char *vary = http_response_get_header(response, "Vary");
    g_autofree char *longer =
        vary != NULL ? g_strconcat(vary, ", Accept-Encoding", NULL) : g_strdup("Accept-Encoding");
    http_response_header(response, "Vary", longer);
    exchange->gzip = coding_accepts_gzip(
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding"));
}

static GBytes *
body_encode(Exchange *exchange, GBytes *body)
{
    GBytes *shorter = exchange->gzip ? coding_gzip(body) : NULL;

    if (shorter == NULL)
        return g_bytes_ref(body);
    http_response_header(&exchange->response, "Content-Encoding", "gzip");
    return shorter;
}

/* What every response gets, and the handler's own. */
static void
headers_write(const Exchange *exchange, struct MHD_Response *out, gboolean fresh)
{
    const HttpResponse *response = &exchange->response;

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
    if (exchange->close)
        MHD_add_response_header(out, "Connection", "close");
}

struct MHD_Response *
exchange_answer(Exchange *exchange, struct MHD_Connection *connection, guint *status)
{
    g_autoptr(GBytes) body = body_take(&exchange->response);
    coding_settle(exchange, connection, g_bytes_get_size(body));
    gboolean fresh = freshness_settle(exchange, connection, body);
    gboolean streams = exchange->response.produce != NULL;
    struct MHD_Response *out;

    if (!fresh && streams) {
        out = stream_answer(&exchange->response);
    } else if (fresh) {
        out = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    } else {
        GBytes *sent = body_encode(exchange, body);
        exchange->body_size = g_bytes_get_size(sent);
        out = MHD_create_response_from_buffer_with_free_callback_cls(
            exchange->body_size, (void *)(gsize)g_bytes_get_data(sent, NULL), bytes_release, sent);
        if (out == NULL)
            g_bytes_unref(sent);
    }
    if (out == NULL)
        return NULL;
    headers_write(exchange, out, fresh);
    exchange->answered = g_get_monotonic_time();
    *status = exchange->response.status = fresh ? 304 : exchange->response.status;
    return out;
}

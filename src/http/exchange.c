/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange - from a request line to a response on the wire
 *
 * Keeps RFC 9110, sections 9.3.2 (HEAD), 13.2 (conditional requests) and 15.4.5 (304). The body
 * is never copied: the library sends out of the bytes that the handler made.
 */
#include "http/exchange.h"

#include <string.h>

#include "base/error.h"

#include "http/coding.h"
#include "http/freshness.h"
#include "http/page-inside.h"
#include "http/range.h"

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

static gboolean
is_fresh(struct MHD_Connection *connection, const char *etag, gint64 last_modified)
{
    return http_is_fresh(
        etag, last_modified,
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"),
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-Modified-Since"));
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
    if (exchange->gzip && response->etag != NULL) {
        char *plain = response->etag;
        response->etag = coding_etag(plain);
        g_free(plain);
    }
    return is_fresh(connection, response->etag, response->last_modified);
}

/* Whether the body goes compressed; caches hear that it could have. */
static void
coding_settle(Exchange *exchange, struct MHD_Connection *connection, gsize size)
{
    HttpResponse *response = &exchange->response;

    if (response->produce != NULL || response->ranges || !coding_pays(response, size))
        return;
    coding_vary(response);
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

/* Which of `size` bytes the client asked for, of a body of which it may ask for some. */
static void
range_settle(Exchange *exchange, struct MHD_Connection *connection, gsize size, gsize *from,
             gsize *count)
{
    HttpResponse *response = &exchange->response;
    const char *asked = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Range");
    const char *if_range = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-Range");
    gsize part_from, part_count;

    *from = 0;
    *count = size;
    if (!response->ranges || response->status != 200)
        return;
    http_response_header(response, "Accept-Ranges", "bytes");
    if (exchange->request.head || exchange->request.method != HTTP_GET ||
        !range_holds(if_range, response->etag, response->last_modified))
        return;
    RangeKind kind = range_read(asked, size, &part_from, &part_count);
    if (kind == RANGE_WHOLE)
        return;
    *from = kind == RANGE_PART ? part_from : 0;
    *count = kind == RANGE_PART ? part_count : 0;
    g_autofree char *where =
        kind == RANGE_PART
            ? g_strdup_printf("bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
                              *from, *from + *count - 1, size)
            : g_strdup_printf("bytes */%" G_GSIZE_FORMAT, size);
    http_response_header(response, "Content-Range", where);
    response->status = kind == RANGE_PART ? 206 : 416;
}

/* Out of a page that is kept: one of its forms as it is, or where the connection ends, one like it.
 */
static struct MHD_Response *
page_answer(Exchange *exchange, struct MHD_Connection *connection)
{
    HttpPage *page = exchange->response.page;
    const PageForm *form = page_form(page, coding_accepts_gzip(MHD_lookup_connection_value(
                                               connection, MHD_HEADER_KIND, "Accept-Encoding")));
    gboolean fresh = is_fresh(connection, form->etag, page_last_modified(page));

    exchange->response.status = fresh ? 304 : 200;
    exchange->body_size = fresh ? 0 : form->size;
    if (exchange->close)
        return page_form_closing(page, form, fresh);
    exchange->shared = TRUE;
    return fresh ? form->unchanged : form->whole;
}

static struct MHD_Response *
made_answer(Exchange *exchange, struct MHD_Connection *connection)
{
    HttpResponse *response = &exchange->response;
    g_autoptr(GBytes) body = body_take(response);

    coding_settle(exchange, connection, g_bytes_get_size(body));
    if (freshness_settle(exchange, connection, body)) {
        response->status = 304;
        return response_unchanged(response, exchange->close);
    }
    gsize from, count;
    range_settle(exchange, connection,
                 response->produce != NULL ? response->produce_size : g_bytes_get_size(body), &from,
                 &count);
    exchange->body_size = count;
    if (response->produce != NULL && response->status != 416)
        return response_produced(response, from, count, exchange->close);
    g_autoptr(GBytes) part = g_bytes_new_from_bytes(body, from, count);
    g_autoptr(GBytes) sent = body_encode(exchange, part);
    exchange->body_size = g_bytes_get_size(sent);
    return response_whole(response, sent, exchange->close);
}

struct MHD_Response *
exchange_answer(Exchange *exchange, struct MHD_Connection *connection, guint *status)
{
    struct MHD_Response *out = exchange->response.page != NULL ? page_answer(exchange, connection)
                                                               : made_answer(exchange, connection);

    exchange->answered = g_get_monotonic_time();
    *status = exchange->response.status;
    return out;
}

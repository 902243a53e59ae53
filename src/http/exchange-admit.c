/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange-admit - which requests reach a handler
 *
 * Keeps RFC 9112, section 6 (message framing) more strictly than the library does: a proxy in
 * front and this server must never disagree on where a request ends. libmicrohttpd 0.9.75 takes
 * Content-Length beside Transfer-Encoding, and Content-Length twice. Here a body has exactly one
 * Content-Length, and a chunked body is answered 411 (RFC 9110, section 15.5.12): forms and
 * one-click unsubscribing (RFC 8058) never need one. After a refusal the connection is closed, so
 * that a body nobody measured is never read as a request.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/error.h"

#include "http/exchange.h"
#include "http/percent.h"

enum {
    QUERY_MAX_BYTES = 4000,
    HEADERS_MAX = 100,
};

typedef struct {
    guint headers;
    guint lengths;
    guint encodings;
    guint hosts;
    const char *length;
    gboolean malformed;
} Headers;

static gboolean
is_token(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!g_ascii_isalnum(text[i]) && strchr("!#$%&'*+-.^_`|~", text[i]) == NULL)
            return FALSE;
    return size > 0;
}

static gboolean
is_field_value(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (g_ascii_iscntrl(text[i]) && text[i] != '\t')
            return FALSE;
    return TRUE;
}

/* The library adds a line that goes on in the next (obs-fold) to the name, so that a body's length
 * would go unseen: a name that begins like one that measures and is longer was folded. */
static gboolean
is_folded(const char *name)
{
    static const char *const measures[] = {"Content-Length", "Transfer-Encoding"};

    for (guint i = 0; i < G_N_ELEMENTS(measures); i++)
        if (g_ascii_strncasecmp(name, measures[i], strlen(measures[i])) == 0 &&
            name[strlen(measures[i])] != '\0')
            return TRUE;
    return FALSE;
}

static enum MHD_Result
header_judge(void *data, enum MHD_ValueKind kind, const char *name, size_t name_size,
             const char *value, size_t value_size)
{
    Headers *headers = data;

    headers->headers++;
    if (!is_token(name, name_size) || !is_field_value(value, value_size) || is_folded(name))
        headers->malformed = TRUE;
    if (g_ascii_strcasecmp(name, "Content-Length") == 0) {
        headers->lengths++;
        headers->length = value;
    }
    if (g_ascii_strcasecmp(name, "Transfer-Encoding") == 0)
        headers->encodings++;
    if (g_ascii_strcasecmp(name, "Host") == 0)
        headers->hosts++;
    return MHD_YES;
}

/* Sets the status, and closes. Returns FALSE like fail(). */
static gboolean
refuse(Exchange *exchange, guint status, GError **error, const char *message)
{
    exchange->response.status = status;
    exchange->close = TRUE;
    return fail(error, ERROR_BAD_INPUT, "%s", message);
}

static gboolean
framing_admit(Exchange *exchange, struct MHD_Connection *connection, gboolean takes_body,
              gsize max_body, GError **error)
{
    Headers headers = {0};
    guint64 length = 0;

    MHD_get_connection_values_n(connection, MHD_HEADER_KIND | MHD_COOKIE_KIND, header_judge,
                                &headers);
    if (headers.malformed)
        return refuse(exchange, 400, error, "malformed header");
    if (headers.headers > HEADERS_MAX)
        return refuse(exchange, 431, error, "too many headers");
    if (headers.hosts > 1)
        return refuse(exchange, 400, error, "more than one Host");
    if (headers.lengths > 1)
        return refuse(exchange, 400, error, "more than one Content-Length");
    if (headers.encodings > 0 && headers.lengths > 0)
        return refuse(exchange, 400, error, "Content-Length with Transfer-Encoding");
    if (headers.encodings > 0)
        return refuse(exchange, 411, error, "a body without Content-Length");
    if (headers.lengths == 1 &&
        !g_ascii_string_to_unsigned(headers.length, 10, 0, G_MAXINT64, &length, NULL))
        return refuse(exchange, 400, error, "malformed Content-Length");
    exchange->length = length;
    if (length > 0 && !takes_body)
        return refuse(exchange, 400, error, "a body where none belongs");
    if (length > max_body)
        return refuse(exchange, 413, error, "body too large");
    return TRUE;
}

static gboolean
method_admit(Exchange *exchange, const char *method, GError **error)
{
    HttpRequest *request = &exchange->request;

    exchange->method = g_strdup(method);
    request->head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    request->method = strcmp(method, MHD_HTTP_METHOD_POST) == 0    ? HTTP_POST
                      : strcmp(method, MHD_HTTP_METHOD_PATCH) == 0 ? HTTP_PATCH
                                                                   : HTTP_GET;
    if (request->head || request->method != HTTP_GET || strcmp(method, MHD_HTTP_METHOD_GET) == 0)
        return TRUE;
    return refuse(exchange, 405, error, "method not allowed");
}

/* Cuts the URI in path and query. The absolute form ("http://host/path", RFC 9112, section 3.2.2)
 * loses its front: we answer for one host. */
static gboolean
target_admit(Exchange *exchange, GError **error)
{
    const char *path = exchange->uri;

    if (g_str_has_prefix(path, "http://") || g_str_has_prefix(path, "https://")) {
        path = strstr(path, "://") + strlen("://");
        path += strcspn(path, "/?");
    }
    const char *question = strchr(path, '?');
    exchange->path = question != NULL ? g_strndup(path, (gsize)(question - path)) : g_strdup(path);
    if (exchange->path[0] == '\0' && path != exchange->uri) {
        g_free(exchange->path);
        exchange->path = g_strdup("/");
    }
    exchange->query_text = question != NULL ? g_strdup(question + 1) : NULL;
    exchange->request.path = exchange->path;

    if (strlen(exchange->path) > PATH_MAX_BYTES ||
        (question != NULL && strlen(exchange->query_text) > QUERY_MAX_BYTES))
        return refuse(exchange, 414, error, "URL too long");
    exchange->segments = path_split(exchange->path, &exchange->request.slash, error);
    if (exchange->segments == NULL ||
        (question != NULL && !params_parse(exchange->query, exchange->query_text,
                                           strlen(exchange->query_text), error))) {
        exchange->response.status = 400;
        exchange->close = TRUE;
        return FALSE;
    }
    exchange->request.segments = (const char *const *)exchange->segments;
    exchange->request.n_segments = g_strv_length(exchange->segments);
    return TRUE;
}

/* Of several headers of that name the last is the nearest proxy's. */
static enum MHD_Result
keep_last(void *data, enum MHD_ValueKind kind G_GNUC_UNUSED, const char *name, const char *value)
{
    const char **last = data;

    if (value != NULL && g_ascii_strcasecmp(name, "X-Forwarded-For") == 0)
        *last = value;
    return MHD_YES;
}

/* The client's address in digits, never NULL. */
static char *
remote_of(struct MHD_Connection *connection, const HttpProxies *proxies)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info != NULL ? info->client_addr : NULL;
    char text[INET6_ADDRSTRLEN] = "";

    if (http_proxies_have(proxies, address)) {
        const char *forwarded = NULL;
        MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_last, &forwarded);
        const char *comma = forwarded != NULL ? strrchr(forwarded, ',') : NULL;
        g_autofree char *last = g_strdup(comma != NULL ? comma + 1 : forwarded);
        if (last != NULL && g_hostname_is_ip_address(g_strstrip(last)))
            return g_steal_pointer(&last);
    }
    if (address != NULL && address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, text,
                  sizeof text);
    else if (address != NULL && address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text,
                  sizeof text);
    /* An IPv4 client of a socket for both families. */
    return g_strdup(g_str_has_prefix(text, "::ffff:") ? text + strlen("::ffff:") : text);
}

gboolean
exchange_admit(Exchange *exchange, struct MHD_Connection *connection, const char *method,
               const char *version, const HttpSettings *settings, GError **error)
{
    exchange->started = g_get_monotonic_time();
    exchange->request.connection = connection;
    exchange->remote = remote_of(connection, settings->proxies);
    exchange->request.remote = exchange->remote;
    if (strcmp(version, MHD_HTTP_VERSION_1_1) != 0 && strcmp(version, MHD_HTTP_VERSION_1_0) != 0)
        return refuse(exchange, 505, error, "HTTP version not supported");
    if (!method_admit(exchange, method, error)) {
        /* Whoever says so wants to know where it was tried. */
        guint status = exchange->response.status;
        framing_admit(exchange, connection, TRUE, G_MAXSIZE, NULL);
        target_admit(exchange, NULL);
        exchange->response.status = status;
        return FALSE;
    }
    return framing_admit(exchange, connection, exchange->request.method != HTTP_GET,
                         settings->max_body, error) &&
           target_admit(exchange, error);
}

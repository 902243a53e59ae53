/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * response - collect what a handler answers
 *
 * Nothing here fails. Headers are few: a linear search is the fastest.
 */
#include <string.h>

#include "base/log.h"

#include "http/page.h"

static void
header_clear(gpointer data)
{
    HttpHeader *header = data;

    g_free(header->name);
    g_free(header->value);
}

void
http_response_init(HttpResponse *response)
{
    *response = (HttpResponse){
        .status = 200,
        .body = g_string_new(NULL),
        .policy = HTTP_POLICY_PAGE,
        .headers = g_array_new(FALSE, FALSE, sizeof(HttpHeader)),
    };
    g_array_set_clear_func(response->headers, header_clear);
    http_response_header(response, "Content-Type", "text/html; charset=utf-8");
}

void
http_response_clear(HttpResponse *response)
{
    if (response->body != NULL)
        g_string_free(response->body, TRUE);
    g_clear_pointer(&response->bytes, g_bytes_unref);
    g_clear_pointer(&response->page, http_page_unref);
    if (response->produce_free != NULL)
        response->produce_free(response->produce_data);
    g_clear_pointer(&response->headers, g_array_unref);
    g_free(response->etag);
    g_free(response->log_path);
    *response = (HttpResponse){0};
}

static HttpHeader *
header_find(const HttpResponse *response, const char *name)
{
    for (guint i = 0; i < response->headers->len; i++) {
        HttpHeader *header = &g_array_index(response->headers, HttpHeader, i);
        if (g_ascii_strcasecmp(header->name, name) == 0)
            return header;
    }
    return NULL;
}

void
http_response_header(HttpResponse *response, const char *name, const char *value)
{
    for (const char *p = value; *p != '\0'; p++) {
        if (g_ascii_iscntrl(*p)) {
            log_event(G_LOG_LEVEL_CRITICAL, "response header left out: control character in it",
                      "HEADER", name, NULL);
            return;
        }
    }
    HttpHeader *header = header_find(response, name);
    if (header != NULL) {
        g_free(header->value);
        header->value = g_strdup(value);
        return;
    }
    HttpHeader added = {g_strdup(name), g_strdup(value)};
    g_array_append_val(response->headers, added);
}

const char *
http_response_get_header(const HttpResponse *response, const char *name)
{
    const HttpHeader *header = header_find(response, name);

    return header != NULL ? header->value : NULL;
}

void
http_response_redirect(HttpResponse *response, guint status, const char *location)
{
    response->status = status;
    http_response_header(response, "Location", location);
}

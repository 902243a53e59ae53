/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api-problem - what went wrong, as RFC 9457 has it */
#include "site/api.h"

#include <json-glib/json-glib.h>

#include "base/clock.h"

static const struct {
    guint status;
    const char *title;
} titles[] = {
    {400, "Bad Request"},       {401, "Unauthorized"},           {403, "Forbidden"},
    {404, "Not Found"},         {405, "Method Not Allowed"},     {409, "Conflict"},
    {413, "Content Too Large"}, {415, "Unsupported Media Type"}, {422, "Unprocessable Content"},
    {429, "Too Many Requests"}, {500, "Internal Server Error"},  {503, "Service Unavailable"},
};

static const char *
title_of(guint status)
{
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Error";
}

static void
add_text(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

/* Requests are counted by the minute of the clock. */
static void
retry_next_minute(HttpResponse *response)
{
    gint64 seconds = 60 - clock_now() / G_USEC_PER_SEC % 60;
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, seconds);

    http_response_header(response, "Retry-After", text);
}

void
api_failure(HttpResponse *response, const char *detail)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();

    json_builder_begin_object(builder);
    /* RFC 9457, 4.2.1: the status says it all. */
    add_text(builder, "type", "about:blank");
    add_text(builder, "title", title_of(response->status));
    json_builder_set_member_name(builder, "status");
    json_builder_add_int_value(builder, response->status);
    if (detail != NULL)
        add_text(builder, "detail", detail);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    g_autofree char *text = json_generator_to_data(generator, NULL);
    http_response_header(response, "Content-Type", "application/problem+json");
    if (response->status == 401)
        http_response_header(response, "WWW-Authenticate", "Bearer");
    if (response->status == 429)
        retry_next_minute(response);
    response->cache = "no-store";
    g_string_assign(response->body, text);
}

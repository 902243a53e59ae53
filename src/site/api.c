/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api - the interface for programs, under /api/; see api.h */
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "site/api-inside.h"

/* Where the interface is described, for whoever asks. */
#define DESCRIPTION "openapi.json"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200, KEY_MAX = 200 };

gboolean
api_problem(Visit *visit, guint status, const char *detail)
{
    visit->response->status = status;
    api_failure(visit->response, detail);
    return TRUE;
}

/* The address of the page behind this one. */
static void
link_next(const Api *api, const char *body)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *url = NULL;

    if (!json_parser_load_from_data(parser, body, -1, NULL))
        return;
    JsonNode *root = json_parser_get_root(parser);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    if (object == NULL || !json_object_has_member(object, "next") ||
        json_object_get_null_member(object, "next"))
        return;
    const char *state = params_get(api->visit->request->query, "state");
    url = g_strdup_printf("<%s?limit=%d&after=%" G_GINT64_FORMAT "%s%s>; rel=\"next\"",
                          api->visit->request->path, api->limit,
                          json_object_get_int_member(object, "next"),
                          state != NULL ? "&state=" : "", state != NULL ? state : "");
    http_response_header(api->visit->response, "Link", url);
}

/* Where the database only gives the status. */
static const char *
detail_of(gint32 status)
{
    static const struct {
        gint32 status;
        const char *detail;
    } details[] = {
        {401, "the token is missing, unknown, revoked or expired"},
        {403, "the token is not for this"},
        {404, "there is no such thing"},
        {429, "that is too much for one minute"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(details); i++)
        if (details[i].status == status)
            return details[i].detail;
    return NULL;
}

gboolean
api_send(const Api *api, gint32 status, const char *body)
{
    HttpResponse *response = api->visit->response;

    if (status == 503) /* budgets of letters are an hour's */
        http_response_header(response, "Retry-After", "3600");
    if (status >= 400)
        return api_problem(api->visit, (guint)status, *body != '\0' ? body : detail_of(status));
    response->status = (guint)status;
    if (status == 204)
        return TRUE;
    http_response_header(response, "Content-Type", "application/json");
    g_string_assign(response->body, body);
    link_next(api, body);
    return TRUE;
}

static gboolean
get_subscribers(const Api *api, GError **error)
{
    const char *address = params_get(api->visit->request->query, "address");
    g_autofree char *key = address != NULL ? address_fold(address) : NULL;
    g_autoptr(Rows) rows =
        site_api_subscribers(api->store, api->token, api->most, api->after, api->limit,
                             address != NULL && key == NULL ? "" : key, error);
    SiteApiSubscribers row;

    return rows != NULL && site_api_subscribers_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

static gboolean
get_subscriber(const Api *api, GError **error)
{
    g_autoptr(Rows) rows =
        site_api_subscriber(api->store, api->token, api->most, api->number, error);
    SiteApiSubscriber row;

    return rows != NULL && site_api_subscriber_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

static gboolean
get_subscriptions(const Api *api, GError **error)
{
    g_autoptr(Rows) rows = site_api_subscriptions(api->store, api->token, api->most, api->word,
                                                  api->after, api->limit, error);
    SiteApiSubscriptions row;

    return rows != NULL && site_api_subscriptions_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

static gboolean
get_contributions(const Api *api, GError **error)
{
    const char *state = params_get(api->visit->request->query, "state");
    g_autoptr(Rows) rows = site_api_contributions(api->store, api->token, api->most, api->number,
                                                  state, api->after, api->limit, error);
    SiteApiContributions row;

    return rows != NULL && site_api_contributions_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

static gboolean
get_editions(const Api *api, GError **error)
{
    g_autoptr(Rows) rows =
        site_api_editions(api->store, api->token, api->most, api->word,
                          (gint32)MIN(api->number, G_MAXINT32), api->after, api->limit, error);
    SiteApiEditions row;

    return rows != NULL && site_api_editions_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

static gboolean
get_archive(const Api *api, GError **error)
{
    g_autoptr(Rows) rows = site_api_archive(api->store, api->token, api->most, api->word,
                                            api->after, api->limit, error);
    SiteApiArchive row;

    return rows != NULL && site_api_archive_next(rows, &row) && api_send(api, row.status, row.body);
}

/* "*" is a word, "#" a number. */
static const struct {
    HttpMethod method;
    const char *path[4];
    gboolean (*answer)(const Api *api, GError **error);
} ways[] = {
    {HTTP_GET, {"subscribers"}, get_subscribers},
    {HTTP_POST, {"subscribers"}, api_post_subscriber},
    {HTTP_GET, {"subscribers", "#"}, get_subscriber},
    {HTTP_PATCH, {"subscribers", "#"}, api_patch_subscriber},
    {HTTP_GET, {"lists"}, get_subscriptions},
    {HTTP_GET, {"lists", "*", "subscriptions"}, get_subscriptions},
    {HTTP_PATCH, {"lists", "*", "subscriptions", "#"}, api_patch_subscription},
    {HTTP_POST, {"lists", "*", "leave", "#"}, api_post_leave},
    {HTTP_GET, {"contributions"}, get_contributions},
    {HTTP_POST, {"contributions"}, api_post_contribution},
    {HTTP_GET, {"contributions", "#"}, get_contributions},
    {HTTP_POST, {"contributions", "#", "accept"}, api_post_accept},
    {HTTP_POST, {"contributions", "#", "decline"}, api_post_decline},
    {HTTP_GET, {"editions"}, get_editions},
    {HTTP_GET, {"editions", "*"}, get_editions},
    {HTTP_GET, {"editions", "*", "#"}, get_editions},
    {HTTP_GET, {"archive", "*"}, get_archive},
};

static gboolean
read_number(const char *text, gint64 least, gint64 *number)
{
    guint64 value;

    if (!g_ascii_string_to_unsigned(text, 10, (guint64)least, G_MAXINT64, &value, NULL))
        return FALSE;
    *number = (gint64)value;
    return TRUE;
}

static gboolean
fits(Api *api, const char *const *path, const char *const *segments, guint n)
{
    guint length = 0;

    while (length < G_N_ELEMENTS(ways[0].path) && path[length] != NULL)
        length++;
    if (length != n)
        return FALSE;
    api->word = NULL;
    api->number = 0;
    for (guint i = 0; i < n; i++) {
        if (g_str_equal(path[i], "*"))
            api->word = segments[i];
        else if (g_str_equal(path[i], "#") ? !read_number(segments[i], 1, &api->number)
                                           : !g_str_equal(path[i], segments[i]))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_paging(Api *api)
{
    const char *after = params_get(api->visit->request->query, "after");
    const char *limit = params_get(api->visit->request->query, "limit");
    gint64 number = LIMIT_DEFAULT;

    if ((after != NULL && !read_number(after, 0, &api->after)) ||
        (limit != NULL && (!read_number(limit, 1, &number) || number > LIMIT_MAX)))
        return FALSE;
    api->limit = (gint32)number;
    return TRUE;
}

static gboolean
read_state(const Api *api)
{
    static const char *const states[] = {"proposed", "accepted", "declined", NULL};
    const char *state = params_get(api->visit->request->query, "state");

    return state == NULL || g_strv_contains(states, state);
}

/* What came with what changes something; NULL where it is no object. */
static JsonObject *
read_body(const HttpRequest *request)
{
    gsize size;
    const char *data = g_bytes_get_data(request->body, &size);

    return size > 0 ? api_body_parse(data, size) : json_object_new();
}

/* The draft has the key in quotes, and most programs send it without. */
static gboolean
is_key(const char *key)
{
    if (key == NULL)
        return TRUE;
    for (const char *p = key; *p != '\0'; p++)
        if (!g_ascii_isgraph(*p))
            return FALSE;
    return *key != '\0' && strlen(key) <= KEY_MAX;
}

static gboolean
is_json(const HttpRequest *request)
{
    const char *type = http_request_header(request, "Content-Type");

    return g_bytes_get_size(request->body) == 0 ||
           (type != NULL && g_ascii_strncasecmp(type, "application/json", 16) == 0 &&
            (type[16] == '\0' || type[16] == ';' || type[16] == ' '));
}

static gboolean
describe(Visit *visit, GError **error)
{
    visit_page(visit);
    value_set_text(visit->page, "site_url", settings_text(visit->site->settings, SETTING_SITE_URL));
    http_response_header(visit->response, "Content-Type", "application/json");
    visit->response->cache = "max-age=3600";
    return visit_render(visit, "site/openapi.json", error);
}

static gboolean
act(Store *store, gpointer data, GError **error)
{
    Api *api = data;

    api->store = store;
    return api->key != NULL ? api_once(api, error) : api->answer(api, error);
}

gboolean
api_is_asked(const HttpRequest *request)
{
    return request->n_segments > 0 && g_str_equal(request->segments[0], "api");
}

/* What every request has: the token, a body that is JSON, the page that is wanted. */
static gboolean
read_request(Api *api)
{
    static const char bearer[] = "Bearer ";
    const HttpRequest *request = api->visit->request;
    const char *shown = http_request_header(request, "Authorization");

    if (shown == NULL || g_ascii_strncasecmp(shown, bearer, sizeof bearer - 1) != 0)
        return !api_problem(api->visit, 401, "a token is needed: Authorization: Bearer TOKEN");
    api->token = shown + sizeof bearer - 1;
    api->key = request->method != HTTP_GET ? http_request_header(request, "Idempotency-Key") : NULL;
    if (!is_json(request))
        return !api_problem(api->visit, 415, "the body is application/json");
    api->body = read_body(request);
    if (api->body == NULL)
        return !api_problem(api->visit, 400, "the body is no JSON object, or one too deep");
    if (!is_key(api->key))
        return !api_problem(api->visit, 400, "Idempotency-Key is 1 to 200 characters");
    if (!read_paging(api) || !read_state(api))
        return !api_problem(api->visit, 400,
                            "limit is 1 to 200, after what \"next\" was, state one of proposed, "
                            "accepted, declined");
    return TRUE;
}

char *
api_allowed(const HttpRequest *request)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET, HEAD", [HTTP_POST] = "POST", [HTTP_PATCH] = "PATCH"};
    g_autoptr(GString) allowed = g_string_new(NULL);
    Api api = {0};

    if (request->n_segments == 2 && g_str_equal(request->segments[1], DESCRIPTION))
        return g_strdup(methods[HTTP_GET]);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        if (fits(&api, ways[i].path, request->segments + 1, request->n_segments - 1))
            g_string_append_printf(allowed, "%s%s", allowed->len > 0 ? ", " : "",
                                   methods[ways[i].method]);
    return allowed->len > 0 ? g_strdup(allowed->str) : NULL;
}

/* With a key it has a transaction of its own (api_once()), and reading needs none. */
static gboolean
do_it(Api *api, GError **error)
{
    SiteForms *forms = api->visit->site->forms;

    return api->key != NULL || api->visit->request->method == HTTP_GET
               ? site_forms_do(forms, act, api, error)
               : site_forms_do_once(forms, act, api, error);
}

gboolean
api_answer(Visit *visit, GError **error)
{
    const HttpRequest *request = visit->request;
    const char *const *segments = request->segments + 1;
    guint n = request->n_segments - 1;
    Api api = {.visit = visit,
               .most = (gint32)settings_number(visit->site->settings, SETTING_API_PER_MINUTE)};

    visit->response->cache = "no-store";
    if (n == 1 && g_str_equal(segments[0], DESCRIPTION) && request->method == HTTP_GET)
        return describe(visit, error);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        if (ways[i].method != request->method || !fits(&api, ways[i].path, segments, n))
            continue;
        api.answer = ways[i].answer;
        gboolean good = !read_request(&api) || do_it(&api, error);
        g_clear_pointer(&api.body, json_object_unref);
        return good;
    }
    g_autofree char *allowed = api_allowed(request);
    if (allowed == NULL)
        return api_problem(visit, 404, "there is no such address; /api/openapi.json has them all");
    http_response_header(visit->response, "Allow", allowed);
    return api_problem(visit, 405, NULL);
}

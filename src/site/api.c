/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api - the interface for programs, under /api/; see api.h */
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "site/api.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200, ITEMS_MAX = 50, TITLE_MAX = 300, TEXT_MAX = 64 * 1024 };

/* One request; every function below that answers it by itself returns TRUE. */
typedef struct Api Api;
struct Api {
    Visit *visit;
    Store *store; /* may write: each request is counted */
    const char *token;
    gint32 most;
    gint64 after;
    gint32 limit;
    const char *word; /* the path's segment where the table says so: a list, */
    gint64 number;    /* or a number */
    JsonObject *body; /* of a POST */
    gboolean (*answer)(const Api *api, GError **error);
};

static gboolean
problem(Visit *visit, guint status, const char *detail)
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

static gboolean
send(const Api *api, gint32 status, const char *body)
{
    HttpResponse *response = api->visit->response;
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
            return problem(api->visit, (guint)status, details[i].detail);
    if (status >= 400)
        return problem(api->visit, (guint)status, body);
    response->status = (guint)status;
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

    return rows != NULL && site_api_subscribers_next(rows, &row) && send(api, row.status, row.body);
}

static gboolean
get_subscriptions(const Api *api, GError **error)
{
    g_autoptr(Rows) rows = site_api_subscriptions(api->store, api->token, api->most, api->word,
                                                  api->after, api->limit, error);
    SiteApiSubscriptions row;

    return rows != NULL && site_api_subscriptions_next(rows, &row) &&
           send(api, row.status, row.body);
}

static gboolean
post_leave(const Api *api, GError **error)
{
    g_autoptr(Rows) rows =
        site_api_leave(api->store, api->token, api->most, api->word, api->number, error);
    SiteApiLeave row;

    return rows != NULL && site_api_leave_next(rows, &row) && send(api, row.status, row.body);
}

static gboolean
get_contributions(const Api *api, GError **error)
{
    const char *state = params_get(api->visit->request->query, "state");
    g_autoptr(Rows) rows = site_api_contributions(api->store, api->token, api->most, api->number,
                                                  state, api->after, api->limit, error);
    SiteApiContributions row;

    return rows != NULL && site_api_contributions_next(rows, &row) &&
           send(api, row.status, row.body);
}

/* The member as text; `missing` where it is not there, NULL where it is something else. */
static const char *
text_member(const Api *api, const char *name, const char *missing)
{
    JsonNode *node = api->body != NULL ? json_object_get_member(api->body, name) : NULL;

    if (node == NULL)
        return missing;
    return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

/* A member that lists texts, closed by NULL; NULL where it is something else, or too many. */
static GPtrArray *
list_member(const Api *api, const char *name)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    JsonNode *node = api->body != NULL ? json_object_get_member(api->body, name) : NULL;

    if (node != NULL && !JSON_NODE_HOLDS_ARRAY(node))
        return NULL;
    JsonArray *array = node != NULL ? json_node_get_array(node) : NULL;
    guint n = array != NULL ? json_array_get_length(array) : 0;
    if (n > ITEMS_MAX)
        return NULL;
    for (guint i = 0; i < n; i++) {
        JsonNode *item = json_array_get_element(array, i);
        if (!JSON_NODE_HOLDS_VALUE(item) || json_node_get_value_type(item) != G_TYPE_STRING)
            return NULL;
        g_ptr_array_add(texts, (gpointer)json_node_get_string(item));
    }
    g_ptr_array_add(texts, NULL);
    return g_steal_pointer(&texts);
}

static gboolean
is_line(const char *text)
{
    for (const char *p = text; p != NULL && *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            return FALSE;
    return text != NULL && strlen(text) <= TITLE_MAX;
}

static gboolean
post_contribution(const Api *api, GError **error)
{
    const char *kind = text_member(api, "kind", NULL), *title = text_member(api, "title", NULL);
    const char *text = text_member(api, "body", NULL), *author = text_member(api, "author", "");
    const char *source = text_member(api, "source", "");
    const char *language = text_member(api, "language", "fr");
    g_autoptr(GPtrArray) knowledge = list_member(api, "knowledge");
    g_autoptr(GPtrArray) territories = list_member(api, "territories");
    g_autoptr(GPtrArray) interests = list_member(api, "interests");
    SiteApiContributionAdd row;

    if (kind == NULL || !is_line(title) || *title == '\0' || text == NULL || *text == '\0' ||
        strlen(text) > TEXT_MAX || !is_line(author) || !is_line(source) || language == NULL ||
        knowledge == NULL || territories == NULL || interests == NULL)
        return problem(api->visit, 422,
                       "kind, title and body are needed; see the description at "
                       "/api/openapi.json for what else there may be");
    g_autoptr(Rows) rows = site_api_contribution_add(
        api->store, api->token, api->most, kind, title, text, author, source, language,
        (const char *const *)knowledge->pdata, (const char *const *)territories->pdata,
        (const char *const *)interests->pdata, error);
    return rows != NULL && site_api_contribution_add_next(rows, &row) &&
           send(api, row.status, row.body);
}

static gboolean
decide(const Api *api, const char *state, GError **error)
{
    const char *reason = text_member(api, "reason", "");
    SiteApiContributionDecide row;

    if (reason == NULL)
        return problem(api->visit, 422, "reason is a text");
    g_autoptr(Rows) rows = site_api_contribution_decide(api->store, api->token, api->most,
                                                        api->number, state, reason, error);
    return rows != NULL && site_api_contribution_decide_next(rows, &row) &&
           send(api, row.status, row.body);
}

static gboolean
post_accept(const Api *api, GError **error)
{
    return decide(api, "accepted", error);
}

static gboolean
post_decline(const Api *api, GError **error)
{
    return decide(api, "declined", error);
}

static gboolean
get_editions(const Api *api, GError **error)
{
    g_autoptr(Rows) rows =
        site_api_editions(api->store, api->token, api->most, api->word,
                          (gint32)MIN(api->number, G_MAXINT32), api->after, api->limit, error);
    SiteApiEditions row;

    return rows != NULL && site_api_editions_next(rows, &row) && send(api, row.status, row.body);
}

static gboolean
get_archive(const Api *api, GError **error)
{
    g_autoptr(Rows) rows = site_api_archive(api->store, api->token, api->most, api->word,
                                            api->after, api->limit, error);
    SiteApiArchive row;

    return rows != NULL && site_api_archive_next(rows, &row) && send(api, row.status, row.body);
}

/* "*" is a word, "#" a number. */
static const struct {
    HttpMethod method;
    const char *path[4];
    gboolean (*answer)(const Api *api, GError **error);
} ways[] = {
    {HTTP_GET, {"subscribers"}, get_subscribers},
    {HTTP_GET, {"lists"}, get_subscriptions},
    {HTTP_GET, {"lists", "*", "subscriptions"}, get_subscriptions},
    {HTTP_POST, {"lists", "*", "leave", "#"}, post_leave},
    {HTTP_GET, {"contributions"}, get_contributions},
    {HTTP_POST, {"contributions"}, post_contribution},
    {HTTP_GET, {"contributions", "#"}, get_contributions},
    {HTTP_POST, {"contributions", "#", "accept"}, post_accept},
    {HTTP_POST, {"contributions", "#", "decline"}, post_decline},
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

/* The object in the body of a POST; none is an empty one. */
static gboolean
read_body(Api *api, JsonParser *parser)
{
    const HttpRequest *request = api->visit->request;
    gsize size;
    const char *data = g_bytes_get_data(request->body, &size);

    if (request->method != HTTP_POST || size == 0)
        return TRUE;
    JsonNode *root = json_parser_load_from_data(parser, data, (gssize)size, NULL)
                         ? json_parser_get_root(parser)
                         : NULL;
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return FALSE;
    api->body = json_node_get_object(root);
    return TRUE;
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
    return api->answer(api, error);
}

gboolean
api_is_asked(const HttpRequest *request)
{
    return request->n_segments > 0 && g_str_equal(request->segments[0], "api");
}

gboolean
api_answer(Visit *visit, GError **error)
{
    static const char bearer[] = "Bearer ";
    const HttpRequest *request = visit->request;
    const char *const *segments = request->segments + 1;
    guint n = request->n_segments - 1;
    const char *allowed = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    const char *shown = http_request_header(request, "Authorization");
    Api api = {.visit = visit,
               .most = (gint32)settings_number(visit->site->settings, SETTING_API_PER_MINUTE)};

    visit->response->cache = "no-store";
    if (n == 1 && g_str_equal(segments[0], "openapi.json") && request->method == HTTP_GET)
        return describe(visit, error);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        if (!fits(&api, ways[i].path, segments, n))
            continue;
        allowed = ways[i].method == HTTP_GET ? "GET, HEAD" : "POST";
        if (ways[i].method != request->method)
            continue;
        if (shown == NULL || g_ascii_strncasecmp(shown, bearer, sizeof bearer - 1) != 0)
            return problem(visit, 401, "a token is needed: Authorization: Bearer TOKEN");
        api.token = shown + sizeof bearer - 1;
        if (!is_json(request))
            return problem(visit, 415, "the body is application/json");
        if (!read_body(&api, parser))
            return problem(visit, 400, "the body is no JSON object");
        if (!read_paging(&api) || !read_state(&api))
            return problem(visit, 400,
                           "limit is 1 to 200, after what \"next\" was, state one of proposed, "
                           "accepted, declined");
        api.answer = ways[i].answer;
        return site_forms_do(visit->site->forms, act, &api, error);
    }
    if (allowed == NULL)
        return problem(visit, 404, "there is no such address; /api/openapi.json has them all");
    http_response_header(visit->response, "Allow", allowed);
    return problem(visit, 405, NULL);
}

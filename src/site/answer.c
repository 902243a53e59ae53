/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer - from a request to its page
 *
 * Whatever is not there is one and the same 404: a private list and nonsense look alike. Robots are
 * kept from the doubles of a page and from the search, so that an archive costs one visit a
 * message.
 */
#include "base/error.h"
#include "store/query.h"

#include "site/api.h"
#include "site/kept.h"
#include "site/pages.h"
#include "site/private.h"

/* Characters of an OpenSearch short name. */
enum { OPENSEARCH_NAME_MAX = 16, LANGUAGE_SECONDS = 365 * 24 * 3600 };

static gboolean
answer_file(Visit *visit, const SiteFile *file, GError **error)
{
    /* The hash in the name is part of the address: an old one is gone. */
    if (!g_str_equal(visit->route.name, file->url + 1))
        return visit_not_found(error);
    http_response_header(visit->response, "Content-Type", file->type);
    visit->response->cache = "public, max-age=31536000, immutable";
    visit->response->bytes = g_bytes_ref(file->bytes);
    return TRUE;
}

static gboolean
answer_robots(Visit *visit)
{
    http_response_header(visit->response, "Content-Type", "text/plain; charset=utf-8");
    visit->response->cache = "max-age=3600";
    g_string_append_printf(visit->response->body,
                           "User-agent: *\n"
                           "Disallow: /*/t/\n"
                           "Disallow: /*/T/\n"
                           "Disallow: /*?q=\n"
                           "Disallow: /*?before=\n"
                           "Disallow: /*?after=\n"
                           "Disallow: /*.mbox.gz\n"
                           "Disallow: /*/raw\n"
                           "Disallow: /u/\n"
                           "Disallow: /subscribe/\n"
                           "Disallow: /me/\n"
                           "Disallow: /erase/\n"
                           "Disallow: /archive/\n"
                           "Disallow: /address/\n"
                           "Disallow: /l/\n"
                           "\n"
                           "Sitemap: %s/sitemap.xml\n",
                           settings_text(visit->site->settings, SETTING_SITE_URL));
    return TRUE;
}

static gboolean
answer_opensearch(Visit *visit, GError **error)
{
    const char *url = settings_text(visit->site->settings, SETTING_SITE_URL);
    const char *name = settings_text(visit->site->settings, SETTING_SITE_NAME);
    g_autofree char *short_name =
        g_utf8_substring(name, 0, MIN(g_utf8_strlen(name, -1), OPENSEARCH_NAME_MAX));

    http_response_header(visit->response, "Content-Type",
                         "application/opensearchdescription+xml; charset=utf-8");
    value_set_text(visit->page, "short_name", short_name);
    value_set_text(visit->page, "site_url", url);
    return visit_render(visit, "site/opensearch.xml", error);
}

static gboolean
answer_short(Visit *visit, GError **error)
{
    g_autofree char *hash = g_ascii_strup(visit->route.name, -1);
    g_autoptr(Rows) rows = site_short(visit->store, hash, error);
    SiteShort row;

    if (rows == NULL)
        return FALSE;
    if (!site_short_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *url = route_message(row.list, row.link);
    http_response_redirect(visit->response, 301, url);
    return TRUE;
}

/* To where there is something: nonsense is not there at once. */
static gboolean
answer_slash(Visit *visit, GError **error)
{
    if (visit->route.list != NULL) {
        g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
        if (rows == NULL)
            return FALSE;
        visit_page(visit);
        if (rows_count(rows) == 0)
            return visit_not_found(error);
    }
    g_autofree char *path = g_strconcat(visit->request->path, "/", NULL);
    const char *query = params_get(visit->request->query, "q");
    g_autofree char *url = query != NULL ? route_with(path, "q", query) : g_strdup(path);

    http_response_redirect(visit->response, 301, url);
    return TRUE;
}

/* A reader chooses a language: the cookie keeps that one word for a year, and the page comes again.
 */
static gboolean
answer_language(Visit *visit, const char *code)
{
    g_autofree char *self = visit_self(visit);

    visit_cookie(visit, LANGUAGE_COOKIE, language_code(language_read(code, visit->language)), "/",
                 LANGUAGE_SECONDS);
    visit->response->cache = "no-store";
    http_response_redirect(visit->response, 303, self);
    return TRUE;
}

static gboolean
answer_method(Visit *visit)
{
    visit->response->status = 405;
    site_failure(visit->site, visit->request, visit->response);
    return TRUE;
}

static gboolean
answer_page(Visit *visit, GError **error)
{
    if (visit->route.page == ROUTE_PLACES) /* no page, so nothing that pages have in common */
        return page_places(visit, error);
    visit_page(visit);
    if (!route_has_token(visit->route.page))
        visit_languages(visit);
    switch (visit->route.page) {
    case ROUTE_HOME:
    case ROUTE_LIST:
        if (params_get(visit->request->query, "q") != NULL)
            return page_search(visit, error);
        if (visit->route.page == ROUTE_HOME)
            return page_home(visit, error);
        if (g_strcmp0(params_get(visit->request->query, "by"), "month") == 0)
            return page_months(visit, error);
        return page_list(visit, error);
    case ROUTE_PERIOD:
        return page_period(visit, error);
    case ROUTE_MESSAGE:
        return page_message(visit, error);
    case ROUTE_THREAD:
    case ROUTE_THREAD_FLAT:
        return page_thread(visit, error);
    case ROUTE_SHORT:
        return answer_short(visit, error);
    case ROUTE_EDITIONS:
        return page_editions(visit, error);
    case ROUTE_EDITION:
        return page_edition(visit, error);
    case ROUTE_IMAGE:
        return page_image(visit, error);
    case ROUTE_CONTRIBUTIONS:
        return page_contributions(visit, error);
    case ROUTE_CONTRIBUTION:
        return page_contribution(visit, error);
    case ROUTE_TERRITORY:
        return page_territory(visit, error);
    case ROUTE_INTEREST:
        return page_interest(visit, error);
    case ROUTE_CONTRIBUTE:
        return page_contribute(visit, error);
    case ROUTE_UNSUBSCRIBE:
        return page_unsubscribe(visit, error);
    case ROUTE_SUBSCRIBE:
        return page_subscribe(visit, error);
    case ROUTE_SUBSCRIBE_CONFIRM:
        return page_subscribe_confirm(visit, error);
    case ROUTE_ME_LINK:
        return page_me_link(visit, error);
    case ROUTE_ME:
        return page_me(visit, error);
    case ROUTE_ERASE:
        return page_erase(visit, error);
    case ROUTE_PRIVATE:
        return page_private(visit, error);
    case ROUTE_ADDRESS:
        return page_address(visit, error);
    case ROUTE_PLACES:
        break;
    case ROUTE_SCRIPT:
        return answer_file(visit, &visit->site->script, error);
    case ROUTE_LINK:
        return page_link(visit, error);
    case ROUTE_STYLE:
        return answer_file(visit, &visit->site->style, error);
    case ROUTE_ICON:
        return answer_file(visit, &visit->site->icon, error);
    case ROUTE_ROBOTS:
        return answer_robots(visit);
    case ROUTE_METRICS:
        return page_metrics(visit, error);
    case ROUTE_MBOX:
        return page_mbox(visit, error);
    case ROUTE_MIRROR:
        return page_mirror(visit, error);
    case ROUTE_RAW:
        return page_raw(visit, error);
    case ROUTE_FILE:
        return page_attachment(visit, error);
    case ROUTE_SITEMAP:
        return page_sitemap(visit, error);
    case ROUTE_OPENSEARCH:
        return answer_opensearch(visit, error);
    case ROUTE_UNKNOWN:
        break;
    }
    return visit_not_found(error);
}

/* The page as it was sent last where it is still the same, or a new one. */
static gboolean
answer_kept(Visit *visit, GError **error)
{
    return visit->route.wants_slash ? answer_slash(visit, error)
                                    : kept_answer(visit, answer_page, error);
}

static gboolean
answer(Visit *visit, GError **error)
{
    g_autoptr(GError) broken = NULL;

    if (answer_kept(visit, &broken))
        return TRUE;
    if (g_error_matches(broken, COLPORTEUR_ERROR, ERROR_NOT_FOUND) &&
        visit->request->method == HTTP_GET && visit->route.page != ROUTE_UNSUBSCRIBE)
        return page_elsewhere(visit, error);
    g_propagate_error(error, g_steal_pointer(&broken));
    return FALSE;
}

gboolean
site_answer(const Site *site, Store *store, const HttpRequest *request, HttpResponse *response,
            GError **error)
{
    g_auto(Visit) visit = {0};
    const char *language = params_get(request->query, LANGUAGE_COOKIE);

    visit_begin(&visit, site, store, request, response);
    if (api_is_asked(request))
        return api_answer(&visit, error);
    visit.route = route_find(request->segments, request->n_segments, request->slash);
    if (request->method == HTTP_PATCH ||
        (request->method == HTTP_POST && !route_takes_forms(visit.route.page)))
        return answer_method(&visit);
    if (language != NULL && request->method == HTTP_GET && !route_has_token(visit.route.page))
        return answer_language(&visit, language);
    if (!private_enter(&visit, error) || !answer(&visit, error))
        return FALSE;
    private_dress(&visit);
    return TRUE;
}

/* Which of the template's explanations fits. */
static const char *
explanation(guint status)
{
    if (status == 404)
        return "not_found";
    if (status == 403)
        return "refused";
    if (status == 503)
        return "later";
    return status < 500 ? "bad_request" : "broken";
}

void
site_failure(const Site *site, const HttpRequest *request, HttpResponse *response)
{
    g_auto(Visit) visit = {0};
    g_autoptr(GError) error = NULL;

    if (api_is_asked(request)) {
        g_autofree char *allowed = response->status == 405 ? api_allowed(request) : NULL;
        if (allowed != NULL)
            http_response_header(response, "Allow", allowed);
        else if (response->status == 405) /* no method is right where nothing is */
            response->status = 404;
        api_failure(response, NULL);
        return;
    }
    visit_begin(&visit, site, NULL, request, response);
    visit_page(&visit);
    response->cache = "no-store";
    visit.route = route_find(request->segments, request->n_segments, request->slash);
    if (response->status == 405)
        http_response_header(response, "Allow",
                             route_takes_forms(visit.route.page) ? "GET, HEAD, POST" : "GET, HEAD");
    if (response->log_path == NULL && route_has_token(visit.route.page))
        response->log_path = g_strdup_printf("/%s/", request->segments[0]);
    value_set_bool(visit.page, "noindex", TRUE);
    value_set_int(visit.page, "status", response->status);
    value_set_bool(visit.page, explanation(response->status), TRUE);
    /* Without its template a failure is still one: http/ says the status in plain text. */
    visit_render(&visit, "site/error", &error);
}

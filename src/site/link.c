/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link - lead to where a link of an edition leads, and count that
 *
 * Only links that the edition has lead anywhere. What does not come from a person is not counted:
 * HEAD, a browser that fetches ahead, and what the database takes for a machine (see site.click()
 * there). Whoever cannot be counted gets there all the same.
 */
#include <string.h>

#include "base/log.h"
#include "store/query.h"

#include "site/pages.h"

enum { AGENT_MAX = 400 };

/* Fetched ahead of a click that may never come (Fetch standard, Sec-Purpose; older names). */
static gboolean
is_ahead(const HttpRequest *request)
{
    static const char *const names[] = {"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (http_request_header(request, names[i]) != NULL)
            return TRUE;
    return FALSE;
}

static gboolean
count(Store *store, gpointer data, GError **error)
{
    const Visit *visit = data;
    const char *agent = http_request_header(visit->request, "User-Agent");
    g_autofree char *valid = g_utf8_make_valid(agent, (gssize)MIN(strlen(agent), AGENT_MAX));

    return site_click(store, visit->route.name, visit->route.number, visit->route.place,
                      visit->request->remote, valid, NULL, error);
}

gboolean
page_link(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_link(visit->store, visit->route.name, visit->route.number, error);
    const char *agent = http_request_header(visit->request, "User-Agent");
    g_autoptr(GError) trouble = NULL;
    SiteLink row;

    visit->response->cache = "no-store";
    if (rows == NULL)
        return FALSE;
    if (!site_link_next(rows, &row))
        return visit_not_found(error);
    if (!visit->request->head && agent != NULL && !is_ahead(visit->request) &&
        !site_forms_do(visit->site->forms, count, visit, &trouble))
        log_failure(trouble, "a click could not be counted", NULL);
    http_response_redirect(visit->response, 302, row.url);
    return TRUE;
}

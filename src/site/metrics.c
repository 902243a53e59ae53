/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics - counters and gauges for Prometheus (text format 0.0.4)
 *
 * Numbers alone, nobody's name. Still nobody's business: asked from elsewhere than the setting
 * allows the page is not there. What a proxy handed on comes from elsewhere, whoever the proxy is.
 */
#include <string.h>

#include "store/query.h"

#include "site/pages.h"

static gboolean
is_loopback(const HttpRequest *request)
{
    if (http_request_header(request, "X-Forwarded-For") != NULL ||
        http_request_header(request, "Forwarded") != NULL)
        return FALSE;
    return g_str_has_prefix(request->remote, "127.") || g_str_equal(request->remote, "::1");
}

static gboolean
may_read(const Visit *visit)
{
    const char *who = settings_text(visit->site->settings, SETTING_SITE_METRICS);

    return *who == 'a' || (*who == 'l' && is_loopback(visit->request));
}

gboolean
page_metrics(Visit *visit, GError **error)
{
    GString *body = visit->response->body;
    g_autofree char *last = NULL;
    SiteMetrics row;

    if (!may_read(visit))
        return visit_not_found(error);
    g_autoptr(Rows) rows = site_metrics(visit->store, error);
    if (rows == NULL)
        return FALSE;
    while (site_metrics_next(rows, &row)) {
        if (g_strcmp0(last, row.name) != 0) {
            g_string_append_printf(body, "# HELP %s %s\n# TYPE %s %s\n", row.name, row.help,
                                   row.name, row.kind);
            g_free(last);
            last = g_strdup(row.name);
        }
        g_string_append(body, row.name);
        if (*row.label != '\0')
            g_string_append_printf(body, "{%s}", row.label);
        g_string_append_printf(body, " %" G_GINT64_FORMAT "\n", row.value);
    }
    http_response_header(visit->response, "Content-Type",
                         "text/plain; version=0.0.4; charset=utf-8");
    visit->response->cache = "no-store";
    return TRUE;
}

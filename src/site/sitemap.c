/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitemap - what search engines are told of: an index, and a file for each month of each list
 *
 * A month keeps within the protocol's 50,000 addresses; it never names a message's doubles.
 */
#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "site/pages.h"
#include "site/paging.h"

enum { POSTS_AT_ONCE = 500, ADDRESSES_MAX = 50000 };

static void
append_place(Visit *visit, const char *element, const char *path, gint64 us)
{
    g_autofree char *whole =
        g_strconcat(settings_text(visit->site->settings, SETTING_SITE_URL), path, NULL);
    g_autofree char *escaped = g_markup_escape_text(whole, -1);
    g_autofree char *date = us != 0 ? clock_format(us) : NULL;
    GString *out = visit->response->body;

    g_string_append_printf(out, "<%s><loc>%s</loc>", element, escaped);
    if (date != NULL)
        g_string_append_printf(out, "<lastmod>%s</lastmod>", date);
    g_string_append_printf(out, "</%s>\n", element);
}

static void
begin(Visit *visit, const char *element)
{
    http_response_header(visit->response, "Content-Type", "application/xml; charset=utf-8");
    g_string_append_printf(visit->response->body,
                           "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                           "<%s xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
                           element);
}

static gboolean
index_list(Visit *visit, const char *list, GError **error)
{
    g_autoptr(Rows) rows = site_months(visit->store, list, words_zone(visit->words), error);
    SiteMonths row;

    if (rows == NULL)
        return FALSE;
    while (site_months_next(rows, &row)) {
        g_autofree char *path =
            g_strdup_printf("/%s/%04d-%02d.sitemap.xml", list, row.year, row.month);
        append_place(visit, "sitemap", path, 0);
    }
    return TRUE;
}

static gboolean
write_index(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_lists(visit->store, error);
    SiteLists row;

    if (rows == NULL)
        return FALSE;
    begin(visit, "sitemapindex");
    while (site_lists_next(rows, &row))
        if (!index_list(visit, row.name, error))
            return FALSE;
    g_string_append(visit->response->body, "</sitemapindex>\n");
    return TRUE;
}

static gboolean
write_month(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    gint64 from = words_moment(visit->words, route->year, route->month, 1);
    gint64 to = words_moment(visit->words, route->year, route->month + 1, 1);
    gint64 date = PAGING_START_OF_TIME, message = 0;
    g_autofree char *path = route_period(route->list, route->year, route->month, 0);
    guint count = 0;

    begin(visit, "urlset");
    append_place(visit, "url", path, 0);
    for (guint n = POSTS_AT_ONCE; n == POSTS_AT_ONCE && count < ADDRESSES_MAX - POSTS_AT_ONCE;
         count += n) {
        g_autoptr(Rows) rows = site_posts(visit->store, route->list, from, to, date, message, FALSE,
                                          POSTS_AT_ONCE, error);
        SitePosts row;
        if (rows == NULL)
            return FALSE;
        for (n = 0; site_posts_next(rows, &row); n++) {
            g_autofree char *page = route_message(route->list, row.link);
            append_place(visit, "url", page, row.changed);
            date = row.date;
            message = row.message;
        }
    }
    if (count == 0)
        return visit_not_found(error);
    g_string_append(visit->response->body, "</urlset>\n");
    return TRUE;
}

gboolean
page_sitemap(Visit *visit, GError **error)
{
    return visit->route.list != NULL ? write_month(visit, error) : write_index(visit, error);
}

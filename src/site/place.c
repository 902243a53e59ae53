/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place - what there is about a territory or inside it, and about a theme or below it
 *
 * A territory has one address, its code: its word, and the codes of communes that merged, lead
 * there.
 */
#include "site/contribution-view.h"
#include "site/feed.h"
#include "site/pages.h"

static gboolean
show(Visit *visit, const ContributionChoice *choice, GError **error)
{
    value_set_text(visit->page, "name", choice->title);
    feed_offer(visit, choice->path);
    if (!contribution_view_list(visit, choice, error))
        return FALSE;
    if (visit->route.feed != ROUTE_FEED_NONE)
        return TRUE;
    if (!contribution_view_editions(visit, choice->territory, choice->interest, error))
        return FALSE;
    /* 36,000 communes of which nothing is known yet are no find for a search engine. */
    value_set_bool(visit->page, "noindex",
                   value_first(value_get(visit->page, "contributions")) == NULL);
    return visit_render(visit, "site/place", error);
}

gboolean
page_territory(Visit *visit, GError **error)
{
    static const char *const files[] = {
        [ROUTE_FEED_NONE] = "", [ROUTE_FEED_ATOM] = "new.atom", [ROUTE_FEED_JSON] = "feed.json"};
    g_autoptr(Rows) rows = site_territory(visit->store, visit->route.name, error);
    SiteTerritory row;

    if (rows == NULL)
        return FALSE;
    if (!site_territory_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *path = route_in("territories", row.code);
    if (!g_str_equal(row.code, visit->route.name)) {
        g_autofree char *url = g_strconcat(path, files[visit->route.feed], NULL);
        http_response_redirect(visit->response, 301, url);
        return TRUE;
    }
    const ContributionChoice choice = {.territory = row.code, .path = path, .title = row.name};
    value_set_bool(visit->page, "is_territory", TRUE);
    value_set_bool(visit->page, row.kind, TRUE);
    return show(visit, &choice, error);
}

gboolean
page_interest(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows =
        site_interest(visit->store, visit->route.name, language_code(visit->language), error);
    SiteInterest row;

    if (rows == NULL)
        return FALSE;
    if (!site_interest_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *path = route_in("interests", visit->route.name);
    const ContributionChoice choice = {
        .interest = visit->route.name, .path = path, .title = row.label};
    return show(visit, &choice, error);
}

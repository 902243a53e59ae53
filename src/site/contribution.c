/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution - one contribution, and the editions that had it */
#include "site/contribution-view.h"
#include "site/described.h"
#include "site/pages.h"
#include "site/written.h"

static gboolean
add_editions(Visit *visit, gint64 contribution, GError **error)
{
    g_autoptr(Rows) rows = site_editions_with(visit->store, contribution, error);
    SiteEditionsWith row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_editions", rows_count(rows) > 0);
    Value *editions = value_set_list(visit->page, "editions");
    while (site_editions_with_next(rows, &row)) {
        Value *edition = value_append_dict(editions);
        g_autofree char *page = route_edition(row.list, row.number);
        g_autofree char *url = g_strdup_printf("%s#c-%" G_GINT64_FORMAT, page, contribution);
        value_set_text(edition, "url", url);
        value_set_text(edition, "title", row.title);
        value_set_text(edition, "list_title", row.list_title);
        visit_date(visit, edition, "date", row.sent);
    }
    return TRUE;
}

static gboolean
add_pictures(Visit *visit, gint64 contribution, GError **error)
{
    g_autoptr(Rows) rows = site_contribution_images(visit->store, contribution, error);
    Value *pictures = value_set_list(visit->page, "pictures");
    SiteContributionImages row;

    if (rows == NULL)
        return FALSE;
    while (site_contribution_images_next(rows, &row)) {
        Value *picture = value_append_dict(pictures);
        g_autofree char *url = g_strdup_printf("/contributions/%" G_GINT64_FORMAT "/img-%s.%s",
                                               contribution, row.hash, row.type);
        value_set_text(picture, "url", url);
        value_set_int(picture, "position", row.position);
        value_set_int(picture, "width", row.width);
        value_set_int(picture, "height", row.height);
    }
    return TRUE;
}

gboolean
page_contribution(Visit *visit, GError **error)
{
    gint64 number = visit->route.contribution;
    g_autoptr(Rows) rows =
        site_contributions(visit->store, number, NULL, NULL, NULL, G_MAXINT64 / 64, 0, FALSE, 1,
                           language_code(visit->language), error);
    SiteContributions row;

    if (rows == NULL)
        return FALSE;
    if (!site_contributions_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *path = route_contribution(row.id);
    g_autofree char *html = written_html(row.body, 2);
    g_autofree char *summary = written_summary(row.body);
    visit_canonical(visit, path);
    contribution_view_add(visit, visit->page, &row);
    value_set_html(visit->page, "html", html);
    value_set_text(visit->page, "meta_description", summary);
    if (!add_pictures(visit, row.id, error) || !add_editions(visit, row.id, error))
        return FALSE;
    const Value *picture = value_first(value_get(visit->page, "pictures"));
    const Described of = {.type = "Article",
                          .path = path,
                          .title = row.title,
                          .language = row.language,
                          .author = row.author,
                          .summary = summary,
                          .image_path =
                              picture != NULL ? value_text(value_get(picture, "url")) : NULL,
                          .date = row.accepted};
    described_set(visit, &of);
    return visit_render(visit, "site/contribution", error);
}

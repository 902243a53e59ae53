/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution-view - contributions on a page: one, or a listing with its feeds
 */
#include "site/contribution-view.h"
#include "site/feed.h"
#include "site/paging.h"
#include "site/written.h"

enum { CONTRIBUTIONS_SHOWN = 20, EDITIONS_SHOWN = 10 };

void
contribution_view_add(Visit *visit, Value *dict, const SiteContributions *row)
{
    g_autofree char *url = route_contribution(row->id);

    value_set_text(dict, "url", url);
    /* Each said, or what is around in the template would lend its own. */
    value_set_bool(dict, "finding", row->finding);
    value_set_bool(dict, "initiative", !row->finding);
    visit_set_written(dict, "title", row->title);
    value_set_text(dict, "text_lang", row->language);
    visit_date(visit, dict, "date", row->accepted);
    written_names(dict, "territories", row->territories, "territories", row->territory_codes);
    written_names(dict, "interests", row->interests, "interests", row->interest_slugs);
    visit_set_written(dict, "author", row->author);
    value_set_bool(dict, "has_knowledge", row->scientific || row->professional || row->citizen);
    value_set_bool(dict, "scientific", row->scientific);
    value_set_bool(dict, "professional", row->professional);
    value_set_bool(dict, "citizen", row->citizen);
    visit_set_written(dict, "programme", row->programme);
    visit_set_written(dict, "source", row->source);
    value_set_text(dict, "source_url", written_link(row->source));
}

static void
add_rows(Visit *visit, const SiteContributions *rows, guint n, const Paging *paging)
{
    Value *list = value_set_list(visit->page, "contributions");

    for (guint i = 0; i < n; i++) {
        const SiteContributions *row = &rows[paging_index(paging, n, i)];
        Value *dict = value_append_dict(list);
        g_autofree char *summary = written_summary(row->body);
        contribution_view_add(visit, dict, row);
        value_set_text(dict, "summary", summary);
    }
}

static Rows *
ask(Visit *visit, const ContributionChoice *choice, const Paging *paging, gint32 count,
    GError **error)
{
    return site_contributions(visit->store, 0, choice->kind, choice->territory, choice->interest,
                              paging->time, paging->number, paging->back, count,
                              language_code(visit->language), error);
}

gboolean
contribution_view_feed(Visit *visit, const ContributionChoice *choice, FeedItems *items,
                       GError **error)
{
    const Paging newest = {.first = TRUE, .time = PAGING_END_OF_TIME};
    g_autoptr(Rows) rows = ask(visit, choice, &newest, FEED_ENTRIES, error);
    SiteContributions row;

    if (rows == NULL)
        return FALSE;
    while (site_contributions_next(rows, &row)) {
        g_autofree char *url = route_contribution(row.id);
        g_autofree char *html = written_html(row.body, 2);
        feed_items_add(items, url, row.title, row.language, row.accepted, row.author, html);
    }
    return TRUE;
}

static gboolean
render_feed(Visit *visit, const ContributionChoice *choice, GError **error)
{
    g_autoptr(FeedItems) items = feed_items_new();

    if (!contribution_view_feed(visit, choice, items, error))
        return FALSE;
    feed_begin(visit, choice->title, choice->path);
    feed_add_items(visit, items);
    return feed_render(visit, error);
}

static PagingPlace
place_of(const SiteContributions *row)
{
    return (PagingPlace){row->accepted, row->id};
}

static gboolean
list_page(Visit *visit, const ContributionChoice *choice, GError **error)
{
    SiteContributions rows_read[CONTRIBUTIONS_SHOWN + 1];
    Paging paging;
    guint n = 0;

    if (!paging_read(visit, TRUE, &paging, error))
        return FALSE;
    g_autoptr(Rows) rows = ask(visit, choice, &paging, CONTRIBUTIONS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    while (n < G_N_ELEMENTS(rows_read) && site_contributions_next(rows, &rows_read[n]))
        n++;
    guint shown = paging_shown(n, CONTRIBUTIONS_SHOWN);
    add_rows(visit, rows_read, shown, &paging);

    g_autofree char *newer = NULL, *older = NULL;
    if (paging_has_previous(&paging, n, CONTRIBUTIONS_SHOWN))
        newer = paging_url(&paging, FALSE, choice->path,
                           place_of(&rows_read[paging_index(&paging, shown, 0)]));
    if (paging_has_next(&paging, n, CONTRIBUTIONS_SHOWN))
        older = paging_url(&paging, TRUE, choice->path,
                           place_of(&rows_read[paging_index(&paging, shown, shown - 1)]));
    visit_pages(visit, newer, older);
    if (paging.first)
        visit_canonical(visit, choice->path);
    return TRUE;
}

gboolean
contribution_view_list(Visit *visit, const ContributionChoice *choice, GError **error)
{
    if (visit->route.feed != ROUTE_FEED_NONE)
        return render_feed(visit, choice, error);
    return list_page(visit, choice, error);
}

gboolean
contribution_view_editions(Visit *visit, const char *territory, const char *interest,
                           GError **error)
{
    g_autoptr(Rows) rows =
        site_editions_about(visit->store, territory, interest, EDITIONS_SHOWN, error);
    SiteEditionsAbout row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_editions", rows_count(rows) > 0);
    Value *editions = value_set_list(visit->page, "editions");
    while (site_editions_about_next(rows, &row)) {
        Value *edition = value_append_dict(editions);
        g_autofree char *url = route_edition(row.list, row.number);
        value_set_text(edition, "url", url);
        value_set_text(edition, "title", row.title);
        value_set_text(edition, "list_title", row.list_title);
        visit_date(visit, edition, "date", row.sent);
    }
    return TRUE;
}

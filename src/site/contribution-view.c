/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution-view - contributions on a page: one, or a listing with its feeds
 *
 * A further page begins after a contribution and a time, not after a count, as in list.c.
 */
#include "site/contribution-view.h"
#include "site/feed.h"
#include "site/written.h"

enum { CONTRIBUTIONS_SHOWN = 20, EDITIONS_SHOWN = 10 };

static const gint64 end_of_time = 250000000000000000;

typedef struct {
    gboolean newer; /* the rows come oldest first */
    gboolean first; /* nothing is newer for sure */
    gint64 last;
    gint64 id;
} Place;

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

static gboolean
place_read(const HttpRequest *request, Place *place)
{
    const char *before = params_get(request->query, "before");
    const char *after = params_get(request->query, "after");

    *place = (Place){.newer = after != NULL, .first = before == NULL && after == NULL};
    place->last = end_of_time;
    if (place->first)
        return TRUE;
    return route_read_place(after != NULL ? after : before, &place->last, &place->id);
}

static char *
url_of(const ContributionChoice *choice, const char *direction, const SiteContributions *row)
{
    g_autofree char *place = route_place(row->accepted, row->id);

    return route_with(choice->path, direction, place);
}

static void
add_rows(Visit *visit, const SiteContributions *rows, guint n, gboolean newer)
{
    Value *list = value_set_list(visit->page, "contributions");

    for (guint i = 0; i < n; i++) {
        const SiteContributions *row = &rows[newer ? n - 1 - i : i];
        Value *dict = value_append_dict(list);
        g_autofree char *summary = written_summary(row->body);
        contribution_view_add(visit, dict, row);
        value_set_text(dict, "summary", summary);
    }
}

static Rows *
ask(Visit *visit, const ContributionChoice *choice, const Place *place, gint32 count,
    GError **error)
{
    return site_contributions(visit->store, 0, choice->kind, choice->territory, choice->interest,
                              place->last, place->id, place->newer, count,
                              language_code(visit->language), error);
}

static gboolean
render_feed(Visit *visit, const ContributionChoice *choice, GError **error)
{
    const Place place = {.first = TRUE, .last = end_of_time};
    g_autoptr(Rows) rows = ask(visit, choice, &place, FEED_ENTRIES, error);
    SiteContributions row;

    if (rows == NULL)
        return FALSE;
    feed_begin(visit, choice->title, choice->path);
    while (site_contributions_next(rows, &row)) {
        g_autofree char *url = route_contribution(row.id);
        g_autofree char *html = written_html(row.body);
        feed_add(visit, url, row.title, row.language, row.accepted, row.author, NULL, html);
    }
    return feed_render(visit, error);
}

static gboolean
list_page(Visit *visit, const ContributionChoice *choice, GError **error)
{
    Place place;
    SiteContributions shown[CONTRIBUTIONS_SHOWN + 1];
    guint n = 0;

    if (!place_read(visit->request, &place))
        return visit_not_found(error);
    g_autoptr(Rows) rows = ask(visit, choice, &place, CONTRIBUTIONS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    while (n < G_N_ELEMENTS(shown) && site_contributions_next(rows, &shown[n]))
        n++;
    gboolean more = n > CONTRIBUTIONS_SHOWN;
    n = MIN(n, CONTRIBUTIONS_SHOWN);
    add_rows(visit, shown, n, place.newer);

    const SiteContributions *newest = n > 0 ? &shown[place.newer ? n - 1 : 0] : NULL;
    const SiteContributions *oldest = n > 0 ? &shown[place.newer ? 0 : n - 1] : NULL;
    gboolean is_newer = newest != NULL && (place.newer ? more : !place.first);
    gboolean is_older = oldest != NULL && (place.newer || more);
    g_autofree char *newer_url = is_newer ? url_of(choice, "after", newest) : NULL;
    g_autofree char *older_url = is_older ? url_of(choice, "before", oldest) : NULL;
    visit_pages(visit, newer_url, older_url);
    if (place.first)
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

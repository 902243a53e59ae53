/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition - one edition with all that is in it
 *
 * A letter shows each reader what concerns them; this page shows everything, from the same
 * sources, to everybody. Addresses stay in the letter.
 */
#include "store/query.h"

#include "site/pages.h"
#include "site/written.h"

static void
add_html(Value *dict, const char *key, const char *markdown)
{
    g_autofree char *shown = written_html(markdown);

    value_set_html(dict, key, *shown != '\0' ? shown : NULL);
}

static void
add_item(Value *items, const SiteEditionItems *row)
{
    Value *item = value_append_dict(items);
    g_autofree char *anchor = g_strdup_printf("c-%" G_GINT64_FORMAT, row->contribution);
    g_autofree char *url = route_contribution(row->contribution);

    value_set_text(item, "anchor", anchor);
    value_set_text(item, "url", url);
    value_set_bool(item, row->finding ? "finding" : "initiative", TRUE);
    /* Said for each, or the section of the page around the list would lend its own. */
    value_set_bool(item, row->finding ? "initiative" : "finding", FALSE);
    visit_set_written(item, "title", row->title);
    add_html(item, "html", row->body);
    written_names(item, "territories", row->territories, NULL, NULL);
    written_names(item, "interests", row->interests, NULL, NULL);
    visit_set_written(item, "author", row->author);
    value_set_bool(item, "has_knowledge", row->scientific || row->professional || row->citizen);
    value_set_bool(item, "scientific", row->scientific);
    value_set_bool(item, "professional", row->professional);
    value_set_bool(item, "citizen", row->citizen);
    visit_set_written(item, "programme", row->programme);
    visit_set_written(item, "source", row->source);
    value_set_text(item, "source_url", written_link(row->source));
}

static gboolean
add_items(Visit *visit, gint64 edition, GError **error)
{
    g_autoptr(Rows) rows =
        site_edition_items(visit->store, edition, language_code(visit->language), error);
    SiteEditionItems row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_contributions", rows_count(rows) > 0);
    Value *items = value_set_list(visit->page, "contributions");
    while (site_edition_items_next(rows, &row))
        add_item(items, &row);
    return TRUE;
}

gboolean
page_edition(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_edition(visit->store, route->list, route->number, error);
    SiteEdition row;

    if (rows == NULL)
        return FALSE;
    if (!site_edition_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *url = route_edition(route->list, route->number);
    g_autofree char *list_url = route_list(route->list);
    visit_canonical(visit, url);
    value_set_text(visit->page, "list_title", row.list_title);
    value_set_text(visit->page, "list_url", list_url);
    value_set_text(visit->page, "title", row.title);
    value_set_text(visit->page, "meta_description", row.summary);
    value_set_text(visit->page, "text_lang", row.language);
    if (row.archived) {
        g_autofree char *thread_url = route_thread(route->list, row.message_id);
        value_set_text(visit->page, "thread_url", thread_url);
    }
    visit_date(visit, visit->page, "date", row.sent);
    visit_last_modified(visit, row.sent);
    add_html(visit->page, "editorial", row.editorial);
    return add_items(visit, row.id, error) && visit_render(visit, "site/edition", error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition - one edition with all that is in it, and what was answered
 *
 * A letter shows each reader what concerns them; this page shows everything, from the same
 * sources, to everybody, section by section. Addresses stay in the letter.
 */
#include "store/query.h"

#include "site/described.h"
#include "site/pages.h"
#include "site/thread-view.h"
#include "site/written.h"

enum { REPLIES_SHOWN = 50, DEPTH_SHOWN = 6 };

static void
add_item(Value *items, const SiteEditionItems *row)
{
    Value *item = value_append_dict(items);
    g_autofree char *anchor = g_strdup_printf("c-%" G_GINT64_FORMAT, row->contribution);
    g_autofree char *url = route_contribution(row->contribution);
    g_autofree char *html = written_html(row->body, 4);

    value_set_text(item, "anchor", anchor);
    value_set_text(item, "url", url);
    value_set_text(item, "item_lang", row->language);
    value_set_bool(item, row->finding ? "finding" : "initiative", TRUE);
    /* Said for each, or the section of the page around the list would lend its own. */
    value_set_bool(item, row->finding ? "initiative" : "finding", FALSE);
    visit_set_written(item, "title", row->title);
    value_set_html(item, "html", html);
    written_names(item, "territories", row->territories, "territories", row->territory_codes);
    written_names(item, "interests", row->interests, "interests", row->interest_slugs);
    visit_set_written(item, "author", row->author);
    value_set_bool(item, "has_knowledge", row->scientific || row->professional || row->citizen);
    value_set_bool(item, "scientific", row->scientific);
    value_set_bool(item, "professional", row->professional);
    value_set_bool(item, "citizen", row->citizen);
    visit_set_written(item, "programme", row->programme);
    visit_set_written(item, "source", row->source);
    value_set_text(item, "source_url", written_link(row->source));
}

/* A section without a heading of its own has the template's words for whom it is for. */
static Value *
add_section(Value *sections, const SiteEditionItems *row)
{
    Value *section = value_append_dict(sections);
    g_autofree char *anchor = g_strdup_printf("s-%d", row->section);
    gboolean has = *row->heading != '\0';
    gboolean everybody = g_str_equal(row->reach, "everybody");
    gboolean interest = g_str_equal(row->reach, "interests");

    value_set_text(section, "section_anchor", anchor);
    visit_set_written(section, "heading", has ? row->heading : NULL);
    value_set_bool(section, "everybody", !has && everybody);
    value_set_bool(section, "interest", !has && interest);
    value_set_bool(section, "territory", !has && !everybody && !interest);
    return value_set_list(section, "contributions");
}

static gboolean
add_sections(Visit *visit, const SiteEdition *edition, GError **error)
{
    g_autoptr(Rows) rows = site_edition_items(
        visit->store, edition->id, language_code(visit->language), edition->language, error);
    SiteEditionItems row;
    Value *items = NULL;
    gint32 section = 0;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_contributions", rows_count(rows) > 0);
    Value *sections = value_set_list(visit->page, "sections");
    while (site_edition_items_next(rows, &row)) {
        if (items == NULL || row.section != section)
            items = add_section(sections, &row);
        section = row.section;
        add_item(items, &row);
    }
    return TRUE;
}

/* The edition itself is in its thread, and no answer. */
static gboolean
add_replies(Visit *visit, const SiteEdition *edition, GError **error)
{
    g_auto(ThreadView) view = {0};
    Value *replies = value_set_list(visit->page, "replies");
    guint n = 0;

    if (edition->thread == 0)
        return TRUE;
    if (!thread_view_open(&view, visit, edition->thread, error))
        return FALSE;
    for (guint i = 0; i < view.n; i++) {
        const SiteThread *post = &view.posts[view.order[i]];
        if (g_str_equal(post->message_id, edition->message_id) || n++ >= REPLIES_SHOWN)
            continue;
        Value *reply = value_append_dict(replies);
        g_autofree char *url = route_message(visit->route.list, post->link);
        guint depth = view.links[view.order[i]].depth;
        value_set_text(reply, "url", url);
        value_set_int(reply, "depth", CLAMP(depth, 1, DEPTH_SHOWN) - 1);
        value_set_text(reply, "author", visit_author(visit, post->author));
        visit_date_time(visit, reply, "date", post->date);
    }
    g_autofree char *url = route_thread(visit->route.list, edition->link);
    value_set_text(visit->page, "thread_url", n > 0 ? url : NULL);
    value_set_int(visit->page, "replies_count", n);
    visit_last_modified(visit, MAX(edition->sent, view.changed));
    return TRUE;
}

static void
add_languages(Visit *visit, const SiteEdition *edition, const char *path)
{
    g_auto(GStrv) codes = g_strsplit(edition->languages, "\n", -1);
    Value *languages = value_set_list(visit->page, "languages");

    value_set_bool(visit->page, "has_languages", g_strv_length(codes) > 1);
    for (char **code = codes; *code != NULL; code++) {
        Value *language = value_append_dict(languages);
        g_autofree char *url = route_with(path, "lang", *code);
        value_set_text(language, "code", *code);
        value_set_text(language, "url", url);
        value_set_bool(language, "current", g_str_equal(*code, edition->language));
        for (guint i = 0; i < LANGUAGE_COUNT; i++)
            value_set_bool(language, language_code((Language)i),
                           g_str_equal(*code, language_code((Language)i)));
    }
}

gboolean
page_edition(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    const char *asked = params_get(visit->request->query, "lang");
    const char *wanted = language_code(language_read(asked, visit->language));
    g_autoptr(Rows) rows = site_edition(visit->store, route->list, route->number, wanted, error);
    SiteEdition row;

    if (rows == NULL)
        return FALSE;
    if (!site_edition_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *url = route_edition(route->list, route->number);
    g_autofree char *canonical =
        asked != NULL ? route_with(url, "lang", row.language) : g_strdup(url);
    g_autofree char *list_url = route_editions(route->list);
    g_autofree char *html = written_html_with_images(row.editorial, row.images, url);
    visit_canonical(visit, canonical);
    value_set_text(visit->page, "list_title", row.list_title);
    value_set_text(visit->page, "list_url", list_url);
    visit_set_written(visit->page, "title", row.title);
    visit_set_written(visit->page, "meta_description", row.summary);
    value_set_text(visit->page, "text_lang", row.language);
    visit_date(visit, visit->page, "date", row.sent);
    visit_last_modified(visit, row.sent);
    value_set_html(visit->page, "editorial", *html != '\0' ? html : NULL);
    add_languages(visit, &row, url);
    const Described of = {.type = "Article",
                          .path = canonical,
                          .title = row.title,
                          .language = row.language,
                          .summary = row.summary,
                          .part_of = row.list_title,
                          .date = row.sent};
    described_set(visit, &of);
    return add_sections(visit, &row, error) && add_replies(visit, &row, error) &&
           visit_render(visit, "site/edition", error);
}

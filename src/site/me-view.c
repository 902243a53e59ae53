/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-view - what the page of one's own shows; see me-view.h */
#include <string.h>

#include "store/query.h"

#include "site/me-view.h"

enum { VALUES_MAX = 200, PREVIEWED_MAX = 12 };

/* What posts of each list can be about into its entry of `by_name`, below what it is part of. */
static gboolean
show_topics(Visit *visit, Store *store, GHashTable *by_name, GError **error)
{
    g_autoptr(Rows) rows =
        site_me_topics(store, visit->route.name, language_code(visit->language), error);
    g_autofree char *last = NULL;
    Value *list = NULL, *topics = NULL;
    SiteMeTopics row;

    if (rows == NULL)
        return FALSE;
    while (site_me_topics_next(rows, &row)) {
        if (g_strcmp0(last, row.list) != 0) {
            g_free(last);
            last = g_strdup(row.list);
            list = g_hash_table_lookup(by_name, last);
            topics = list != NULL ? value_set_list(list, "topics") : NULL;
        }
        if (topics == NULL) /* they came to the list since its entry was made */
            continue;
        Value *topic = value_append_dict(topics);
        value_set_bool(list, "has_topics", TRUE);
        value_set_text(topic, "slug", row.slug);
        value_set_text(topic, "label", row.label);
        value_set_bool(topic, "is_below", !row.is_top);
        value_set_bool(topic, "checked", row.is_chosen);
        if (row.is_chosen)
            value_set_bool(list, "takes_some", TRUE);
    }
    return TRUE;
}

static gboolean
show_lists(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_lists(store, visit->route.name, error);
    g_autoptr(GHashTable) by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    SiteMeLists row;

    if (rows == NULL)
        return FALSE;
    Value *lists = value_set_list(visit->page, "lists");
    value_set_bool(visit->page, "has_lists", rows_count(rows) > 0);
    value_set_bool(visit->page, "has_several", rows_count(rows) > 1);
    while (site_me_lists_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        g_autofree char *mode = g_strconcat("as_", row.delivery, NULL);
        value_set_text(list, "name", row.name);
        value_set_text(list, "title", row.title);
        value_set_bool(list, "has_digest", !row.is_newsletter);
        value_set_bool(list, mode, TRUE);
        g_hash_table_insert(by_name, g_strdup(row.name), list);
    }
    return show_topics(visit, store, by_name, error);
}

/* Those whose archive a link opens. */
static gboolean
show_private(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_private(store, visit->route.name, error);
    SiteMePrivate row;

    if (rows == NULL)
        return FALSE;
    Value *lists = value_set_list(visit->page, "private_lists");
    value_set_bool(visit->page, "has_private_lists", rows_count(rows) > 0);
    while (site_me_private_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        value_set_text(list, "name", row.name);
        value_set_text(list, "title", row.title);
    }
    return TRUE;
}

static gboolean
show_addresses(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_addresses(store, visit->route.name, error);
    SiteMeAddresses row;

    if (rows == NULL)
        return FALSE;
    Value *addresses = value_set_list(visit->page, "addresses");
    while (site_me_addresses_next(rows, &row)) {
        Value *dict = value_append_dict(addresses);
        gboolean is_added = g_str_equal(row.waits, "add");
        value_set_text(dict, "handle", row.handle);
        value_set_text(dict, "shown", row.masked);
        value_set_bool(dict, "is_first", row.is_first);
        value_set_bool(dict, "is_other", !row.is_first);
        value_set_bool(dict, "waits_to_be_added", is_added);
        value_set_bool(dict, "waits_to_be_first", g_str_equal(row.waits, "first"));
        value_set_bool(dict, "can_be_first", !row.is_first && *row.waits == '\0');
        if (row.due != 0)
            visit_date(visit, dict, "due", row.due);
    }
    return TRUE;
}

/* Their places into the page and, where they are ticked, into `codes`. */
static gboolean
show_places(Visit *visit, Store *store, gboolean typed, GPtrArray *codes, GError **error)
{
    g_autoptr(Rows) rows = site_me_places(store, visit->route.name, error);
    g_autofree const char **kept = subscribe_view_values(visit->request->form, "keep", VALUES_MAX);
    SiteMePlaces row;

    if (rows == NULL)
        return FALSE;
    Value *own = value_set_list(visit->page, "own_places");
    while (site_me_places_next(rows, &row)) {
        Value *place = value_append_dict(own);
        gboolean checked = !typed || g_strv_contains(kept, row.code);
        value_set_text(place, "code", row.code);
        value_set_text(place, "name", row.name);
        value_set_bool(place, "checked", checked);
        if (checked)
            g_ptr_array_add(codes, g_strdup(row.code));
    }
    return TRUE;
}

static gboolean
show_interests(Visit *visit, Store *store, gboolean typed, GPtrArray *slugs, GError **error)
{
    g_autofree const char **ticked =
        subscribe_view_values(visit->request->form, "interest", VALUES_MAX);
    g_autoptr(Rows) rows = site_me_interests(store, visit->route.name, error);
    SiteMeInterests row;

    if (rows == NULL)
        return FALSE;
    for (guint i = 0; typed && ticked[i] != NULL; i++)
        g_ptr_array_add(slugs, g_strdup(ticked[i]));
    while (!typed && site_me_interests_next(rows, &row))
        g_ptr_array_add(slugs, g_strdup(row.slug));
    g_ptr_array_add(slugs, NULL);
    return subscribe_view_interests(visit, (const char *const *)slugs->pdata, error);
}

/* What the next letters would hold for these choices, whether they are saved or not. */
static gboolean
show_preview(Visit *visit, Store *store, const GPtrArray *codes, const GPtrArray *slugs,
             GError **error)
{
    g_autoptr(Rows) rows =
        site_letter_preview(store, visit->route.name, (const char *const *)codes->pdata,
                            (const char *const *)slugs->pdata, PREVIEWED_MAX, error);
    g_autofree char *last = NULL;
    Value *items = NULL;
    SiteLetterPreview row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(visit->page, "has_letters", rows_count(rows) > 0);
    Value *letters = value_set_list(visit->page, "letters");
    while (site_letter_preview_next(rows, &row)) {
        if (g_strcmp0(last, row.list) != 0) {
            Value *letter = value_append_dict(letters);
            value_set_text(letter, "list_title", row.list_title);
            value_set_bool(letter, "has_items", row.contribution != 0);
            items = value_set_list(letter, "items");
            g_free(last);
            last = g_strdup(row.list);
        }
        if (row.contribution == 0)
            continue;
        Value *item = value_append_dict(items);
        g_autofree char *url = route_contribution(row.contribution);
        value_set_text(item, "url", url);
        visit_set_written(item, "title", row.title);
        value_set_text(item, "text_lang", row.language);
        value_set_bool(item, row.kind, TRUE);
        value_set_bool(item, "for_all", g_str_equal(row.reach, "everybody"));
        value_set_bool(item, "is_near", g_str_equal(row.reach, "near"));
        value_set_bool(item, "is_followed", g_str_equal(row.reach, "interests"));
    }
    return TRUE;
}

static gboolean
show_person(Visit *visit, Store *store, const SiteMe *row, gboolean typed, const char *place,
            GError **error)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) slugs = g_ptr_array_new_with_free_func(g_free);
    const Params *form = visit->request->form;
    const char *language = typed ? params_get(form, "language") : row->language;

    value_set_text(visit->page, "territory", typed ? params_get(form, "territory") : NULL);
    if (!typed)
        value_set_bool(visit->page, "has_places", FALSE);
    subscribe_view_languages(visit, language_read(language, visit->language));
    if (!show_places(visit, store, typed, codes, error) ||
        !show_interests(visit, store, typed, slugs, error))
        return FALSE;
    if (place != NULL)
        g_ptr_array_add(codes, g_strdup(place));
    g_ptr_array_add(codes, NULL);
    return show_preview(visit, store, codes, slugs, error);
}

static gboolean
show_zone(Visit *visit, Store *store, gboolean typed, GError **error)
{
    g_autoptr(Rows) rows = site_me_zone(store, visit->route.name, error);
    SiteMeZone row;

    if (rows == NULL)
        return FALSE;
    if (site_me_zone_next(rows, &row))
        value_set_text(visit->page, "zone",
                       typed ? params_get(visit->request->form, "zone") : row.zone);
    return TRUE;
}

static gboolean
show_initials(Visit *visit, Store *store, GError **error)
{
    g_autoptr(Rows) rows = site_me_initials(store, visit->route.name, error);
    SiteMeInitials row;

    if (rows == NULL)
        return FALSE;
    if (site_me_initials_next(rows, &row))
        value_set_bool(visit->page, row.initials ? "by_initials" : "by_name", TRUE);
    return TRUE;
}

gboolean
me_view(Visit *visit, Store *store, MeTyped typed, const char *place, GError **error)
{
    g_autoptr(Rows) rows = site_me(store, visit->route.name, error);
    const Params *form = visit->request->form;
    SiteMe row;

    if (rows == NULL)
        return FALSE;
    if (!site_me_next(rows, &row)) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return TRUE;
    }
    value_set_bool(visit->page, "known", TRUE);
    value_set_text(visit->page, "masked", row.masked);
    value_set_text(visit->page, "action_url", visit->request->path);
    value_set_text(visit->page, "break_from",
                   typed == ME_BREAK ? params_get(form, "from") : row.break_from);
    value_set_text(visit->page, "break_until",
                   typed == ME_BREAK ? params_get(form, "until") : row.break_until);
    value_set_bool(visit->page, "has_break", *row.break_from != '\0');
    value_set_text(visit->page, "address",
                   typed == ME_ADDRESS ? params_get(form, "address") : NULL);
    value_set_text(visit->page, "script_url", visit->site->script.url);
    visit->response->policy = HTTP_POLICY_FORM;
    return show_lists(visit, store, error) && show_private(visit, store, error) &&
           show_addresses(visit, store, error) &&
           show_person(visit, store, &row, typed == ME_PERSON, place, error) &&
           show_zone(visit, store, typed == ME_ZONE, error) && show_initials(visit, store, error);
}

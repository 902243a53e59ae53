/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscribe-view - what forms about a person offer to choose from; see subscribe-view.h */
#include "site/subscribe-view.h"

#include "store/query.h"

enum { PLACES_SHOWN = 20 };

const char **
subscribe_view_values(const Params *form, const char *name, guint most)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    const char *value;

    for (guint i = 0; i < most && (value = params_nth(form, name, i)) != NULL; i++)
        g_ptr_array_add(values, (gpointer)value);
    g_ptr_array_add(values, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(&values), FALSE);
}

gboolean
subscribe_view_lists(Visit *visit, const Params *chosen, GError **error)
{
    g_autoptr(Rows) rows = site_joinable(visit->store, error);
    g_autofree const char **names = subscribe_view_values(chosen, "list", PARAMS_MAX_PAIRS);
    SiteJoinable row;

    if (rows == NULL)
        return FALSE;
    Value *lists = value_set_list(visit->page, "lists");
    while (site_joinable_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        value_set_text(list, "name", row.name);
        value_set_text(list, "title", row.title);
        visit_set_written(list, "description", row.description);
        value_set_bool(list, "is_newsletter", row.is_newsletter);
        value_set_bool(list, "checked",
                       g_strv_contains(names, row.name) ||
                           (names[0] == NULL && rows_count(rows) == 1));
    }
    return TRUE;
}

SubscribeThemes
subscribe_view_themes(Visit *visit)
{
    return (SubscribeThemes){.all = value_set_list(visit->page, "themes")};
}

void
subscribe_view_theme(SubscribeThemes *themes, const char *slug, const char *label, gboolean is_top,
                     gboolean checked)
{
    Value *dict;

    if (is_top || themes->children == NULL) {
        dict = themes->last = value_append_dict(themes->all);
        themes->children = value_set_list(themes->last, "children");
    } else {
        dict = value_append_dict(themes->children);
        value_set_bool(themes->last, "has_children", TRUE);
    }
    value_set_text(dict, "slug", slug);
    value_set_text(dict, "label", label);
    value_set_bool(dict, "checked", checked);
    if (checked)
        value_set_bool(themes->last, "open", TRUE);
}

gboolean
subscribe_view_interests(Visit *visit, const char *const *slugs, GError **error)
{
    g_autoptr(Rows) rows = site_interest_tree(visit->store, language_code(visit->language), error);
    SubscribeThemes themes = subscribe_view_themes(visit);
    SiteInterestTree row;

    if (rows == NULL)
        return FALSE;
    while (site_interest_tree_next(rows, &row))
        subscribe_view_theme(&themes, row.slug, row.label, *row.parent == '\0',
                             g_strv_contains(slugs, row.slug));
    return TRUE;
}

void
subscribe_view_languages(Visit *visit, Language chosen)
{
    Value *choices = value_set_list(visit->page, "choices");

    for (guint i = 0; i < LANGUAGE_COUNT; i++) {
        Value *dict = value_append_dict(choices);
        value_set_text(dict, "code", language_code((Language)i));
        value_set_text(dict, "language_name", language_name((Language)i));
        value_set_bool(dict, "checked", i == (guint)chosen);
    }
}

gboolean
subscribe_view_place(Visit *visit, const Params *form, PlaceOutcome *outcome, char **code,
                     GError **error)
{
    const char *typed = params_get(form, "territory");
    /* One of several, chosen for these words and not for others typed since. */
    gboolean is_chosen = g_strcmp0(params_get(form, "place_for"), typed) == 0;
    const char *chosen = is_chosen ? params_get(form, "place") : NULL;
    SitePlacesTyped row;

    *outcome = PLACE_NONE;
    if (typed == NULL || *typed == '\0')
        return TRUE;
    g_autoptr(Rows) rows = site_places_typed(visit->store, typed, PLACES_SHOWN, error);
    if (rows == NULL)
        return FALSE;
    guint n = rows_count(rows);
    *outcome = n == 0 ? PLACE_UNKNOWN : PLACE_SEVERAL;
    Value *places = value_set_list(visit->page, "places");
    while (site_places_typed_next(rows, &row)) {
        gboolean checked = n == 1 || g_strcmp0(row.code, chosen) == 0;
        g_autofree char *kind = g_strconcat("is_", row.kind, NULL);
        Value *place = value_append_dict(places);
        value_set_text(place, "code", row.code);
        value_set_text(place, "name", row.name);
        value_set_text(place, "departement", *row.departement != '\0' ? row.departement : NULL);
        value_set_bool(place, kind, TRUE);
        value_set_bool(place, "checked", checked);
        if (checked && *outcome != PLACE_FOUND) {
            *outcome = PLACE_FOUND;
            *code = g_strdup(row.code);
        }
    }
    value_set_bool(visit->page, "has_places", n > 1);
    return TRUE;
}

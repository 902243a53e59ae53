/* SPDX-License-Identifier: GPL-3.0-or-later */
/* me-view - what the page of one's own shows; see me-view.h */
#include "site/me-view.h"

#include <string.h>

#include "store/query.h"

#include "site/me-reading.h"

enum { VALUES_MAX = 200, PREVIEWED_MAX = 12, STATUS_MISTAKE = 422 };

/* The page while its rows come in. */
typedef struct {
    Visit *visit;
    MeTyped typed;
    const char **kept;   /* codes of places that the form has ticked */
    const char **ticked; /* slugs of interests that it has */
    Value *lists;
    Value *list;   /* the last of them, behind which its topics come */
    Value *topics; /* of that list; NULL while it has none */
    Value *private_lists;
    Value *addresses;
    Value *own_places;
    SubscribeThemes themes;
    Value *letters;
    Value *letter; /* the last of them, */
    Value *items;  /* and what it would hold */
} View;

static void
view_clear(View *view)
{
    g_free(view->kept);
    g_free(view->ticked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(View, view_clear)

static View
view_begin(Visit *visit, MeTyped typed)
{
    const Params *form = visit->request->form;

    return (View){.visit = visit,
                  .typed = typed,
                  .kept = subscribe_view_values(form, "keep", VALUES_MAX),
                  .ticked = subscribe_view_values(form, "interest", VALUES_MAX),
                  .lists = value_set_list(visit->page, "lists"),
                  .private_lists = value_set_list(visit->page, "private_lists"),
                  .addresses = value_set_list(visit->page, "addresses"),
                  .own_places = value_set_list(visit->page, "own_places"),
                  .themes = subscribe_view_themes(visit),
                  .letters = value_set_list(visit->page, "letters")};
}

static void
show_person(View *view, const SiteMePage *row)
{
    Visit *visit = view->visit;
    const char *language =
        view->typed == ME_PERSON ? params_get(visit->request->form, "language") : row->name;

    value_set_bool(visit->page, row->is_so ? "by_initials" : "by_name", TRUE);
    subscribe_view_languages(visit, language_read(language, visit->language));
}

static void
show_break(View *view, const SiteMePage *row)
{
    value_set_bool(view->visit->page, "has_break", TRUE);
    if (view->typed == ME_BREAK)
        return;
    value_set_text(view->visit->page, "break_from", row->name);
    value_set_text(view->visit->page, "break_until", row->label);
}

static void
show_zone(View *view, const SiteMePage *row)
{
    if (view->typed != ME_ZONE)
        value_set_text(view->visit->page, "zone", row->name);
}

static void
show_list(View *view, const SiteMePage *row)
{
    g_autofree char *mode = g_strconcat("as_", row->state, NULL);

    value_set_bool(view->visit->page, view->list == NULL ? "has_lists" : "has_several", TRUE);
    view->list = value_append_dict(view->lists);
    view->topics = NULL;
    value_set_text(view->list, "name", row->name);
    value_set_text(view->list, "title", row->label);
    value_set_bool(view->list, "has_digest", !row->is_so);
    value_set_bool(view->list, mode, TRUE);
}

/* How its digests come, and when. */
static void
show_digest(View *view, const SiteMePage *row)
{
    gboolean plain = g_str_equal(row->name, "plain");

    value_set_bool(view->list, plain ? "as_plain" : "as_mime", TRUE);
    value_set_text(view->list, "list_posts", row->state);
    if (*row->label != '\0')
        value_set_text(view->list, "own_posts", row->label);
    if (plain || *row->label != '\0')
        value_set_bool(view->list, "is_own", TRUE);
    if (view->typed == ME_LISTS)
        me_reading_show_typed(view->visit, view->list);
}

/* A break from this list alone. */
static void
show_pause(View *view, const SiteMePage *row)
{
    if (view->typed == ME_LISTS)
        return;
    value_set_text(view->list, "pause_from", row->name);
    value_set_text(view->list, "pause_until", row->label);
    value_set_bool(view->list, "is_own", TRUE);
}

/* What posts of the list can be about, below what it is part of. */
static void
show_topic(View *view, const SiteMePage *row)
{
    if (view->topics == NULL)
        view->topics = value_set_list(view->list, "topics");
    Value *topic = value_append_dict(view->topics);
    value_set_bool(view->list, "has_topics", TRUE);
    value_set_text(topic, "slug", row->name);
    value_set_text(topic, "label", row->label);
    value_set_bool(topic, "is_below", !row->is_top);
    value_set_bool(topic, "checked", row->is_so);
    if (row->is_so)
        value_set_bool(view->list, "takes_some", TRUE);
}

/* A private list, whose archive a link opens. */
static void
show_archive(View *view, const SiteMePage *row)
{
    Value *list = value_append_dict(view->private_lists);

    value_set_bool(view->visit->page, "has_private_lists", TRUE);
    value_set_text(list, "name", row->name);
    value_set_text(list, "title", row->label);
}

static void
show_address(View *view, const SiteMePage *row)
{
    Value *dict = value_append_dict(view->addresses);

    if (row->is_so)
        value_set_text(view->visit->page, "masked", row->label);
    value_set_text(dict, "handle", row->name);
    value_set_text(dict, "shown", row->label);
    value_set_bool(dict, "is_first", row->is_so);
    value_set_bool(dict, "is_other", !row->is_so);
    value_set_bool(dict, "waits_to_be_added", g_str_equal(row->state, "add"));
    value_set_bool(dict, "waits_to_be_first", g_str_equal(row->state, "first"));
    value_set_bool(dict, "can_be_first", !row->is_so && *row->state == '\0');
    if (row->due != 0)
        visit_date(view->visit, dict, "due", row->due);
}

static void
show_place(View *view, const SiteMePage *row)
{
    gboolean checked = view->typed != ME_PERSON || g_strv_contains(view->kept, row->name);
    Value *place = value_append_dict(view->own_places);

    value_set_text(place, "code", row->name);
    value_set_text(place, "name", row->label);
    value_set_bool(place, "checked", checked);
}

static void
show_interest(View *view, const SiteMePage *row)
{
    gboolean checked =
        view->typed == ME_PERSON ? g_strv_contains(view->ticked, row->name) : row->is_so;

    subscribe_view_theme(&view->themes, row->name, row->label, row->is_top, checked);
}

/* The next letter of a list. */
static void
show_letter(View *view, const SiteMePage *row)
{
    view->letter = value_append_dict(view->letters);
    view->items = value_set_list(view->letter, "items");
    value_set_bool(view->visit->page, "has_letters", TRUE);
    value_set_text(view->letter, "list_title", row->label);
}

/* Something that it would hold. */
static void
show_item(View *view, const SiteMePage *row)
{
    Value *item = value_append_dict(view->items);
    g_autofree char *url = route_contribution(row->due);

    value_set_bool(view->letter, "has_items", TRUE);
    value_set_text(item, "url", url);
    visit_set_written(item, "title", row->label);
    value_set_text(item, "text_lang", row->name);
    value_set_bool(item, row->is_so ? "finding" : "initiative", TRUE);
    value_set_bool(item, "for_all", g_str_equal(row->state, "everybody"));
    value_set_bool(item, "is_near", g_str_equal(row->state, "near"));
    value_set_bool(item, "is_followed", g_str_equal(row->state, "interests"));
}

static void
show_row(View *view, const SiteMePage *row)
{
    static const struct {
        const char *part;
        void (*show)(View *view, const SiteMePage *row);
    } parts[] = {{"person", show_person}, {"break", show_break},       {"zone", show_zone},
                 {"list", show_list},     {"digest", show_digest},     {"pause", show_pause},
                 {"topic", show_topic},   {"archive", show_archive},   {"address", show_address},
                 {"place", show_place},   {"interest", show_interest}, {"letter", show_letter},
                 {"item", show_item}};

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (g_str_equal(row->part, parts[i].part))
            parts[i].show(view, row);
}

/* The rows of the page; what is previewed is what was typed about themselves, or what they have. A
 * page that tells a mistake asks for it to be mended first: the preview is half of its cost. */
static Rows *
read_rows(const View *view, Store *store, const char *place, GError **error)
{
    const Visit *visit = view->visit;
    g_autoptr(GPtrArray) places = g_ptr_array_new();

    for (guint i = 0; view->kept[i] != NULL; i++)
        g_ptr_array_add(places, (gpointer)view->kept[i]);
    if (place != NULL)
        g_ptr_array_add(places, (gpointer)place);
    g_ptr_array_add(places, NULL);
    gboolean is_typed = view->typed == ME_PERSON;
    return site_me_page(store, visit->route.name, language_code(visit->language),
                        visit->response->status == STATUS_MISTAKE ? 0 : PREVIEWED_MAX,
                        is_typed ? (const char *const *)places->pdata : NULL,
                        is_typed ? view->ticked : NULL, error);
}

/* What is shown as it was typed. */
static void
show_typed(Visit *visit, MeTyped typed)
{
    const Params *form = visit->request->form;

    if (typed == ME_BREAK) {
        value_set_text(visit->page, "break_from", params_get(form, "from"));
        value_set_text(visit->page, "break_until", params_get(form, "until"));
    }
    if (typed == ME_PERSON)
        value_set_text(visit->page, "territory", params_get(form, "territory"));
    else
        value_set_bool(visit->page, "has_places", FALSE);
    if (typed == ME_ADDRESS)
        value_set_text(visit->page, "address", params_get(form, "address"));
    if (typed == ME_ZONE)
        value_set_text(visit->page, "zone", params_get(form, "zone"));
}

gboolean
me_view(Visit *visit, Store *store, MeTyped typed, const char *place, GError **error)
{
    g_auto(View) view = view_begin(visit, typed);
    g_autoptr(Rows) rows = read_rows(&view, store, place, error);
    SiteMePage row;

    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) == 0) {
        value_set_bool(visit->page, "unknown", TRUE);
        visit->response->status = 404;
        return TRUE;
    }
    value_set_bool(visit->page, "known", TRUE);
    value_set_text(visit->page, "action_url", visit->request->path);
    value_set_text(visit->page, "script_url", visit->site->script.url);
    visit->response->policy = HTTP_POLICY_FORM;
    show_typed(visit, typed);
    while (site_me_page_next(rows, &row))
        show_row(&view, &row);
    return TRUE;
}

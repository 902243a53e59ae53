/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribute - the form by which anybody proposes a finding or an initiative
 *
 * What is wrong is said beside the field and in a list at the top, and everything typed is kept.
 * What fills in fields that nobody sees, or is faster than anybody types, is thanked and dropped or
 * asked again. The answer is the same whoever has the address: it is asked by mail.
 */
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "site/pages.h"

enum {
    TITLE_BYTES_MAX = 300,
    TEXT_BYTES_MAX = 64 * 1024,
    LINE_BYTES_MAX = 500,
    INTERESTS_MAX = 20,
    PLACES_SHOWN = 30,
    SECONDS_MIN = 3 /* nobody writes a contribution faster */
};

/* What was typed, of the form's own; and what was made of it. */
typedef struct {
    Visit *visit;
    const Params *form;
    Value *problems;
    guint n_problems;
    char *key; /* of the address */
    char *place;
    GPtrArray *knowledge; /* borrowed, closed by NULL */
    GPtrArray *interests;
    char *outcome; /* of keeping it */
} Draft;

static void
draft_clear(Draft *draft)
{
    g_free(draft->key);
    g_free(draft->place);
    g_free(draft->outcome);
    g_clear_pointer(&draft->knowledge, g_ptr_array_unref);
    g_clear_pointer(&draft->interests, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static const char *
typed(const Draft *draft, const char *name)
{
    const char *value = params_get(draft->form, name);

    return value != NULL ? value : "";
}

static gboolean
is_blank(const char *text)
{
    while (g_unichar_isspace(g_utf8_get_char(text)) && *text != '\0')
        text = g_utf8_next_char(text);
    return *text == '\0';
}

/* The template says `what` in words, in the list and beside the field. */
static void
complain(Draft *draft, const char *field, const char *what)
{
    Value *problem = value_append_dict(draft->problems);
    g_autofree char *flag = g_strconcat(field, "_wrong", NULL);

    value_set_text(problem, "field", field);
    value_set_bool(problem, what, TRUE);
    value_set_bool(draft->visit->page, flag, TRUE);
    value_set_bool(draft->visit->page, what, TRUE);
    draft->n_problems++;
}

static void
check_texts(Draft *draft)
{
    if (is_blank(typed(draft, "title")))
        complain(draft, "title", "no_title");
    else if (strlen(typed(draft, "title")) > TITLE_BYTES_MAX)
        complain(draft, "title", "long_title");
    if (is_blank(typed(draft, "text")))
        complain(draft, "text", "no_text");
    else if (strlen(typed(draft, "text")) > TEXT_BYTES_MAX)
        complain(draft, "text", "long_text");
    if (strlen(typed(draft, "author")) > LINE_BYTES_MAX)
        complain(draft, "author", "long_author");
    if (strlen(typed(draft, "source")) > LINE_BYTES_MAX)
        complain(draft, "source", "long_source");
    g_autofree char *address = g_strstrip(g_strdup(typed(draft, "address")));
    if (address_is_valid(address, NULL))
        draft->key = address_fold(address);
    if (draft->key == NULL)
        complain(draft, "address", "no_address");
}

/* One place is taken; of several, the one that was chosen, or they are offered. */
static gboolean
check_place(Draft *draft, GError **error)
{
    const char *word = typed(draft, "place");
    const char *chosen = typed(draft, "place_code");
    SitePlacesNamed row;

    if (is_blank(word))
        return TRUE;
    g_autoptr(Rows) rows = site_places_named(draft->visit->store, word, error);
    if (rows == NULL)
        return FALSE;
    guint n = rows_count(rows);
    Value *places = value_set_list(draft->visit->page, "places");
    while (site_places_named_next(rows, &row)) {
        if (n == 1 || g_str_equal(row.code, chosen)) {
            g_free(draft->place);
            draft->place = g_strdup(row.code);
        }
        Value *place = value_append_dict(places);
        value_set_text(place, "place_code", row.code);
        value_set_text(place, "place_name", row.name);
        value_set_text(place, "departement", row.departement);
        value_set_bool(place, "is_chosen", g_str_equal(row.code, chosen));
    }
    value_set_bool(draft->visit->page, "has_places", n > 1);
    if (n == 0)
        complain(draft, "place", "unknown_place");
    else if (draft->place == NULL)
        complain(draft, "place", "several_places");
    return TRUE;
}

static void
take_choices(Draft *draft)
{
    static const char *const kinds[] = {"scientific", "professional", "citizen"};
    const char *slug;

    draft->knowledge = g_ptr_array_new();
    draft->interests = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gboolean on = params_get(draft->form, kinds[i]) != NULL;
        if (on)
            g_ptr_array_add(draft->knowledge, (gpointer)kinds[i]);
        value_set_bool(draft->visit->page, kinds[i], on);
    }
    for (guint i = 0; i < INTERESTS_MAX && (slug = params_nth(draft->form, "interest", i)) != NULL;
         i++)
        g_ptr_array_add(draft->interests, (gpointer)slug);
    g_ptr_array_add(draft->knowledge, NULL);
    g_ptr_array_add(draft->interests, NULL);
}

static gboolean
show_interests(const Draft *draft, GError **error)
{
    Visit *visit = draft->visit;
    g_autoptr(Rows) rows = site_interests(visit->store, language_code(visit->language), error);
    Value *themes = value_set_list(visit->page, "themes");
    Value *below = NULL;
    SiteInterests row;

    if (rows == NULL)
        return FALSE;
    while (site_interests_next(rows, &row)) {
        Value *dict =
            row.is_top || below == NULL ? value_append_dict(themes) : value_append_dict(below);
        if (row.is_top || below == NULL)
            below = value_set_list(dict, "below");
        value_set_text(dict, "slug", row.slug);
        value_set_text(dict, "label", row.label);
        value_set_bool(dict, "is_on",
                       draft->interests != NULL &&
                           g_strv_contains((const char *const *)draft->interests->pdata, row.slug));
    }
    return TRUE;
}

static gboolean
show_lists(const Draft *draft, guint *n, GError **error)
{
    Visit *visit = draft->visit;
    g_autoptr(Rows) rows = site_proposal_lists(visit->store, error);
    Value *lists = value_set_list(visit->page, "lists");
    SiteProposalLists row;

    if (rows == NULL)
        return FALSE;
    *n = rows_count(rows);
    while (site_proposal_lists_next(rows, &row)) {
        Value *list = value_append_dict(lists);
        value_set_text(list, "list_name", row.name);
        value_set_text(list, "list_title", row.title);
        value_set_bool(list, "is_chosen", g_str_equal(row.name, typed(draft, "list")));
    }
    value_set_bool(visit->page, "one_list", *n == 1);
    value_set_bool(visit->page, "no_list", *n == 0);
    return TRUE;
}

static gboolean
show_form(Draft *draft, GError **error)
{
    static const char *const names[] = {"title", "text", "author", "address", "source", "place"};
    Visit *visit = draft->visit;
    gboolean initiative = !g_str_equal(typed(draft, "kind"), "finding");
    g_autofree char *moment = g_strdup_printf("%" G_GINT64_FORMAT, clock_now() / G_USEC_PER_SEC);
    guint n_lists;

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        value_set_text(visit->page, names[i], typed(draft, names[i]));
    value_set_bool(visit->page, initiative ? "initiative" : "finding", TRUE);
    /* The first one counts: what was asked again is not too fast any more. */
    value_set_text(visit->page, "moment",
                   *typed(draft, "moment") != '\0' ? typed(draft, "moment") : moment);
    value_set_bool(visit->page, "form", TRUE);
    value_set_bool(visit->page, "has_problems", draft->n_problems > 0);
    if (draft->n_problems > 0)
        visit->response->status = 422;
    return show_interests(draft, error) && show_lists(draft, &n_lists, error) &&
           visit_render(visit, "site/contribute", error);
}

/* One line: what is behind a line end was not typed into a field of one line. */
static char *
one_line(const char *text)
{
    char *line = g_strstrip(g_strdup(text));

    for (char *p = line; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    return line;
}

static char *
text_of(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

    return g_strstrip(g_strjoinv("\n", lines));
}

static gboolean
keep(Store *store, gpointer data, GError **error)
{
    Draft *draft = data;
    const Settings *settings = draft->visit->site->settings;
    g_autofree char *title = one_line(typed(draft, "title"));
    g_autofree char *author = one_line(typed(draft, "author"));
    g_autofree char *source = one_line(typed(draft, "source"));
    g_autofree char *address = one_line(typed(draft, "address"));
    g_autofree char *text = text_of(typed(draft, "text"));
    SitePropose row;

    g_autoptr(Rows) rows = site_propose(
        store, typed(draft, "list"), draft->key, address, language_code(draft->visit->language),
        draft->visit->request->remote, (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
        (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
        (gint32)settings_number(settings, SETTING_ROBOT_OVERALL),
        g_str_equal(typed(draft, "kind"), "finding") ? "finding" : "initiative", title, text,
        author, (const char *const *)draft->knowledge->pdata, source, draft->place,
        (const char *const *)draft->interests->pdata, error);
    if (rows == NULL || !site_propose_next(rows, &row))
        return FALSE;
    g_free(draft->outcome);
    draft->outcome = g_strdup(row.outcome);
    return TRUE;
}

static gboolean
is_too_fast(const Draft *draft)
{
    gint64 moment = g_ascii_strtoll(typed(draft, "moment"), NULL, 10);

    return moment <= 0 || clock_now() / G_USEC_PER_SEC - moment < SECONDS_MIN;
}

static gboolean
thank(Visit *visit, gboolean waits, GError **error)
{
    value_set_bool(visit->page, "done", TRUE);
    value_set_bool(visit->page, "waits", waits);
    value_set_int(visit->page, "days",
                  settings_number(visit->site->settings, SETTING_RETENTION_UNCONFIRMED));
    return visit_render(visit, "site/contribute", error);
}

gboolean
page_contribute(Visit *visit, GError **error)
{
    gboolean posted = visit->request->method == HTTP_POST;
    g_auto(Draft)
        draft = {.visit = visit, .form = posted ? visit->request->form : visit->request->query};

    value_set_bool(visit->page, "at_contributions", TRUE);
    draft.problems = value_set_list(visit->page, "problems");
    visit->response->cache = "no-store";
    if (!posted)
        return show_form(&draft, error);
    if (!is_blank(typed(&draft, "website")))
        return thank(visit, FALSE, error);
    take_choices(&draft);
    check_texts(&draft);
    if (!check_place(&draft, error))
        return FALSE;
    if (draft.n_problems == 0 && is_too_fast(&draft))
        complain(&draft, "send", "too_fast");
    if (draft.n_problems > 0)
        return show_form(&draft, error);
    if (!site_forms_do_once(visit->site->forms, keep, &draft, error))
        return FALSE;
    if (g_str_equal(draft.outcome, "no list"))
        complain(&draft, "list", "unknown_list");
    else if (g_str_equal(draft.outcome, "later"))
        complain(&draft, "send", "too_many");
    else if (g_str_equal(draft.outcome, "address"))
        complain(&draft, "address", "too_many_today");
    return draft.n_problems > 0 ? show_form(&draft, error)
                                : thank(visit, g_str_equal(draft.outcome, "waits"), error);
}

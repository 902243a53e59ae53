/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * family-keep - the lists of a family kept in step with their template and their places
 *
 * What a list has of its own is decided in the database, where it is compared and changed under one
 * lock (list_family_carry). A new list is made with what every list has and adopted as it is, so
 * that what it is to be reaches it the same way.
 */
#include "base/error.h"
#include "store/query.h"

#include "list/family.h"
#include "list/list-template.h"

typedef struct {
    Store *store;
    const Settings *settings;
    const char *name;
    const FamilyWords *words;
    const ListFamilyLock *row;
    GPtrArray *done;
} Keeping;

void
family_done_free(gpointer data)
{
    FamilyDone *done = data;

    g_free(done->list);
    g_free(done->place);
    g_free(done->what);
    g_free(done);
}

static void
note(const Keeping *keeping, FamilyStep step, const char *list, const char *place, const char *what)
{
    FamilyDone *done = g_new0(FamilyDone, 1);

    *done = (FamilyDone){step, g_strdup(list), g_strdup(place), g_strdup(what)};
    g_ptr_array_add(keeping->done, done);
}

/* Gives the list what the template says; `*changed` names what that changed. */
static gboolean
give(const Keeping *keeping, gint64 list, const char *name, const ListFamilyPlaces *place,
     char **changed, GError **error)
{
    const ListTemplateFill fill = {.name = name,
                                   .title = keeping->row->title,
                                   .family = keeping->row->title,
                                   .place = place->label,
                                   .code = place->place,
                                   .language = keeping->row->language};
    const char *keys[GIVEN_N + 4], *values[GIVEN_N + 4];
    guint n = 0;
    ListFamilyGive row;

    g_autoptr(ListTemplate) template =
        list_template_read(keeping->settings, keeping->row->template, &fill, error);
    if (template == NULL)
        return FALSE;
    for (guint i = 0; i < GIVEN_N; i++)
        if (template->given[i] != NULL) {
            keys[n] = list_given_words[i];
            values[n++] = template->given[i];
        }
    keys[n] = "language";
    values[n++] = keeping->row->language;
    keys[n] = "domain";
    values[n++] = keeping->row->domain;
    keys[n] = "parent";
    values[n++] = keeping->row->parent;
    keys[n] = values[n] = NULL;
    g_autoptr(Rows) rows = list_family_give(keeping->store, list, keys, values, error);
    if (rows == NULL || !list_family_give_next(rows, &row))
        return FALSE;
    *changed = g_strdup(row.changed);
    return TRUE;
}

static gboolean
set_about(const Keeping *keeping, gint64 list, gint64 about, GError **error)
{
    g_autoptr(GArray) come = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) go = g_array_new(FALSE, FALSE, sizeof(gint64));

    g_array_append_val(come, about);
    return (g_str_equal(keeping->row->by_what, "interest")
                ? list_about_interest
                : list_about_territory)(keeping->store, list, come, go, NULL, error);
}

static gboolean
make(const Keeping *keeping, const ListFamilyPlaces *place, GError **error)
{
    g_autofree char *changed = NULL;
    gint64 list = 0;

    g_autofree char *name = family_list_name(keeping->store, keeping->words, keeping->name,
                                             place->slug, place->place, error);
    if (name == NULL)
        return FALSE;
    const ListDraft draft = {
        .name = name, .domain = keeping->row->domain, .language = keeping->row->language};
    if (!list_create(keeping->store, &draft, &list, error) ||
        !list_family_adopt(keeping->store, keeping->row->id, place->place, list, NULL, error) ||
        !set_about(keeping, list, place->about, error) ||
        !give(keeping, list, name, place, &changed, error))
        return FALSE;
    note(keeping, FAMILY_MADE, name, place->label, "");
    return TRUE;
}

static gboolean
keep_one(const Keeping *keeping, const ListFamilyPlaces *place, GError **error)
{
    g_autofree char *changed = NULL;

    if (!place->known)
        return make(keeping, place, error);
    if (place->deleted)
        return TRUE;
    if (!place->wanted) {
        if (place->closed)
            return TRUE;
        note(keeping, FAMILY_CLOSED, place->name, place->place, "");
        return list_close(keeping->store, place->list, TRUE, NULL, error);
    }
    if (!give(keeping, place->list, place->name, place, &changed, error))
        return FALSE;
    if (*changed != '\0')
        note(keeping, FAMILY_CHANGED, place->name, place->label, changed);
    return TRUE;
}

gboolean
family_keep(Store *store, const Settings *settings, const char *name, GPtrArray *done,
            GError **error)
{
    ListFamilyLock row;
    ListFamilyPlaces place;

    g_autoptr(Rows) family = list_family_lock(store, name, error);
    if (family == NULL)
        return FALSE;
    if (!list_family_lock_next(family, &row))
        return family_unknown(store, name, error);
    g_autoptr(FamilyWords) words = family_words_open(settings, error);
    if (words == NULL)
        return FALSE;
    const Keeping keeping = {store, settings, name, words, &row, done};
    if (!list_family_recode(store, row.id, NULL, error))
        return FALSE;
    g_autoptr(Rows) places = list_family_places(store, row.id, row.language, error);
    if (places == NULL)
        return FALSE;
    while (list_family_places_next(places, &place))
        if (!keep_one(&keeping, &place, error))
            return FALSE;
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* family - a family of lists made, changed and ended; see family.h */
#include "list/family.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/nearest.h"
#include "people/interest.h"
#include "people/territory.h"
#include "store/query.h"

#include "list/draft.h"

static const char *const kinds[] = {"region", "departement", "epci", "commune",
                                    "own",    "interest",    NULL};
static const char *const nobody[] = {NULL};

static const char *
either(const char *given, const char *otherwise)
{
    return given != NULL ? given : otherwise;
}

static gboolean
check_addresses(const char *const *addresses, GError **error)
{
    for (; addresses != NULL && *addresses != NULL; addresses++)
        if (!address_is_valid(*addresses, error))
            return FALSE;
    return TRUE;
}

/* Names, titles and languages are those of a list. */
static gboolean
check(const FamilyDraft *draft, GError **error)
{
    const ListDraft named = {.name = draft->name,
                             .domain = either(draft->domain, "example.org"),
                             .owners = draft->owners};
    const ListDraft filled = {.kind = "discussion",
                              .language = either(draft->language, "fr"),
                              .fan_out = "own",
                              .title = either(draft->title, draft->name),
                              .prefix = "",
                              .description = ""};

    if (!list_draft_check(&named, &filled, error) || !check_addresses(draft->moderators, error))
        return FALSE;
    if (strlen(draft->name) <= FAMILY_NAME_MAX)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "a family cannot be called \"%s\": more than %d letters",
         draft->name, FAMILY_NAME_MAX);
    return fail_hint(error, "the names of its lists begin with it and have %d letters", 22);
}

static gboolean
check_kind(const char *by, GError **error)
{
    const char *nearest = by != NULL ? nearest_name(by, kinds) : NULL;
    g_autofree char *all = g_strjoinv(", ", (char **)kinds);

    if (by != NULL && g_strv_contains(kinds, by))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "a family has a list for each of something, not \"%s\"",
         either(by, ""));
    return fail_hint(error, nearest != NULL ? "did you mean \"%s\"?" : "it is one of: %s",
                     nearest != NULL ? nearest : all);
}

/* The code or slug of what `words` name; "" for everywhere. g_free(). */
static char *
find_within(Store *store, const char *by, const char *words, GError **error)
{
    gint64 id = 0;
    gboolean of_interests = g_str_equal(by, "interest");
    ListFamilyWithin row;

    if (words == NULL || *words == '\0')
        return g_strdup("");
    if (!(of_interests ? interest_find : territory_find)(store, words, &id, error))
        return NULL;
    g_autoptr(Rows) rows = list_family_within(store, of_interests, id, error);
    if (rows == NULL || !list_family_within_next(rows, &row))
        return NULL;
    return g_strdup(row.code);
}

/* The number of the list called `name`: 0 for "", -1 for NULL. */
static gboolean
find_parent(Store *store, const char *name, gint64 *parent, GError **error)
{
    *parent = name == NULL ? -1 : 0;
    if (name == NULL || *name == '\0')
        return TRUE;
    g_autoptr(List) list = list_find(store, name, error);
    if (list == NULL)
        return FALSE;
    *parent = list->id;
    return TRUE;
}

static char *
fold_domain(const char *domain)
{
    g_autofree char *somebody = g_strconcat("x@", domain, NULL);
    g_autofree char *folded = address_fold(somebody);
    return g_strdup(folded + 2);
}

gboolean
family_create(Store *store, const FamilyDraft *draft, GError **error)
{
    ListFamilyInsert row;
    gint64 parent;

    if (!check(draft, error) || !check_kind(draft->by, error) ||
        !find_parent(store, draft->parent, &parent, error))
        return FALSE;
    g_autofree char *within = find_within(store, draft->by, draft->within, error);
    if (within == NULL)
        return FALSE;
    g_autofree char *domain = fold_domain(draft->domain);
    g_autoptr(Rows) rows = list_family_insert(
        store, draft->name, either(draft->title, draft->name),
        either(draft->template, "discussion"), draft->by, within, domain,
        either(draft->language, "fr"), draft->owners != NULL ? draft->owners : nobody,
        draft->moderators != NULL ? draft->moderators : nobody, MAX(parent, 0), error);
    if (rows == NULL)
        return FALSE;
    if (list_family_insert_next(rows, &row))
        return TRUE;
    fail(error, ERROR_CONFLICT, "there is a family called \"%s\" already", draft->name);
    return fail_hint(error, "colporteur family show %s shows it", draft->name);
}

gboolean
family_unknown(Store *store, const char *name, GError **error)
{
    g_autoptr(Rows) rows = list_family_all(store, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    ListFamilyAll row;

    fail(error, ERROR_NOT_FOUND, "no family is called \"%s\"", name);
    while (rows != NULL && list_family_all_next(rows, &row))
        g_ptr_array_add(names, (gpointer)row.name);
    g_ptr_array_add(names, NULL);
    const char *nearest = nearest_name(name, (const char *const *)names->pdata);
    return nearest != NULL ? fail_hint(error, "did you mean \"%s\"?", nearest)
                           : fail_hint(error, "colporteur family list shows them all");
}

gboolean
family_change(Store *store, const FamilyDraft *draft, GError **error)
{
    g_autofree char *within = NULL, *domain = NULL;
    ListFamilyLock row;
    gint64 parent;

    g_autoptr(Rows) rows = list_family_lock(store, draft->name, error);
    if (rows == NULL)
        return FALSE;
    if (!list_family_lock_next(rows, &row))
        return family_unknown(store, draft->name, error);
    if (!check(draft, error) || !find_parent(store, draft->parent, &parent, error))
        return FALSE;
    if (draft->within != NULL &&
        (within = find_within(store, row.by_what, draft->within, error)) == NULL)
        return FALSE;
    if (draft->domain != NULL)
        domain = fold_domain(draft->domain);
    return list_family_update(store, draft->name, draft->title, draft->template, within, domain,
                              draft->language, draft->owners != NULL ? draft->owners : nobody,
                              draft->not_owners != NULL ? draft->not_owners : nobody,
                              draft->moderators != NULL ? draft->moderators : nobody,
                              draft->not_moderators != NULL ? draft->not_moderators : nobody,
                              parent, NULL, error);
}

gboolean
family_remove(Store *store, const char *name, GError **error)
{
    gint64 rows = 0;

    if (!list_family_delete(store, name, &rows, error))
        return FALSE;
    return rows > 0 || family_unknown(store, name, error);
}

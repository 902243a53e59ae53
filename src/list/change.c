/* SPDX-License-Identifier: GPL-3.0-or-later */
/* change - a list set otherwise, closed, renamed, deleted; see list.h */
#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "list/draft.h"

static const char *
either(const char *changed, const char *present)
{
    return changed != NULL ? changed : present;
}

gboolean
list_role_change(Store *store, const List *list, const char *address, const char *role,
                 gboolean add, GError **error)
{
    gint64 rows = 0;

    if (!address_is_valid(address, error))
        return FALSE;
    if (add)
        return list_role_add(store, list->id, address, role, NULL, error);
    if (!list_role_remove(store, list->id, address, role, &rows, error))
        return FALSE;
    if (rows > 0)
        return TRUE;
    fail(error, ERROR_NOT_FOUND, "\"%s\" is no %s of the list \"%s\"", address, role, list->name);
    return fail_hint(error, "colporteur list show %s shows who is", list->name);
}

/* As lists have them. NULL: it is none. */
static char *
fold_domain(const char *domain)
{
    g_autofree char *somebody = g_strconcat("x@", domain, NULL);
    g_autofree char *folded = address_fold(somebody);

    return folded != NULL ? g_strdup(folded + 2) : NULL;
}

gboolean
list_forget_domain(Store *store, const List *list, const char *domain, GError **error)
{
    g_autofree char *folded = fold_domain(domain);
    gint64 rows;

    if (!list_domain_forget(store, list->id, folded != NULL ? folded : domain, &rows, error))
        return FALSE;
    if (rows > 0)
        return TRUE;
    fail(error, ERROR_NOT_FOUND, "the list \"%s\" was not at \"%s\" before", list->name, domain);
    return fail_hint(error, "colporteur list addresses %s shows where it is reached", list->name);
}

gboolean
list_change(Store *store, const List *list, const ListDraft *change, const char *is_public,
            GError **error)
{
    const ListDraft named = {.name = list->name,
                             .domain = either(change->domain, list->domain),
                             .owners = change->owners};
    const ListDraft filled = {
        .kind = either(change->kind, list_kind_word(list->kind)),
        .language = either(change->language, list->language),
        .title = either(change->title, list->title),
        .prefix = list->prefix, /* list_preparation_change() */
        .description = either(change->description, list->description),
        .fan_out = either(change->fan_out, "own"),
    };
    g_autofree char *domain = NULL;

    if (!list_draft_check(&named, &filled, error))
        return FALSE;
    if (change->domain != NULL)
        domain = fold_domain(change->domain);
    if (!list_update(store, list->id, change->kind, change->title, change->description,
                     change->language, change->fan_out, domain, is_public, change->clicks, NULL,
                     error))
        return FALSE;
    for (const char *const *owner = change->owners; owner != NULL && *owner != NULL; owner++)
        if (!list_role_change(store, list, *owner, "owner", TRUE, error))
            return FALSE;
    return TRUE;
}

gboolean
list_set_closed(Store *store, const List *list, gboolean closed, GError **error)
{
    return list_close(store, list->id, closed, NULL, error);
}

gboolean
list_set_name(Store *store, const List *list, const char *name, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (!list_name_is_valid(name, error))
        return FALSE;
    if (list_rename(store, list->id, name, NULL, &failed))
        return TRUE;
    if (error_kind(failed) != ERROR_CONFLICT) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    fail(error, ERROR_CONFLICT, "a list is or was called \"%s\"", name);
    return fail_hint(error, "mail to that name must go on to arrive; choose another");
}

gboolean
list_remove(Store *store, const List *list, gboolean archive, GError **error)
{
    return list_delete(store, list->id, archive, "the list was deleted", NULL, error);
}

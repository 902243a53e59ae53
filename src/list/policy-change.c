/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy-change - other rules for a list, another standing for a member
 *
 * What is stored has been understood: a mail that comes in never meets rules that cannot be read.
 */
#include "base/address.h"
#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "list/list.h"
#include "list/policy.h"

gboolean
list_policy_change(Store *store, const List *list, const char *policy, GError **error)
{
    g_autoptr(Policy) read = policy_parse(policy, list_kind_word(list->kind), error);

    return read != NULL && list_policy_set(store, list->id, policy, NULL, error);
}

gboolean
list_posting_change(Store *store, const List *list, const char *address, const char *posting,
                    GError **error)
{
    static const char *const words[] = {"rules", "trusted", "watched", "muted", NULL};
    g_autofree char *key = address_fold(address);
    const char *nearest = nearest_name(posting, words);
    gint64 rows = 0;

    if (!g_strv_contains(words, posting)) {
        fail(error, ERROR_BAD_INPUT, "a member cannot be \"%s\"", posting);
        return fail_hint(
            error, nearest != NULL ? "did you mean \"%s\"?" : "rules, trusted, watched or muted",
            nearest);
    }
    if (key == NULL || !address_is_valid(address, error))
        return FALSE;
    if (!list_posting_set(store, list->id, key, posting, &rows, error))
        return FALSE;
    if (rows > 0)
        return TRUE;
    fail(error, ERROR_NOT_FOUND, "nobody on the list \"%s\" has the address \"%s\"", list->name,
         address);
    return fail_hint(error, "colporteur list members %s shows who is on it", list->name);
}

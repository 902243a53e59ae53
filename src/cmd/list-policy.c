/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-policy - commands of who may write to a list: its rules, bans, what is decided of a member
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "list/policy.h"
#include "store/query.h"

#include "cmd/list.h"
#include "cmd/listing.h"
#include "cmd/source-text.h"

static gboolean json;
static gboolean all_lists;
static char *reason;

const GOptionEntry cmd_list_policy_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_list_ban_options[] = {
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, for those who look after the list",
     "TEXT"},
    {"all", 0, 0, G_OPTION_ARG_NONE, &all_lists, "from all lists: LIST is not given", NULL},
    {0}};
const GOptionEntry cmd_list_unban_options[] = {
    {"all", 0, 0, G_OPTION_ARG_NONE, &all_lists, "that were banned from all lists", NULL}, {0}};
const GOptionEntry cmd_list_bans_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

/* Every rule in the order they are asked. */
static gboolean
show_rules(const List *list, GError **error)
{
    g_autoptr(Policy) policy = policy_parse(list->policy, list_kind_word(list->kind), error);
    g_autoptr(Listing) listing = listing_new("from", "line#", "rule", NULL);

    if (policy == NULL)
        return FALSE;
    for (guint i = 0; i < policy->rules->len; i++) {
        const PolicyRule *rule = policy->rules->pdata[i];
        g_autofree char *line = g_strdup_printf("%u", rule->line);
        listing_row(listing, rule->source, line, rule->text);
    }
    for (guint i = 0; i < policy->parts->len; i++) {
        const PolicyPart *part = &g_array_index(policy->parts, PolicyPart, i);
        g_autofree char *text = g_strconcat(part->strip ? "strip " : "keep ", part->pattern, NULL);
        g_autofree char *line = g_strdup_printf("%u", part->line);
        listing_row(listing, "list", line, text);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_list_policy(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL)
        return FALSE;
    if (call->n_arguments == 1)
        return show_rules(list, error);
    g_autofree char *text = source_text_read(call->arguments[1], error);
    if (text == NULL || !list_policy_change(call->store, list, text, error))
        return FALSE;
    printf("%s has other rules from now on; colporteur list explain %s FILE tries them\n",
           list->name, list->name);
    return TRUE;
}

gboolean
cmd_list_posting(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL ||
        !list_posting_change(call->store, list, call->arguments[1], call->arguments[2], error))
        return FALSE;
    printf("%s: %s on %s\n", call->arguments[1], call->arguments[2], list->name);
    return TRUE;
}

/* The list that is named first, 0 with --all; `*first` is where addresses begin. */
static gboolean
read_scope(Call *call, gint64 *number, guint *first, GError **error)
{
    *number = 0;
    *first = 0;
    if (all_lists)
        return TRUE;
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    if (list == NULL)
        return FALSE;
    *number = list->id;
    *first = 1;
    if (call->n_arguments > 1)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "nobody is named");
    return fail_hint(error, "give addresses, @DOMAIN or @.DOMAIN behind the list");
}

gboolean
cmd_list_ban(Call *call, GError **error)
{
    gint64 list, rows, n = 0;
    guint first;

    if (!read_scope(call, &list, &first, error))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = first; i < call->n_arguments; i++) {
        g_autofree char *pattern = policy_pattern_read(call->arguments[i], error);
        if (pattern == NULL ||
            !list_ban_add(call->store, list, pattern, reason != NULL ? reason : "", &rows, error))
            return FALSE;
        n += rows;
    }
    if (!transaction_commit(transaction, error))
        return FALSE;
    printf("banned %" G_GINT64_FORMAT "\n", n);
    return TRUE;
}

gboolean
cmd_list_unban(Call *call, GError **error)
{
    gint64 list, rows;
    guint first;

    if (!read_scope(call, &list, &first, error))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = first; i < call->n_arguments; i++) {
        g_autofree char *pattern = policy_pattern_read(call->arguments[i], error);
        if (pattern == NULL || !list_ban_remove(call->store, list, pattern, &rows, error))
            return FALSE;
        if (rows == 0) {
            fail(error, ERROR_NOT_FOUND, "\"%s\" is not banned", pattern);
            return fail_hint(error, "colporteur list bans shows who is");
        }
    }
    if (!transaction_commit(transaction, error))
        return FALSE;
    printf("banned no more: %u\n", call->n_arguments - first);
    return TRUE;
}

gboolean
cmd_list_bans(Call *call, GError **error)
{
    g_autoptr(Listing) listing = listing_new("list", "who", "reason", "since", NULL);
    gint64 number = 0;
    ListBanAll row;

    if (call->n_arguments > 0) {
        g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
        if (list == NULL)
            return FALSE;
        number = list->id;
    }
    g_autoptr(Rows) rows = list_ban_all(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    while (list_ban_all_next(rows, &row)) {
        g_autofree char *since = clock_format(row.at);
        listing_row(listing, *row.list != '\0' ? row.list : "all", row.pattern, row.reason, since);
    }
    listing_print(listing, json);
    return TRUE;
}

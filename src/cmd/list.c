/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list - commands of lists and who is on them */
#include "cmd/list.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "list/address.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/listing.h"

static gboolean json, tree;

const GOptionEntry cmd_list_list_options[] = {
    {"tree", 0, 0, G_OPTION_ARG_NONE, &tree, "each below the list whose posts its members get too",
     NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};
const GOptionEntry cmd_list_addresses_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_list_members_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
cmd_list_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = list_all(call->store, tree, error);
    g_autoptr(Listing) listing =
        listing_new("name", "domain", "kind", "title", "language", "public?", "open?", "parent",
                    "subscribers#", "posts#", "held#", NULL);
    ListAll row;

    if (rows == NULL)
        return FALSE;
    while (list_all_next(rows, &row)) {
        g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
        g_autofree char *posts = g_strdup_printf("%" G_GINT64_FORMAT, row.posts);
        g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, row.held);
        g_autofree char *indent = g_strnfill(tree && !json ? 2 * (gsize)row.level : 0, ' ');
        g_autofree char *name = g_strconcat(indent, row.name, NULL);
        listing_row(listing, name, row.domain, row.kind, row.title, row.language,
                    row.is_public ? "yes" : "no", row.is_closed ? "no" : "yes", row.parent,
                    subscribers, posts, held);
    }
    listing_print(listing, json);
    return TRUE;
}

/* What a closed list takes no more is no address of it. */
static gboolean
is_taken(ListAddressWhat what, gboolean is_closed)
{
    return !is_closed || (what != ADDRESS_POST && what != ADDRESS_JOIN);
}

gboolean
cmd_list_addresses(Call *call, GError **error)
{
    g_autoptr(List) list = NULL;
    g_autoptr(Listing) listing = listing_new("list", "address", NULL);
    ListAddresses row;

    if (call->n_arguments > 0 && (list = list_find(call->store, call->arguments[0], error)) == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_addresses(call->store, list != NULL ? list->name : NULL, error);
    if (rows == NULL)
        return FALSE;
    while (list_addresses_next(rows, &row)) {
        ListAddressWhat what;
        const char *suffix;
        for (guint i = 0; (suffix = list_address_suffix_at(i, &what)) != NULL; i++) {
            g_autofree char *address = g_strconcat(row.name, suffix, "@", row.domain, NULL);
            if (is_taken(what, row.is_closed))
                listing_row(listing, row.list, address);
        }
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_list_subscribe(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    guint added = 0, already = 0;

    if (list == NULL)
        return FALSE;
    /* All of them or none: a typing mistake in the last address leaves nothing half done. */
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = 1; i < call->n_arguments; i++) {
        SubscribeOutcome outcome;
        if (!list_subscribe(call->store, list, call->arguments[i], "command", &outcome, error))
            return FALSE;
        if (outcome == SUBSCRIBE_DONE)
            added++;
        else
            already++;
    }
    if (!transaction_commit(transaction, error))
        return FALSE;
    printf("subscribed %u to %s", added, list->name);
    if (already > 0)
        printf(", %u were already", already);
    printf("\n");
    return TRUE;
}

gboolean
cmd_list_unsubscribe(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    guint done = 0, already = 0;

    if (list == NULL)
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL)
        return FALSE;
    for (guint i = 1; i < call->n_arguments; i++) {
        gboolean left;
        if (!list_unsubscribe(call->store, list, call->arguments[i], "command", &left, error))
            return FALSE;
        if (left)
            done++;
        else
            already++;
    }
    if (!transaction_commit(transaction, error))
        return FALSE;
    printf("unsubscribed %u from %s", done, list->name);
    if (already > 0)
        printf(", %u were not on it", already);
    printf("\n");
    return TRUE;
}

gboolean
cmd_list_members(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autoptr(Listing) listing =
        listing_new("address", "name", "state", "delivery", "digest", "topics", "since", NULL);
    ListMembers row;

    if (list == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_members(call->store, list->id, error);
    if (rows == NULL)
        return FALSE;
    while (list_members_next(rows, &row)) {
        g_autofree char *since = clock_format(row.since);
        g_autofree char *posts = row.posts > 0 ? g_strdup_printf(" %d", row.posts) : g_strdup("");
        g_autofree char *digest =
            g_strconcat(row.every, *row.form != '\0' ? " " : "", row.form, posts, NULL);
        listing_row(listing, row.address, row.name != NULL ? row.name : "", row.state, row.delivery,
                    digest, row.topics, since);
    }
    listing_print(listing, json);
    return TRUE;
}

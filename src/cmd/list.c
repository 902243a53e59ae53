/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list - commands of lists and who is on them */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/list.h"
#include "cmd/listing.h"

static gboolean json;
static gboolean is_private;
static char *kind;
static char *title;
static char *description;
static char *language;
static char *domain;
static char *prefix;
static char *fan_out;
static char **owners;

const GOptionEntry cmd_list_create_options[] = {
    {"title", 0, 0, G_OPTION_ARG_STRING, &title, "name for people to read", "TEXT"},
    {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "discussion (default), announce or newsletter",
     "KIND"},
    {"description", 0, 0, G_OPTION_ARG_STRING, &description, "what it is for", "TEXT"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr (default), en or br", "LANGUAGE"},
    {"domain", 0, 0, G_OPTION_ARG_STRING, &domain, "domain of its address", "DOMAIN"},
    {"prefix", 0, 0, G_OPTION_ARG_STRING, &prefix, "what subjects begin with", "TEXT"},
    {"owner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &owners, "who looks after it; may be repeated",
     "ADDRESS"},
    {"fan-out", 0, 0, G_OPTION_ARG_STRING, &fan_out,
     "posts: own (default), each reader's copy comes back by itself; or shared, one copy for many",
     "WORD"},
    {"private", 0, 0, G_OPTION_ARG_NONE, &is_private, "keep its archive off the site", NULL},
    {0}};

const GOptionEntry cmd_list_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_list_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_list_members_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
cmd_list_create(Call *call, GError **error)
{
    const ListDraft draft = {
        .name = call->arguments[0],
        .domain = domain != NULL ? domain : settings_text(call->settings, SETTING_MAIL_DOMAIN),
        .title = title,
        .kind = kind,
        .description = description,
        .language = language,
        .prefix = prefix,
        .owners = (const char *const *)owners,
        .fan_out = fan_out,
        .is_private = is_private,
    };

    if (!list_create(call->store, &draft, NULL, error))
        return FALSE;
    g_autoptr(List) list = list_find(call->store, draft.name, error);
    if (list == NULL)
        return FALSE;
    g_autofree char *address = list_address(list, "");
    printf("made %s list %s\n", list_kind_word(list->kind), address);
    if (owners == NULL)
        printf("nobody looks after it yet: held mail waits for \"colporteur held list\"\n");
    return TRUE;
}

gboolean
cmd_list_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = list_all(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("name", "domain", "kind", "title", "language", "public?", "open?",
                    "subscribers#", "posts#", "held#", NULL);
    ListAll row;

    if (rows == NULL)
        return FALSE;
    while (list_all_next(rows, &row)) {
        g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
        g_autofree char *posts = g_strdup_printf("%" G_GINT64_FORMAT, row.posts);
        g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, row.held);
        listing_row(listing, row.name, row.domain, row.kind, row.title, row.language,
                    row.is_public ? "yes" : "no", row.is_closed ? "no" : "yes", subscribers, posts,
                    held);
    }
    listing_print(listing, json);
    return TRUE;
}

/* Addresses with this role, in one string. */
static char *
role_addresses(Store *store, gint64 list, const char *role, GError **error)
{
    g_autoptr(Rows) rows = list_roles(store, list, error);
    g_autoptr(GString) text = g_string_new(NULL);
    ListRoles row;

    if (rows == NULL)
        return NULL;
    while (list_roles_next(rows, &row))
        if (g_str_equal(row.role, role))
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", row.address);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static gboolean
show_one(Call *call, const List *list, GError **error)
{
    g_autoptr(Rows) rows = list_counts(call->store, list->id, error);
    g_autoptr(Listing) listing = listing_new(
        "name", "address", "kind", "title", "description", "language", "prefix", "public?", "open?",
        "archive", "clicks", "owners", "moderators", "subscribers#", "posts#", "held#", NULL);
    ListCounts row;

    if (rows == NULL || !list_counts_next(rows, &row))
        return FALSE;
    g_autofree char *owner = role_addresses(call->store, list->id, "owner", error);
    g_autofree char *moderator =
        owner != NULL ? role_addresses(call->store, list->id, "moderator", error) : NULL;
    if (moderator == NULL)
        return FALSE;
    g_autofree char *address = list_address(list, "");
    g_autofree char *archive =
        g_strdup_printf("%s/%s/", settings_text(call->settings, SETTING_SITE_URL), list->name);
    g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
    g_autofree char *posts = g_strdup_printf("%" G_GINT64_FORMAT, row.posts);
    g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, row.held);
    listing_row(listing, list->name, address, list_kind_word(list->kind), list->title,
                list->description, list->language, list->prefix, list->is_public ? "yes" : "no",
                list->is_closed ? "no" : "yes", archive,
                g_str_equal(list->clicks, "counted") ? "on" : "off", owner, moderator, subscribers,
                posts, held);
    listing_print_one(listing, json);
    return TRUE;
}

gboolean
cmd_list_show(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    return list != NULL && show_one(call, list, error);
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
    g_autoptr(Listing) listing = listing_new("address", "name", "state", "delivery", "since", NULL);
    ListMembers row;

    if (list == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_members(call->store, list->id, error);
    if (rows == NULL)
        return FALSE;
    while (list_members_next(rows, &row)) {
        g_autofree char *since = clock_format(row.since);
        listing_row(listing, row.address, row.name != NULL ? row.name : "", row.state, row.delivery,
                    since);
    }
    listing_print(listing, json);
    return TRUE;
}

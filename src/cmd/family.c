/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * family - commands of lists that one template makes
 *
 * What is going to be done is found out by doing it in a transaction that is given up; then the
 * question; then it is done.
 */
#include "cmd/family.h"

#include <stdio.h>

#include "base/error.h"
#include "list/family.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"

static gboolean json, dry_run, yes, no_parent;
static char *title, *template, *by, *within, *language, *domain, *parent;
static char **owners, **moderators, **not_owners, **not_moderators;

#define COMMON_OPTIONS                                                                              \
    {"title", 0, 0, G_OPTION_ARG_STRING, &title, "its name for people", "TEXT"},                    \
        {"template", 0,                                                                             \
         0,          G_OPTION_ARG_STRING,                                                           \
         &template,  "what its lists are made by (default: discussion)",                            \
         "NAME"},                                                                                   \
        {"within", 0,                                                                               \
         0,        G_OPTION_ARG_STRING,                                                             \
         &within,  "only inside this territory, or below this interest",                            \
         "WORD"},                                                                                   \
        {"domain", 0, 0, G_OPTION_ARG_STRING, &domain, "domain of their addresses", "DOMAIN"},      \
        {"parent", 0,                                                                               \
         0,        G_OPTION_ARG_STRING,                                                             \
         &parent,  "list whose posts the members of all of them get too",                           \
         "LIST"},                                                                                   \
        {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr, en or br", "LANGUAGE"},             \
        {"owner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &owners, "who looks after them too", "ADDRESS"}, \
    {                                                                                               \
        "moderator", 0, 0, G_OPTION_ARG_STRING_ARRAY, &moderators,                                  \
            "who decides about their mail too", "ADDRESS"                                           \
    }
#define CHANGE_OPTIONS                                                                             \
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would change, and change nothing", \
     NULL},                                                                                        \
    {                                                                                              \
        "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL                                 \
    }
#define JSON_OPTION                                                                                \
    {                                                                                              \
        "json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL                                 \
    }

const GOptionEntry cmd_family_create_options[] = {
    {"by", 0, 0, G_OPTION_ARG_STRING, &by,
     "a list for each region, departement, epci, commune, own territory or interest", "KIND"},
    COMMON_OPTIONS,
    CHANGE_OPTIONS,
    JSON_OPTION,
    {0}};
const GOptionEntry cmd_family_set_options[] = {
    COMMON_OPTIONS,
    {"no-parent", 0, 0, G_OPTION_ARG_NONE, &no_parent, "put them below no other list", NULL},
    {"not-owner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_owners, "who does no more", "ADDRESS"},
    {"not-moderator", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_moderators, "who does no more",
     "ADDRESS"},
    CHANGE_OPTIONS,
    JSON_OPTION,
    {0}};
const GOptionEntry cmd_family_keep_options[] = {CHANGE_OPTIONS, JSON_OPTION, {0}};
const GOptionEntry cmd_family_list_options[] = {JSON_OPTION, {0}};
const GOptionEntry cmd_family_show_options[] = {JSON_OPTION, {0}};
const GOptionEntry cmd_family_delete_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL}, {0}};

typedef gboolean (*FamilyAct)(Store *store, const FamilyDraft *draft, GError **error);

/* Does all of it; for good only with `lasting`. */
static gboolean
carry_out(Call *call, FamilyAct act, const FamilyDraft *draft, gboolean lasting, GPtrArray *done,
          GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);

    return transaction != NULL && (act == NULL || act(call->store, draft, error)) &&
           family_keep(call->store, call->settings, draft->name, done, error) &&
           (!lasting || transaction_commit(transaction, error));
}

static void
print_done(const GPtrArray *done)
{
    static const char *const words[] = {"make", "change", "close"};
    g_autoptr(Listing) listing = listing_new("what", "list", "for", "changes", NULL);

    for (guint i = 0; i < done->len; i++) {
        const FamilyDone *one = g_ptr_array_index(done, i);
        listing_row(listing, words[one->step], one->list, one->place, one->what);
    }
    listing_print(listing, json);
}

static gboolean
run(Call *call, FamilyAct act, GError **error)
{
    g_autoptr(GPtrArray) planned = g_ptr_array_new_with_free_func(family_done_free);
    g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func(family_done_free);
    FamilyDraft draft = {.name = call->arguments[0],
                         .title = title,
                         .template = template,
                         .by = by,
                         .within = within,
                         .domain = domain,
                         .language = language,
                         .parent = no_parent ? "" : parent,
                         .owners = (const char *const *)owners,
                         .not_owners = (const char *const *)not_owners,
                         .moderators = (const char *const *)moderators,
                         .not_moderators = (const char *const *)not_moderators};

    if (no_parent && parent != NULL)
        return fail(error, ERROR_BAD_INPUT, "--no-parent goes without --parent");
    if (act == family_create && domain == NULL)
        draft.domain = settings_text(call->settings, SETTING_MAIL_DOMAIN);
    if (!carry_out(call, act, &draft, FALSE, planned, error))
        return FALSE;
    if (dry_run || json || !yes)
        print_done(planned);
    if (dry_run)
        return TRUE;
    if (planned->len > 0 &&
        !ask(yes, error, "Change %u list%s?", planned->len, planned->len == 1 ? "" : "s"))
        return FALSE;
    if (!carry_out(call, act, &draft, TRUE, done, error))
        return FALSE;
    if (!json)
        printf("%s: %u list%s changed\n", draft.name, done->len, done->len == 1 ? "" : "s");
    return TRUE;
}

gboolean
cmd_family_create(Call *call, GError **error)
{
    if (by == NULL) {
        fail(error, ERROR_BAD_INPUT, "a family has a list for each of something");
        return fail_hint(error, "say of what, as in --by epci");
    }
    return run(call, family_create, error);
}

gboolean
cmd_family_set(Call *call, GError **error)
{
    return run(call, family_change, error);
}

gboolean
cmd_family_keep(Call *call, GError **error)
{
    return run(call, NULL, error);
}

gboolean
cmd_family_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = list_family_all(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("name", "title", "template", "by", "within", "domain", "language", "owners",
                    "moderators", "parent", "lists#", NULL);
    ListFamilyAll row;

    if (rows == NULL)
        return FALSE;
    while (list_family_all_next(rows, &row)) {
        g_autofree char *lists = g_strdup_printf("%" G_GINT64_FORMAT, row.lists);
        listing_row(listing, row.name, row.title, row.template, row.by_what, row.within, row.domain,
                    row.language, row.owners, row.moderators, row.parent, lists);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_family_show(Call *call, GError **error)
{
    g_autoptr(Rows) family = list_family_lock(call->store, call->arguments[0], error);
    g_autoptr(Listing) listing = listing_new("list", "for", "code", "state", "own", NULL);
    ListFamilyLock found;
    ListFamilyMembers row;

    if (family == NULL)
        return FALSE;
    if (!list_family_lock_next(family, &found))
        return family_unknown(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows = list_family_members(call->store, call->arguments[0], error);
    if (rows == NULL)
        return FALSE;
    while (list_family_members_next(rows, &row))
        listing_row(listing, row.list, row.label, row.place, row.state, row.own);
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_family_delete(Call *call, GError **error)
{
    const char *name = call->arguments[0];

    if (!ask(yes, error, "End the family %s? Its lists stay, each for itself.", name) ||
        !family_remove(call->store, name, error))
        return FALSE;
    printf("ended %s; its lists stay\n", name);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber - commands of people: add, list, show */
#include "cmd/subscriber.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "people/audience.h"
#include "people/import.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/people.h"

static gboolean json;
static gint limit;
static char *name;
static char *language;
static char *audience;
static char *consent;
static char **territories;
static char **interests;
static char **knowledge;
static char **lists;

const GOptionEntry cmd_subscriber_add_options[] = {
    {"name", 0, 0, G_OPTION_ARG_STRING, &name, "how they want to be named", "NAME"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "where they live or work: code, name or postal code; may be repeated", "TERRITORY"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests, "what they follow; may be repeated",
     "INTEREST"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr (default), en or br", "LANGUAGE"},
    {"knowledge", 0, 0, G_OPTION_ARG_STRING_ARRAY, &knowledge,
     "which knowledge they bring: scientific, professional, citizen; may be repeated", "KNOWLEDGE"},
    {"list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &lists,
     "list to put them on, confirmed, because they agreed elsewhere; may be repeated", "LIST"},
    {"consent", 0, 0, G_OPTION_ARG_STRING, &consent, "what they agreed to, when and how", "TEXT"},
    {0}};

const GOptionEntry cmd_subscriber_list_options[] = {
    {"audience", 0, 0, G_OPTION_ARG_STRING, &audience, "only who is in this audience",
     "EXPRESSION"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many", "NUMBER"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

const GOptionEntry cmd_subscriber_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

/* Consent is proven by who said so, and what they said. */
static char *
proof(void)
{
    return consent != NULL ? g_strdup_printf("command by %s: %s", g_get_user_name(), consent)
                           : g_strdup_printf("command by %s", g_get_user_name());
}

static void
take_values(char ***field, char **values)
{
    if (values == NULL)
        return;
    g_strfreev(*field);
    *field = g_strdupv(values);
}

gboolean
cmd_subscriber_add(Call *call, GError **error)
{
    g_autofree char *how = proof();
    const ImportPlan plan = {.how = how};
    ImportRow *row = import_row_new();

    row->line = 1;
    row->address = g_strdup(call->arguments[0]);
    row->name = name != NULL && *name != '\0' ? g_strdup(name) : NULL;
    row->language = g_strdup(language);
    take_values(&row->territories, territories);
    take_values(&row->interests, interests);
    take_values(&row->knowledge, knowledge);
    take_values(&row->lists, lists);
    gboolean good = import_one(call->store, row, &plan, error);
    if (good)
        printf("added %s\n", row->address);
    import_row_free(row);
    return good;
}

/* --- list and show --- */

gboolean
cmd_subscriber_list(Call *call, GError **error)
{
    return people_list(call, audience != NULL ? audience : "", limit, json, error);
}

gboolean
cmd_subscriber_show(Call *call, GError **error)
{
    g_autoptr(Listing) listing =
        listing_new("addresses", "name", "initials", "language", "timezone", "knowledge",
                    "territories", "interests", "lists", "notes", "since", "last contact", NULL);
    PeopleSubscriberShow row;
    gint64 id;

    if (!subscriber_find(call->store, call->arguments[0], &id, error))
        return FALSE;
    g_autoptr(Rows) rows = people_subscriber_show(call->store, id, error);
    if (rows == NULL || !people_subscriber_show_next(rows, &row))
        return FALSE;
    g_autofree char *since = clock_format(row.created_at);
    g_autofree char *contact = clock_format(row.last_contact_at);
    listing_row(listing, row.addresses, row.name, row.initials ? "yes" : "no", row.language,
                row.time_zone, row.knowledge, row.territories, row.interests, row.lists, row.notes,
                since, contact);
    listing_print_one(listing, json);
    return TRUE;
}

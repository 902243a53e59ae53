/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * coordinator - commands of who is limited to lists or territories
 *
 * The limits are rows that PostgreSQL's row security reads; nothing here or in any other command
 * enforces them. The database role comes first: one without limits sees nobody, limits without
 * one would keep nobody out of the engine's.
 */
#include "cmd/coordinator.h"

#include <stdio.h>

#include "base/error.h"
#include "list/list.h"
#include "people/territory.h"
#include "store/query.h"

#include "cmd/counted.h"
#include "cmd/listing.h"

static gboolean json;
static gboolean everywhere;
static char **list_names;
static char **territories;

const GOptionEntry cmd_coordinator_add_options[] = {
    {"list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &list_names, "who is on this list; may be repeated",
     "LIST"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "who lives or works in this territory; may be repeated", "TERRITORY"},
    {"everywhere", 0, 0, G_OPTION_ARG_NONE, &everywhere,
     "everybody, but neither editions nor what all rely on", NULL},
    {0}};
const GOptionEntry cmd_coordinator_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

static gboolean
check_name(const char *name, GError **error)
{
    if (g_regex_match_simple("^[a-z_][a-z0-9_.-]{0,31}$", name, G_REGEX_DOLLAR_ENDONLY, 0))
        return TRUE;
    return fail(error, ERROR_BAD_INPUT, "\"%s\" is no name of a Unix user", name);
}

static gboolean
find_limits(Store *store, GArray *lists, GArray *places, GError **error)
{
    for (guint i = 0; list_names != NULL && list_names[i] != NULL; i++) {
        g_autoptr(List) list = list_find(store, list_names[i], error);
        if (list == NULL)
            return FALSE;
        g_array_append_val(lists, list->id);
    }
    for (guint i = 0; territories != NULL && territories[i] != NULL; i++) {
        gint64 id;
        if (!territory_find(store, territories[i], &id, error))
            return FALSE;
        g_array_append_val(places, id);
    }
    return TRUE;
}

gboolean
cmd_coordinator_add(Call *call, GError **error)
{
    const char *name = call->arguments[0];
    g_autoptr(GArray) lists = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gint64));
    PeopleCoordinatorList row;

    if (!check_name(name, error) || !find_limits(call->store, lists, places, error))
        return FALSE;
    if ((lists->len + places->len > 0) == everywhere) {
        fail(error, ERROR_BAD_INPUT, "a coordinator is for lists, for territories, or everywhere");
        return fail_hint(error, "--list LIST, --territory TERRITORY, or --everywhere");
    }
    if (!store_make_coordinator(call->store, name, error) ||
        !people_coordinator_set(call->store, name, lists, places, NULL, error))
        return FALSE;
    g_autoptr(Rows) rows = people_coordinator_list(call->store, error);
    if (rows == NULL)
        return FALSE;
    while (people_coordinator_list_next(rows, &row)) {
        if (!g_str_equal(row.name, name))
            continue;
        g_autofree char *people = counted(row.people, "person", "people");
        printf("%s reaches %s\n", name, people);
        if (!row.has_role)
            printf("before they can do anything, the superuser of the server has to run:\n"
                   "  SELECT colporteur.coordinator_role('%s');\n",
                   name);
    }
    return TRUE;
}

gboolean
cmd_coordinator_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = people_coordinator_list(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("coordinator", "lists", "territories", "people#", "ready?", NULL);
    PeopleCoordinatorList row;

    if (rows == NULL)
        return FALSE;
    while (people_coordinator_list_next(rows, &row)) {
        g_autofree char *people = g_strdup_printf("%" G_GINT64_FORMAT, row.people);
        listing_row(listing, row.name, row.lists, row.territories, people,
                    row.has_role ? "yes" : "no");
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_coordinator_remove(Call *call, GError **error)
{
    const char *name = call->arguments[0];
    gint64 affected;

    if (!people_coordinator_remove(call->store, name, &affected, error))
        return FALSE;
    if (affected == 0) {
        fail(error, ERROR_NOT_FOUND, "\"%s\" is no coordinator", name);
        return fail_hint(error, "colporteur coordinator list shows them");
    }
    printf("%s reaches nobody any more\n", name);
    return TRUE;
}

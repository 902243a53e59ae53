/* SPDX-License-Identifier: GPL-3.0-or-later */
/* territory - commands of the geography */
#include "cmd/territory.h"

#include "people/territory.h"
#include "store/query.h"

#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_territory_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
cmd_territory_show(Call *call, GError **error)
{
    g_autoptr(Listing) listing =
        listing_new("code", "kind", "name", "slug", "postal codes", "inside of", "communes#",
                    "subscribers#", "former codes", "former names", "retired in", NULL);
    PeopleTerritoryShow row;
    gint64 id;

    if (!territory_find(call->store, call->arguments[0], &id, error))
        return FALSE;
    g_autoptr(Rows) rows = people_territory_show(call->store, id, error);
    if (rows == NULL || !people_territory_show_next(rows, &row))
        return FALSE;
    g_autofree char *communes = g_strdup_printf("%" G_GINT64_FORMAT, row.communes);
    g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
    listing_row(listing, row.code, territory_kind_word(row.kind), row.name, row.slug,
                row.postal_codes, row.inside, communes, subscribers, row.former_codes,
                row.former_names, row.retired_in);
    listing_print_one(listing, json);
    return TRUE;
}

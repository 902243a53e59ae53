/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interest - commands of the community's themes */
#include "cmd/interest.h"

#include "store/query.h"

#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_interest_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
cmd_interest_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = people_interest_list(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("interest", "part of", "fr", "en", "br", "subscribers#", NULL);
    PeopleInterestList row;

    if (rows == NULL)
        return FALSE;
    while (people_interest_list_next(rows, &row)) {
        g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
        listing_row(listing, row.slug, row.parent, row.label_fr, row.label_en, row.label_br,
                    subscribers);
    }
    listing_print(listing, json);
    return TRUE;
}

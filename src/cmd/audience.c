/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience - commands of audience expressions */
#include <stdio.h>

#include "base/error.h"
#include "people/audience.h"
#include "store/query.h"

#include "cmd/audience.h"
#include "cmd/listing.h"
#include "cmd/people.h"

static gboolean json;
static gint limit;

const GOptionEntry cmd_audience_list_options[] = {
    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many", "NUMBER"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

gboolean
people_list(Call *call, const char *expression, gint most, gboolean as_json, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(call->store, expression, error);
    g_autoptr(Listing) listing = listing_new("address", "name", "language", "knowledge",
                                             "territories", "interests", "lists", NULL);
    PeopleSubscriberList row;

    if (audience == NULL)
        return FALSE;
    if (most < 0)
        return fail(error, ERROR_BAD_INPUT, "the limit is less than 0");
    g_autoptr(Rows) rows = people_subscriber_list(call->store, audience_sql(audience), most, error);
    if (rows == NULL)
        return FALSE;
    while (people_subscriber_list_next(rows, &row))
        listing_row(listing, row.address, row.name, row.language, row.knowledge, row.territories,
                    row.interests, row.lists);
    listing_print(listing, as_json);
    return TRUE;
}

gboolean
cmd_audience_count(Call *call, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(call->store, call->arguments[0], error);
    PeopleAudienceCount row;

    if (audience == NULL)
        return FALSE;
    g_autoptr(Rows) rows = people_audience_count(call->store, audience_sql(audience), error);
    if (rows == NULL || !people_audience_count_next(rows, &row))
        return FALSE;
    printf("%" G_GINT64_FORMAT "\n", row.people);
    return TRUE;
}

gboolean
cmd_audience_list(Call *call, GError **error)
{
    return people_list(call, call->arguments[0], limit, json, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit - commands of the log of changes */
#include "cmd/audit.h"

#include "base/clock.h"
#include "base/error.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/listing.h"

static gboolean json;
static gint limit = 100;
static char *address;

const GOptionEntry cmd_audit_list_options[] = {
    {"subscriber", 0, 0, G_OPTION_ARG_STRING, &address, "only what is about this person",
     "ADDRESS"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many, 100 without it; 0 is all",
     "NUMBER"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

gboolean
cmd_audit_list(Call *call, GError **error)
{
    g_autoptr(Listing) listing =
        listing_new("at", "by", "what", "object", "name", "address", "before", "after", NULL);
    gint64 subscriber = 0;
    PeopleAuditList row;

    if (limit < 0)
        return fail(error, ERROR_BAD_INPUT, "the limit is less than 0");
    if (address != NULL && !subscriber_find(call->store, address, &subscriber, error))
        return FALSE;
    g_autoptr(Rows) rows = people_audit_list(call->store, subscriber, limit, error);
    if (rows == NULL)
        return FALSE;
    while (people_audit_list_next(rows, &row)) {
        g_autofree char *at = clock_format(row.at);
        listing_row(listing, at, row.actor, row.what, row.object, row.name, row.address, row.was,
                    row.now);
    }
    listing_print(listing, json);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue-deferred - the deliveries that wait for another try, the soonest first */
#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/queue.h"

static gboolean json;
static char *list_name;
static char *domain;
static int limit = 50;

const GOptionEntry cmd_queue_deferred_options[] = {
    {"list", 0, 0, G_OPTION_ARG_STRING, &list_name, "of this list only", "LIST"},
    {"domain", 0, 0, G_OPTION_ARG_STRING, &domain, "only addresses at this domain", "DOMAIN"},
    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many, 50 unless told", "NUMBER"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

gboolean
cmd_queue_deferred(Call *call, GError **error)
{
    g_autoptr(List) list = NULL;
    g_autoptr(Listing) listing = listing_new("mailing#", "kind", "list", "address", "attempts#",
                                             "next_try", "status", "reply", NULL);
    MailingDeferred row;

    if (limit < 1)
        return fail(error, ERROR_BAD_INPUT, "--limit is a number above 0");
    if (list_name != NULL && (list = list_find(call->store, list_name, error)) == NULL)
        return FALSE;
    g_autoptr(Rows) rows = mailing_deferred(call->store, list != NULL ? list->id : 0,
                                            domain != NULL ? domain : "", limit, error);
    if (rows == NULL)
        return FALSE;
    while (mailing_deferred_next(rows, &row)) {
        g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, row.mailing);
        g_autofree char *attempts = g_strdup_printf("%d", row.attempts);
        g_autofree char *next_try = clock_format(row.next_try);
        listing_row(listing, mailing, row.kind, row.list_name, row.address, attempts, next_try,
                    row.status, row.reply);
    }
    listing_print(listing, json);
    return TRUE;
}

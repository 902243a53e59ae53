/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber-erase - remove a person from everything */
#include <stdio.h>
#include <string.h>

#include "archive/redact.h"
#include "base/error.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/subscriber.h"

static gboolean yes;
static gboolean dry_run;
static gboolean redact;

const GOptionEntry cmd_subscriber_erase_options[] = {
    {"redact", 0, 0, G_OPTION_ARG_NONE, &redact,
     "take their name out of what they wrote in public, too", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would go, and change nothing",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before erasing", NULL},
    {0}};

static gboolean
show_traces(Store *store, gint64 id, GError **error)
{
    g_autoptr(Rows) rows = people_subscriber_traces(store, id, error);
    PeopleSubscriberTraces row;

    if (rows == NULL || !people_subscriber_traces_next(rows, &row))
        return FALSE;
    printf("addresses %" G_GINT64_FORMAT ", subscriptions %" G_GINT64_FORMAT
           ", proofs of consent %" G_GINT64_FORMAT ", returned mail %" G_GINT64_FORMAT
           ", held mail %" G_GINT64_FORMAT ", roles %" G_GINT64_FORMAT "\n",
           row.addresses, row.subscriptions, row.consent_events, row.bounces, row.held, row.roles);
    printf("public posts %" G_GINT64_FORMAT ": %s\n", row.posts,
           redact ? "their name goes" : "they stay as they are (--redact takes the name out)");
    return TRUE;
}

gboolean
cmd_subscriber_erase(Call *call, GError **error)
{
    const char *address = call->arguments[0];
    g_autofree char *how = g_strconcat("command by ", g_get_user_name(), NULL);
    gint64 id, posts = 0;

    if (redact && store_is_coordinator(call->store)) {
        fail(error, ERROR_REFUSED, "the public archive is not for a coordinator to change");
        return fail_hint(error, "without --redact the person is erased, and what they wrote stays; "
                                "whoever runs the service can take their name out of it");
    }
    if (!subscriber_find(call->store, address, &id, error) || !show_traces(call->store, id, error))
        return FALSE;
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "erase %s for good?", address))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL || (redact && !archive_redact_author(call->store, id, &posts, error)) ||
        !people_subscriber_erase(call->store, id, how, NULL, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    printf("erased; no import brings them back\n");
    return TRUE;
}

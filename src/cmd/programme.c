/* SPDX-License-Identifier: GPL-3.0-or-later */
/* programme - commands of the programmes that people take part in */
#include "cmd/programme.h"

#include <stdio.h>

#include "base/error.h"
#include "people/choices.h"
#include "people/programme.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_programme_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
cmd_programme_add(Call *call, GError **error)
{
    const char *name = call->arguments[0];
    g_autoptr(GError) broken = NULL;
    PeopleProgrammeAdd row;

    if (!choices_word(name, "programme", error))
        return FALSE;
    g_autoptr(Rows) rows = people_programme_add(call->store, name, &broken);
    if (rows == NULL && error_kind(broken) == ERROR_CONFLICT) {
        fail(error, ERROR_CONFLICT, "there is a programme called \"%s\", or as good as", name);
        return fail_hint(error, "colporteur programme list shows them");
    }
    if (rows == NULL) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    if (people_programme_add_next(rows, &row))
        printf("added programme:%s\n", row.slug);
    return TRUE;
}

gboolean
cmd_programme_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = people_programme_list(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("programme", "name", "subscribers#", "contributions#", NULL);
    PeopleProgrammeList row;

    if (rows == NULL)
        return FALSE;
    while (people_programme_list_next(rows, &row)) {
        g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
        g_autofree char *contributions = g_strdup_printf("%" G_GINT64_FORMAT, row.contributions);
        listing_row(listing, row.slug, row.name, subscribers, contributions);
    }
    listing_print(listing, json);
    return TRUE;
}

/* All of them or, where one address is unknown, none. */
static gboolean
change(Call *call,
       gboolean (*act)(Store *store, gint64 programme, gint64 subscriber, gint64 *affected,
                       GError **error),
       gint64 *changed, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    gint64 programme, subscriber, affected;

    *changed = 0;
    if (transaction == NULL || !programme_find(call->store, call->arguments[0], &programme, error))
        return FALSE;
    for (guint i = 1; i < call->n_arguments; i++) {
        if (!subscriber_find(call->store, call->arguments[i], &subscriber, error) ||
            !act(call->store, programme, subscriber, &affected, error))
            return FALSE;
        *changed += affected;
    }
    return transaction_commit(transaction, error);
}

gboolean
cmd_programme_enrol(Call *call, GError **error)
{
    gint64 changed;

    if (!change(call, people_programme_enrol, &changed, error))
        return FALSE;
    printf("enrolled %" G_GINT64_FORMAT ", %u were in it\n", changed,
           call->n_arguments - 1 - (guint)changed);
    return TRUE;
}

gboolean
cmd_programme_remove(Call *call, GError **error)
{
    gint64 changed;

    if (!change(call, people_programme_remove, &changed, error))
        return FALSE;
    printf("removed %" G_GINT64_FORMAT ", %u were not in it\n", changed,
           call->n_arguments - 1 - (guint)changed);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - whom mail does not reach: list, show, reset */
#include "cmd/bounce.h"

#include <stdio.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/listing.h"

enum { SHOWN_MAX = 200 };

static gboolean json;
static char *list_name;

const GOptionEntry cmd_bounce_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_bounce_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_bounce_reset_options[] = {
    {"list", 0, 0, G_OPTION_ARG_STRING, &list_name, "on this list only", "LIST"}, {0}};

static gboolean
find_list(Store *store, const char *name, gint64 *number, GError **error)
{
    *number = 0;
    if (name == NULL)
        return TRUE;
    g_autoptr(List) list = list_find(store, name, error);
    if (list == NULL)
        return FALSE;
    *number = list->id;
    return TRUE;
}

gboolean
cmd_bounce_list(Call *call, GError **error)
{
    g_autoptr(Listing) listing =
        listing_new("list", "address", "score#", "days#", "state", "last", "since", NULL);
    MailingBounceList row;
    gint64 list;

    if (!find_list(call->store, call->arguments[0], &list, error))
        return FALSE;
    g_autoptr(Rows) rows = mailing_bounce_list(call->store, list, error);
    if (rows == NULL)
        return FALSE;
    while (mailing_bounce_list_next(rows, &row)) {
        char score[G_ASCII_DTOSTR_BUF_SIZE];
        g_autofree char *days = g_strdup_printf("%d", row.days);
        g_autofree char *last = clock_format(row.scored);
        g_autofree char *since = clock_format(row.changed);
        g_ascii_formatd(score, sizeof score, "%.2f", row.score);
        listing_row(listing, row.list_name, row.address, score, days, row.state, last, since);
    }
    listing_print(listing, json);
    return TRUE;
}

/* The key of an address that is somebody's. */
static char *
find_key(Store *store, const char *address, GError **error)
{
    if (!address_is_valid(address, error))
        return NULL;
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) rows = people_subscriber_find(store, key, error);
    if (rows == NULL)
        return NULL;
    if (rows_count(rows) == 0)
        return fail_null(error, ERROR_NOT_FOUND, "no subscriber has the address \"%s\"", address);
    return g_steal_pointer(&key);
}

gboolean
cmd_bounce_show(Call *call, GError **error)
{
    g_autoptr(Listing) listing = listing_new("received", "list", "mailing#", "class", "status",
                                             "reply code", "rule", "effect", "said", NULL);
    g_autofree char *key = find_key(call->store, call->arguments[0], error);
    MailingBounceShow row;

    if (key == NULL)
        return FALSE;
    g_autoptr(Rows) rows = mailing_bounce_show(call->store, key, SHOWN_MAX, error);
    if (rows == NULL)
        return FALSE;
    while (mailing_bounce_show_next(rows, &row)) {
        g_autofree char *received = clock_format(row.received);
        g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, row.mailing);
        g_autofree char *reply = row.reply != 0 ? g_strdup_printf("%d", row.reply) : g_strdup("");
        listing_row(listing, received, row.list_name, mailing, row.class, row.status, reply,
                    row.rule, row.effect, row.said);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_bounce_reset(Call *call, GError **error)
{
    g_autofree char *key = find_key(call->store, call->arguments[0], error);
    gint64 list, forgotten;

    if (key == NULL || !find_list(call->store, list_name, &list, error) ||
        !mailing_bounce_reset(call->store, key, list, &forgotten, error))
        return FALSE;
    printf("reset %s on %" G_GINT64_FORMAT " %s\n", call->arguments[0], forgotten,
           forgotten == 1 ? "list" : "lists");
    return TRUE;
}

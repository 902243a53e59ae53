/* SPDX-License-Identifier: GPL-3.0-or-later */
/* consent - commands of what people agreed to */
#include "cmd/consent.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "list/list.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/source-text.h"

static gboolean json;

const GOptionEntry cmd_consent_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_consent_text_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

gboolean
cmd_consent_list(Call *call, GError **error)
{
    g_autoptr(Listing) listing =
        listing_new("at", "what", "list", "text version#", "how", "network", NULL);
    gint64 subscriber;
    PeopleConsentList row;

    if (!subscriber_find(call->store, call->arguments[0], &subscriber, error))
        return FALSE;
    g_autoptr(Rows) rows = people_consent_list(call->store, subscriber, error);
    if (rows == NULL)
        return FALSE;
    while (people_consent_list_next(rows, &row)) {
        g_autofree char *at = clock_format(row.at);
        g_autofree char *version = row.version > 0 ? g_strdup_printf("%d", row.version) : NULL;
        const char *const values[] = {at, row.what, row.list, version, row.how, row.network};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

static gboolean
show_texts(Call *call, const List *list, GError **error)
{
    g_autoptr(Rows) rows = people_consent_texts(call->store, list->id, error);
    g_autoptr(Listing) listing = listing_new("version#", "since", "text", NULL);
    PeopleConsentTexts row;

    if (rows == NULL)
        return FALSE;
    while (people_consent_texts_next(rows, &row)) {
        g_autofree char *version = g_strdup_printf("%d", row.version);
        g_autofree char *since = clock_format(row.since);
        listing_row(listing, version, since, row.words);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_consent_text(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    PeopleConsentTextAdd row;

    if (list == NULL)
        return FALSE;
    if (call->n_arguments == 1)
        return show_texts(call, list, error);
    g_autofree char *text = source_text_read(call->arguments[1], error);
    if (text == NULL)
        return FALSE;
    g_strstrip(text);
    if (*text == '\0')
        return fail(error, ERROR_BAD_INPUT, "\"%s\" has no text", call->arguments[1]);
    g_autoptr(Rows) rows = people_consent_text_add(call->store, list->id, text, error);
    if (rows == NULL || !people_consent_text_add_next(rows, &row))
        return FALSE;
    printf("%s: version %d of what people agree to\n", list->name, row.version);
    return TRUE;
}

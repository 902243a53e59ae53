/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key - commands of the keys that links and return paths are signed with */
#include "cmd/key.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"

static gboolean json;
static gboolean yes;

const GOptionEntry cmd_key_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_key_retire_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before retiring it", NULL}, {0}};

gboolean
cmd_key_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = store_token_key_list(call->store, error);
    g_autoptr(Listing) listing = listing_new("key#", "state", "made", "retired", NULL);
    StoreTokenKeyList row;

    if (rows == NULL)
        return FALSE;
    while (store_token_key_list_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%d", row.id);
        g_autofree char *made = clock_format(row.created_at);
        g_autofree char *retired = row.retired_at != 0 ? clock_format(row.retired_at) : NULL;
        listing_row(listing, number, row.state, made, retired != NULL ? retired : "");
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_key_rotate(Call *call, GError **error)
{
    g_autoptr(Rows) rows = store_token_key_rotate(call->store, error);
    StoreTokenKeyRotate row;

    if (rows == NULL || !store_token_key_rotate_next(rows, &row))
        return FALSE;
    printf("made key %d; it signs in five minutes, when every process knows it\n", row.id);
    return TRUE;
}

gboolean
cmd_key_retire(Call *call, GError **error)
{
    const char *word = call->arguments[0];
    guint64 number;
    StoreTokenKeyRetire row;

    if (!g_ascii_string_to_unsigned(word, 10, 1, 255, &number, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number of a key", word);
        return fail_hint(error, "colporteur key list shows them");
    }
    if (!ask(yes, error,
             "retire key %d? Links and return paths that it signed do nothing from then on",
             (int)number))
        return FALSE;
    g_autoptr(Rows) rows = store_token_key_retire(call->store, (gint32)number, error);
    if (rows == NULL || !store_token_key_retire_next(rows, &row))
        return FALSE;
    if (!row.is_known) {
        fail(error, ERROR_NOT_FOUND, "no key %d is in force", (int)number);
        return fail_hint(error, "colporteur key list shows them");
    }
    if (!row.is_retired) {
        fail(error, ERROR_CONFLICT, "key %d is the one that signs", (int)number);
        return fail_hint(error, "make another first: colporteur key rotate; it signs in five "
                                "minutes");
    }
    printf("retired key %d\n", (int)number);
    return TRUE;
}

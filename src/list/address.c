/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - which list an envelope recipient means, and what of it
 *
 * No list is called anything that ends in a reserved suffix (a constraint of the table), so cutting
 * the suffix off is never ambiguous. One query an address. Tokens are folded to lower case with
 * the local part: that is how they are made.
 */
#include "list/address.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "store/query.h"

#include "list/policy.h"

static const struct {
    const char *suffix;
    ListAddressWhat what;
    gboolean has_token;
} suffixes[] = {
    {"-owner", ADDRESS_OWNER, FALSE},      {"-request", ADDRESS_REQUEST, FALSE},
    {"-join", ADDRESS_JOIN, FALSE},        {"-unsubscribe", ADDRESS_LEAVE, FALSE},
    {"-subscribe", ADDRESS_JOIN, FALSE},   {"-leave", ADDRESS_LEAVE, FALSE},
    {"-confirm", ADDRESS_CONFIRM, TRUE},   {"-bounces", ADDRESS_BOUNCES, TRUE},
    {"-moderate", ADDRESS_MODERATE, TRUE}, {"-propose", ADDRESS_PROPOSE, TRUE},
    {"-accept", ADDRESS_ACCEPT, TRUE},     {"-discard", ADDRESS_DISCARD, TRUE},
    {"-undo", ADDRESS_UNDO, TRUE},         {"-decide", ADDRESS_DECIDE, TRUE},
};

static int
find_suffix(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++)
        if (g_str_has_suffix(name, suffixes[i].suffix))
            return (int)i;
    return -1;
}

const char *
list_address_suffix(const char *name)
{
    int i = find_suffix(name);
    return i < 0 ? NULL : suffixes[i].suffix;
}

const char *
list_address_suffix_at(guint i, ListAddressWhat *what)
{
    if (i > G_N_ELEMENTS(suffixes))
        return NULL;
    *what = i == 0 ? ADDRESS_POST : suffixes[i - 1].what;
    return i == 0 ? "" : suffixes[i - 1].suffix;
}

gboolean
list_address_split(const char *local, char **name, ListAddressWhat *what, char **token)
{
    const char *plus = strchr(local, '+');
    g_autofree char *base = g_strndup(local, plus != NULL ? (gsize)(plus - local) : strlen(local));
    int i = find_suffix(base);

    /* LIST+anything@ is not ours: only those that carry a proof have a plus. */
    if (plus != NULL && (i < 0 || !suffixes[i].has_token))
        return FALSE;
    gsize size = strlen(base) - (i < 0 ? 0 : strlen(suffixes[i].suffix));
    if (size == 0)
        return FALSE;
    *name = g_strndup(base, size);
    *what = i < 0 ? ADDRESS_POST : suffixes[i].what;
    *token = plus != NULL ? g_strdup(plus + 1) : NULL;
    return TRUE;
}

/* What the token says. One that was made for another list is as wrong as a forged one. */
static gboolean
read_token(Store *store, ListAddress *address, GError **error)
{
    const TokenKeys *keys = store_token_keys(store);
    const char *token = address->token != NULL ? address->token : "";
    gint64 numbers[2] = {0, 0};

    switch (address->what) {
    case ADDRESS_BOUNCES:
        if (!token_read(keys, TOKEN_BOUNCE, token, numbers, 2, error))
            return FALSE;
        address->mailing = numbers[0];
        address->recipient = numbers[1];
        return TRUE;
    case ADDRESS_CONFIRM:
        if (!token_read(keys, TOKEN_CONFIRM, token, numbers, 2, error))
            return FALSE;
        if (numbers[0] != address->list)
            return fail(error, ERROR_REFUSED, "this address or link is not valid");
        address->subscriber = numbers[1];
        return TRUE;
    case ADDRESS_UNDO:
        if (!token_read(keys, TOKEN_UNDO, token, numbers, 1, error))
            return FALSE;
        address->event = numbers[0];
        return TRUE;
    case ADDRESS_PROPOSE:
        if (address->token == NULL)
            return TRUE;
        if (!token_read(keys, TOKEN_PROPOSE, token, numbers, 2, error))
            return FALSE;
        if (numbers[0] != address->list)
            return fail(error, ERROR_REFUSED, "this address or link is not valid");
        address->proposal = numbers[1];
        return TRUE;
    case ADDRESS_DECIDE:
        if (token_read(keys, TOKEN_EDITION, token, numbers, 1, NULL)) {
            address->letter = numbers[0];
            return TRUE;
        }
        if (token_read(keys, TOKEN_TROUBLE, token, numbers, 1, NULL)) {
            address->trouble = numbers[0];
            return TRUE;
        }
        if (!token_read(keys, TOKEN_DECIDE, token, numbers, 1, error))
            return FALSE;
        address->digest = numbers[0];
        return TRUE;
    case ADDRESS_ACCEPT:
    case ADDRESS_DISCARD:
    case ADDRESS_MODERATE:
        if (!token_read(keys, TOKEN_MODERATE, token, numbers, 1, error))
            return FALSE;
        address->held = numbers[0];
        return TRUE;
    default:
        return TRUE;
    }
}

static gboolean
fail_unknown(const char *recipient, GError **error)
{
    g_autofree char *shown = g_utf8_make_valid(recipient, -1);

    fail(error, ERROR_NOT_FOUND, "there is no address \"%.254s\" here", shown);
    return fail_hint(error, "look at its spelling; colporteur list list shows the lists");
}

gboolean
list_address_resolve(Store *store, const char *recipient, const char *sender, ListAddress *out,
                     GError **error)
{
    g_autofree char *folded = address_fold(recipient);
    g_autofree char *key = address_fold(sender);
    g_auto(GStrv) patterns = policy_patterns(key != NULL ? key : "");
    g_auto(ListAddress) address = {0};
    ListFindRow row;

    char *at = folded != NULL ? strrchr(folded, '@') : NULL;
    if (at == NULL)
        return fail_unknown(recipient, error);
    *at = '\0';
    if (!list_address_split(folded, &address.name, &address.what, &address.token))
        return fail_unknown(recipient, error);
    /* The name of a list is short ASCII; anything else need not trouble the database. */
    if (strlen(address.name) > ADDRESS_LOCAL_MAX || !g_str_is_ascii(address.name))
        return fail_unknown(recipient, error);
    g_autoptr(Rows) rows =
        list_find_row(store, address.name, at + 1, (const char *const *)patterns, error);
    if (rows == NULL)
        return FALSE;
    if (!list_find_row_next(rows, &row))
        return fail_unknown(recipient, error);
    if (row.is_closed && (address.what == ADDRESS_POST || address.what == ADDRESS_JOIN ||
                          (address.what == ADDRESS_PROPOSE && address.token == NULL)))
        return fail(error, ERROR_REFUSED, "the list \"%s\" is closed", row.name);
    address.list = row.id;
    address.is_banned = row.is_banned;
    g_free(address.name);
    address.name = g_strdup(row.name);
    address.domain = g_strdup(row.domain);
    if (!read_token(store, &address, error))
        return FALSE;
    *out = address;
    address = (ListAddress){0};
    return TRUE;
}

void
list_address_clear(ListAddress *address)
{
    g_clear_pointer(&address->name, g_free);
    g_clear_pointer(&address->domain, g_free);
    g_clear_pointer(&address->token, g_free);
}

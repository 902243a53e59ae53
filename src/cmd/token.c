/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - tokens of programs that use the interface for programs
 *
 * A token is shown once, when it is made; what is kept cannot be turned back into it.
 */
#include "cmd/token.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "cmd/listing.h"

enum { TOKEN_BYTES = 32, DAYS_MAX = 3650 };

static char **scopes;
static int days;
static gboolean as_json;

static const char *const known_scopes[] = {"subscribers:read",    "subscribers:write",
                                           "subscribers:consent", "subscriptions:read",
                                           "subscriptions:write", "contributions:read",
                                           "contributions:write", "editions:read",
                                           "archive:read",        NULL};

const GOptionEntry cmd_token_create_options[] = {
    {"scope", 0, 0, G_OPTION_ARG_STRING_ARRAY, &scopes,
     "what it may do, as contributions:read; may be repeated", "SCOPE"},
    {"days", 0, 0, G_OPTION_ARG_INT, &days, "how long it is good (for ever)", "DAYS"},
    {0}};
const GOptionEntry cmd_token_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};

static gboolean
check_scopes(GError **error)
{
    g_autofree char *all = g_strjoinv(", ", (char **)known_scopes);

    if (scopes == NULL) {
        fail(error, ERROR_BAD_INPUT, "a token is for something");
        return fail_hint(error, "give --scope, one or more of: %s", all);
    }
    for (guint i = 0; scopes[i] != NULL; i++) {
        if (g_strv_contains(known_scopes, scopes[i]))
            continue;
        const char *nearest = nearest_name(scopes[i], known_scopes);
        fail(error, ERROR_BAD_INPUT, "there is no scope \"%s\"", scopes[i]);
        return nearest != NULL ? fail_hint(error, "did you mean \"%s\"?", nearest)
                               : fail_hint(error, "it is one of: %s", all);
    }
    return TRUE;
}

static char *
make_token(GError **error)
{
    guint8 bytes[TOKEN_BYTES];
    GString *token = g_string_new("colporteur_");

    if (getrandom(bytes, sizeof bytes, 0) != (gssize)sizeof bytes) {
        g_string_free(token, TRUE);
        return fail_null(error, ERROR_TRY_LATER, "could not get random bytes: %s",
                         g_strerror(errno));
    }
    for (guint i = 0; i < sizeof bytes; i++)
        g_string_append_printf(token, "%02x", bytes[i]);
    return g_string_free(token, FALSE);
}

gboolean
cmd_token_create(Call *call, GError **error)
{
    const char *name = call->arguments[0];

    if (!check_scopes(error))
        return FALSE;
    if (days < 0 || days > DAYS_MAX)
        return fail(error, ERROR_BAD_INPUT, "--days is at most %d", DAYS_MAX);
    for (const char *p = name; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            return fail(error, ERROR_BAD_INPUT, "the name has a control character");
    g_autofree char *token = make_token(error);
    g_autoptr(Rows) rows = token != NULL
                               ? store_api_token_add(call->store, name, token,
                                                     (const char *const *)scopes, days, error)
                               : NULL;
    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) == 0) {
        fail(error, ERROR_CONFLICT, "there is or was a token called \"%s\"", name);
        return fail_hint(error, "give another name; colporteur token list shows them");
    }
    printf("%s\n", token);
    fprintf(stderr, "it is shown this once: keep it where only that program reads it\n");
    return TRUE;
}

gboolean
cmd_token_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = store_api_token_list(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("name", "state", "scopes", "made", "expires", "used", NULL);
    StoreApiTokenList row;

    if (rows == NULL)
        return FALSE;
    while (store_api_token_list_next(rows, &row)) {
        g_autofree char *made = clock_format(row.created_at);
        g_autofree char *expires = row.expires_at != 0 ? clock_format(row.expires_at) : NULL;
        g_autofree char *used = row.used_at != 0 ? clock_format(row.used_at) : NULL;
        listing_row(listing, row.name, row.state, row.scopes, made, expires != NULL ? expires : "",
                    used != NULL ? used : "");
    }
    listing_print(listing, as_json);
    return TRUE;
}

gboolean
cmd_token_revoke(Call *call, GError **error)
{
    const char *name = call->arguments[0];
    g_autoptr(Rows) rows = store_api_token_revoke(call->store, name, error);

    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) == 0) {
        fail(error, ERROR_NOT_FOUND, "there is no token called \"%s\"", name);
        return fail_hint(error, "colporteur token list shows them");
    }
    printf("revoked \"%s\"\n", name);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webhook - programs that are told what happens */
#include "cmd/webhook.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "cmd/listing.h"

enum { SECRET_BYTES = 32, KEPT_HOURS = 24, KEPT_HOURS_MOST = 24 * 30 };

static char **events;
static int hours = KEPT_HOURS;
static gboolean as_json;

static const char *const known_events[] = {"subscription", "contribution", "edition", NULL};

const GOptionEntry cmd_webhook_add_options[] = {
    {"event", 0, 0, G_OPTION_ARG_STRING_ARRAY, &events,
     "subscription, contribution or edition; may be repeated (all)", "EVENT"},
    {0}};
const GOptionEntry cmd_webhook_rotate_options[] = {
    {"hours", 0, 0, G_OPTION_ARG_INT, &hours,
     "for how long the secret before counts too (24); 0: not at all, as where it leaked", "N"},
    {0}};
const GOptionEntry cmd_webhook_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};

static gboolean
check_events(GError **error)
{
    for (guint i = 0; events != NULL && events[i] != NULL; i++) {
        if (g_strv_contains(known_events, events[i]))
            continue;
        const char *nearest = nearest_name(events[i], known_events);
        fail(error, ERROR_BAD_INPUT, "there is no event \"%s\"", events[i]);
        return fail_hint(error, "did you mean \"%s\"?", nearest != NULL ? nearest : "edition");
    }
    return TRUE;
}

static GBytes *
make_secret(GError **error)
{
    guint8 secret[SECRET_BYTES];

    if (getrandom(secret, sizeof secret, 0) != (gssize)sizeof secret)
        return fail_null(error, ERROR_TRY_LATER, "could not get random bytes: %s",
                         g_strerror(errno));
    return g_bytes_new(secret, sizeof secret);
}

static void
print_secret(GBytes *secret)
{
    gsize size;
    const guchar *data = g_bytes_get_data(secret, &size);
    g_autofree char *shown = g_base64_encode(data, size);

    printf("whsec_%s\n", shown);
}

gboolean
cmd_webhook_add(Call *call, GError **error)
{
    const char *url = call->arguments[0];
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    StoreWebhookAdd row;

    if (uri == NULL || g_uri_get_host(uri) == NULL ||
        (!g_str_equal(g_uri_get_scheme(uri), "https") &&
         !g_str_equal(g_uri_get_scheme(uri), "http")))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no http or https address", url);
    if (!check_events(error))
        return FALSE;
    g_autoptr(GBytes) secret = make_secret(error);
    if (secret == NULL)
        return FALSE;
    g_autoptr(Rows) rows = store_webhook_add(
        call->store, url, events != NULL ? (const char *const *)events : known_events, secret,
        error);
    if (rows == NULL)
        return FALSE;
    if (!store_webhook_add_next(rows, &row)) {
        fail(error, ERROR_CONFLICT, "\"%s\" is told already", url);
        return fail_hint(error, "colporteur webhook list shows them");
    }
    print_secret(secret);
    fprintf(stderr,
            "webhook %" G_GINT64_FORMAT
            "; the program verifies with this secret, shown this once\n",
            row.id);
    return TRUE;
}

gboolean
cmd_webhook_list(Call *call, GError **error)
{
    g_autoptr(Rows) rows = store_webhook_list(call->store, error);
    g_autoptr(Listing) listing =
        listing_new("number#", "url", "events", "waiting#", "failed#", "last answer", NULL);
    StoreWebhookList row;

    if (rows == NULL)
        return FALSE;
    while (store_webhook_list_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row.id);
        g_autofree char *waiting = g_strdup_printf("%" G_GINT64_FORMAT, row.waiting);
        g_autofree char *failed = g_strdup_printf("%" G_GINT64_FORMAT, row.failed);
        listing_row(listing, number, row.url, row.events, waiting, failed, row.answer);
    }
    listing_print(listing, as_json);
    return TRUE;
}

static gboolean
read_number(const char *text, gint64 *number, GError **error)
{
    guint64 value;

    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &value, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number of a webhook", text);
        return fail_hint(error, "colporteur webhook list shows them");
    }
    *number = (gint64)value;
    return TRUE;
}

static gboolean
fail_missing(gint64 number, GError **error)
{
    fail(error, ERROR_NOT_FOUND, "there is no webhook %" G_GINT64_FORMAT, number);
    return fail_hint(error, "colporteur webhook list shows them");
}

gboolean
cmd_webhook_rotate(Call *call, GError **error)
{
    gint64 number = 0;
    StoreWebhookRotate row;

    if (hours < 0 || hours > KEPT_HOURS_MOST)
        return fail(error, ERROR_BAD_INPUT, "--hours is 0 to %d", KEPT_HOURS_MOST);
    if (!read_number(call->arguments[0], &number, error))
        return FALSE;
    g_autoptr(GBytes) secret = make_secret(error);
    g_autoptr(Rows) rows =
        secret != NULL ? store_webhook_rotate(call->store, number, secret, hours, error) : NULL;
    if (rows == NULL)
        return FALSE;
    if (!store_webhook_rotate_next(rows, &row))
        return fail_missing(number, error);
    g_autofree char *until = row.until != 0 ? clock_format(row.until) : NULL;
    print_secret(secret);
    fprintf(stderr, "webhook %" G_GINT64_FORMAT "; shown this once; %s%s\n", number,
            until != NULL ? "what is told is signed with the one before, too, until "
                          : "the one before counts no more",
            until != NULL ? until : "");
    return TRUE;
}

gboolean
cmd_webhook_remove(Call *call, GError **error)
{
    gint64 number = 0;
    StoreWebhookRemove row;

    if (!read_number(call->arguments[0], &number, error))
        return FALSE;
    g_autoptr(Rows) rows = store_webhook_remove(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!store_webhook_remove_next(rows, &row))
        return fail_missing(number, error);
    printf("removed webhook %" G_GINT64_FORMAT " (%s)\n", number, row.url);
    return TRUE;
}

gboolean
cmd_webhook_test(Call *call, GError **error)
{
    gint64 number = 0;
    StoreWebhookTest row;

    if (!read_number(call->arguments[0], &number, error))
        return FALSE;
    g_autoptr(Rows) rows = store_webhook_test(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!store_webhook_test_next(rows, &row))
        return fail_missing(number, error);
    printf("event %" G_GINT64_FORMAT " of type \"test\" goes to webhook %" G_GINT64_FORMAT
           "; colporteur webhook list shows the answer\n",
           row.event, number);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * api-once - what a program asks twice is done once
 *
 * A program whose connection broke does not know whether it was heard. It asks again with the same
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) and gets the same answer. Only what
 * was done is kept: what failed has changed nothing and may be tried again.
 */
#include "store/query.h"

#include "site/api-inside.h"

/* SHA-256 of what makes a request this one. */
static GBytes *
hash_request(const HttpRequest *request)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize size;
    const guint8 *data = g_bytes_get_data(request->body, &size);
    gsize length = sizeof digest;

    g_checksum_update(checksum, (const guchar *)request->path, -1);
    g_checksum_update(checksum, (const guchar *)(request->method == HTTP_PATCH ? " p " : " P "), 3);
    if (size > 0)
        g_checksum_update(checksum, data, (gssize)size);
    g_checksum_get_digest(checksum, digest, &length);
    return g_bytes_new(digest, sizeof digest);
}

static gboolean
keep(const Api *api, GBytes *request, GError **error)
{
    const HttpResponse *response = api->visit->response;

    return response->status >= 300 ||
           site_api_keep(api->store, api->token, api->key, request, (gint32)response->status,
                         response->body->len > 0 ? response->body->str : NULL, NULL, error);
}

gboolean
api_once(const Api *api, GError **error)
{
    g_autoptr(GBytes) request = hash_request(api->visit->request);
    g_autoptr(Transaction) transaction = transaction_begin(api->store, error);
    g_autoptr(Rows) rows = transaction != NULL ? site_api_again(api->store, api->token, api->most,
                                                                api->key, request, error)
                                               : NULL;
    SiteApiAgain before;

    if (rows == NULL || !site_api_again_next(rows, &before))
        return FALSE;
    if (before.status == 0) {
        if (!api->answer(api, error) || !keep(api, request, error))
            return FALSE;
    } else {
        api_send(api, before.status, before.body);
    }
    return transaction_commit(transaction, error);
}

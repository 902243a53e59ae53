/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hook - the role that tells programs what happened
 *
 * Each event is claimed before it is told and settled after: one whose teller died is told again
 * once the claim has run out, with the same id. What is not taken waits longer each time, and is
 * given up after some days. Signed as the Standard Webhooks specification has it: HMAC-SHA-256 over
 * "ID.TIMESTAMP.BODY", while a secret is being changed with both of them. A role of its own, since
 * a program that hangs must hold up nothing else; of the other programs, each gets what is due
 * before such a one is tried again.
 */
#include "serve/hook.h"

#include <poll.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "fetch/post.h"
#include "store/query.h"

#include "serve/role.h"
#include "serve/stop.h"

enum {
    TIMEOUT_SECONDS = 15,
    SLOW_SECONDS = 2, /* and nothing taken: the others are served first */
    LEASE_SECONDS = 120,
    FIRST_WAIT_SECONDS = 10,
    LONGEST_WAIT_SECONDS = 6 * 3600,
    ATTEMPTS_MOST = 24, /* some five days */
    KEPT_DAYS = 30,
    PAUSE_MS = 1000
};

static char *
sign(const Blob *secret, const char *id, const char *timestamp, const char *body)
{
    guint8 digest[32];
    gsize size = sizeof digest;
    g_autofree char *text = g_strjoin(".", id, timestamp, body, NULL);
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, secret->data, secret->size);

    g_hmac_update(hmac, (const guchar *)text, -1);
    g_hmac_get_digest(hmac, digest, &size);
    g_autofree char *base64 = g_base64_encode(digest, size);
    return g_strconcat("v1,", base64, NULL);
}

/* With each secret that counts, the newest first. */
static char *
sign_all(const StoreWebhookClaim *event, const char *id, const char *timestamp)
{
    g_autofree char *now = sign(&event->secret, id, timestamp, event->body);

    if (event->secret_before.data == NULL)
        return g_steal_pointer(&now);
    g_autofree char *before = sign(&event->secret_before, id, timestamp, event->body);
    return g_strjoin(" ", now, before, NULL);
}

static gboolean
tell(const Settings *settings, const StoreWebhookClaim *event, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, event->id);
    g_autofree char *timestamp = g_strdup_printf("%" G_GINT64_FORMAT, clock_now() / G_USEC_PER_SEC);
    g_autofree char *signature = sign_all(event, id, timestamp);
    g_autofree char *id_header = g_strconcat("webhook-id: ", id, NULL);
    g_autofree char *timestamp_header = g_strconcat("webhook-timestamp: ", timestamp, NULL);
    g_autofree char *signature_header = g_strconcat("webhook-signature: ", signature, NULL);
    const char *const headers[] = {"Content-Type: application/json", id_header, timestamp_header,
                                   signature_header, NULL};
    const PostSettings post = {
        .headers = headers,
        .timeout = TIMEOUT_SECONDS,
        .allow_private = settings_number(settings, SETTING_WEBHOOK_PRIVATE) != 0,
        .agent = "Colporteur",
    };

    return post_body(event->url, event->body, &post, error);
}

/* Ten seconds, then twice as long each time. */
static gint64
wait_of(gint32 attempts)
{
    gint64 wait = FIRST_WAIT_SECONDS;

    for (gint32 i = 1; i < attempts && wait < LONGEST_WAIT_SECONDS; i++)
        wait *= 2;
    return MIN(wait, LONGEST_WAIT_SECONDS);
}

static gboolean
settle(Store *store, const StoreWebhookClaim *event, const GError *refused, gboolean over,
       gboolean slow, GError **error)
{
    const char *state = refused == NULL ? "s" : over ? "f" : "q";

    return store_webhook_settle(store, event->id, state, wait_of(event->attempts),
                                refused == NULL ? "taken" : refused->message, NULL, error) &&
           (!slow || store_webhook_defer(store, event->id, FIRST_WAIT_SECONDS, NULL, error));
}

static gboolean
tell_next(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Rows) rows = store_webhook_claim(store, LEASE_SECONDS, error);
    g_autoptr(GError) refused = NULL;
    StoreWebhookClaim event;

    if (rows == NULL)
        return FALSE;
    *found = store_webhook_claim_next(rows, &event);
    if (!*found)
        return TRUE;
    gint64 start = g_get_monotonic_time();
    gboolean taken = tell(settings, &event, &refused);
    gboolean slow = g_get_monotonic_time() - start >= SLOW_SECONDS * G_USEC_PER_SEC;
    gboolean over = !taken && event.attempts >= ATTEMPTS_MOST;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, event.id);
    log_event(over ? G_LOG_LEVEL_WARNING : G_LOG_LEVEL_INFO,
              taken  ? "a program was told"
              : over ? "a program is not told any more"
                     : "a program was not told",
              "EVENT", number, "URL", event.url, "ANSWER", taken ? "taken" : refused->message,
              NULL);
    return settle(store, &event, refused, over, slow && !taken, error);
}

static gboolean
tell_all(Store *store, const Settings *settings, GError **error)
{
    gboolean found = TRUE;

    while (found && !stop_is_asked())
        if (!tell_next(store, settings, &found, error))
            return FALSE;
    return store_webhook_forget(store, KEPT_DAYS, NULL, error);
}

gboolean
serve_hook_run(const Settings *settings, const char *state, int stop_fd, GError **error)
{
    g_autoptr(Store) store = store_open(settings, state, STORE_ENGINE, error);

    if (store == NULL || !role_drop_privileges(settings, error))
        return FALSE;
    role_ready("hook", NULL);
    while (!stop_is_asked()) {
        struct pollfd wait = {.fd = stop_fd, .events = POLLIN};
        g_autoptr(GError) trouble = NULL;
        if (store == NULL || !store_is_alive(store)) {
            g_clear_pointer(&store, store_free);
            store = store_open(settings, state, STORE_ENGINE, &trouble);
        }
        if (store == NULL || !tell_all(store, settings, &trouble))
            log_failure(trouble, "programs could not be told", NULL);
        poll(&wait, 1, PAUSE_MS);
    }
    return TRUE;
}

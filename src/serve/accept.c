/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accept - what happens to a mail that comes in, whichever door it used; see accept.h */
#include "base/error.h"
#include "base/log.h"
#include "list/address.h"
#include "list/owner.h"
#include "list/post.h"
#include "mailing/bounce.h"

#include "serve/accept.h"

gboolean
accept_recipient(Store *store, const Settings *settings, const char *recipient, GError **error)
{
    g_auto(ListAddress) address = {0};

    return list_address_resolve(store, settings, recipient, &address, error);
}

static gboolean
accept_post(Store *store, const Settings *settings, const ListAddress *address, const char *sender,
            GBytes *raw, char **reply, GError **error)
{
    const PostEnvelope envelope = {sender, address->name, raw};
    PostVerdict verdict = {0};
    gboolean good = post_receive(store, settings, &envelope, &verdict, error);

    if (!good && verdict.outcome != POST_REFUSED)
        return FALSE;
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, verdict.held != 0 ? verdict.held : verdict.message);
    log_event(G_LOG_LEVEL_INFO, "post received", "LIST", address->name, "OUTCOME",
              post_outcome_word(verdict.outcome), "REASON", verdict.reason, "NUMBER", number, NULL);
    if (good)
        *reply = g_strdup(post_outcome_word(verdict.outcome));
    return good;
}

gboolean
accept_message(Store *store, const Settings *settings, const char *sender, const char *recipient,
               GBytes *raw, char **reply, GError **error)
{
    g_auto(ListAddress) address = {0};

    if (!list_address_resolve(store, settings, recipient, &address, error))
        return FALSE;
    switch (address.what) {
    case ADDRESS_POST:
        return accept_post(store, settings, &address, sender, raw, reply, error);
    case ADDRESS_BOUNCES:
        return bounce_receive(store, address.mailing, address.recipient, raw, error);
    case ADDRESS_OWNER:
        return owner_receive(store, settings, &address, sender, raw, error);
    default:
        return command_receive(store, settings, &address, sender, raw, error);
    }
}

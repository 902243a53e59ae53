/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incoming - a mail to one of a list's addresses for people or its robot; see incoming.h */
#include "list/incoming.h"

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"
#include "mime/splice.h"

#include "list/hold.h"
#include "list/post-verdict.h"
#include "list/turned-away.h"

void
incoming_clear(Incoming *incoming)
{
    mail_free(incoming->mail);
    list_free(incoming->list);
    transaction_free(incoming->transaction);
    g_free(incoming->author);
}

gboolean
incoming_take(Store *store, const ListAddress *address, const char *sender, GBytes *raw,
              gboolean programs_too, Incoming *incoming, GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    Mail *mail = mail_parse(lines, error);

    if (mail == NULL)
        return FALSE;
    incoming->mail = mail;
    incoming->raw = raw;
    incoming->sender = sender != NULL ? sender : "";
    /* X-Loop, which our own notices have, counts as automatic. */
    incoming->automatic = *incoming->sender == '\0' || mail_is_automatic(mail);
    if (incoming->automatic && !programs_too)
        return fail(error, ERROR_REFUSED, "this address of the list \"%s\" takes no automatic mail",
                    address->name);
    if (mail->from_address != NULL && address_is_valid(mail->from_address, NULL))
        incoming->author = address_fold(mail->from_address);
    incoming->transaction = transaction_begin(store, error);
    if (incoming->transaction == NULL)
        return FALSE;
    incoming->list = list_get(store, address->list, error);
    return incoming->list != NULL;
}

gboolean
incoming_author_holds(const Settings *settings, Incoming *incoming, GError **error)
{
    const char *authserv_id = settings_text(settings, SETTING_MAIL_AUTHSERV_ID);
    const PostVerdictHeaders verdict = post_verdict_read(incoming->mail, authserv_id);

    if (!post_verdict_names_author(&verdict, incoming->mail, authserv_id))
        g_clear_pointer(&incoming->author, g_free);
    if (verdict.author != AUTHOR_FORGED)
        return TRUE;
    fail(error, ERROR_REFUSED, "the domain of its author denies this mail (DMARC)");
    return turned_away(settings, incoming->list, "forged", error);
}

gboolean
incoming_by_keeper(Store *store, const Incoming *incoming, gboolean *keeper, GError **error)
{
    g_auto(GStrv) keepers = list_keepers(store, incoming->list->id, error);

    *keeper = FALSE;
    for (guint i = 0; keepers != NULL && keepers[i] != NULL; i++) {
        g_autofree char *key = address_fold(keepers[i]);
        *keeper |= g_strcmp0(key, incoming->author) == 0;
    }
    return keepers != NULL;
}

gboolean
incoming_hold(Store *store, const Settings *settings, const Incoming *incoming, GError **error)
{
    const HoldDraft draft = {
        .sender = incoming->sender,
        .reason = "command",
        .mail = incoming->mail,
        .raw = incoming->raw,
        .tell = TRUE,
    };
    gint64 held;

    return hold_add(store, settings, incoming->list, &draft, &held, error);
}

void
incoming_log(const Incoming *incoming, const char *event, const char *outcome)
{
    log_event(G_LOG_LEVEL_INFO, event, "LIST", incoming->list->name, "OUTCOME", outcome, "SENDER",
              incoming->sender, "MESSAGE_ID", incoming->mail->message_id, NULL);
}

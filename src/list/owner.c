/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * owner - mail for the people behind a list, and for its robot as long as no command is understood
 *
 * The original goes along attached, with readers' own tokens overwritten, rather than being sent on
 * under its author's name: the author's domain may forbid others to send for it (DMARC). What a
 * program sent is refused: these addresses are in headers of each copy, and programs answer to
 * them.
 */
#include "base/error.h"
#include "base/log.h"
#include "mime/splice.h"

#include "list/hold.h"
#include "list/notice.h"
#include "list/owner.h"
#include "list/post-hide.h"

typedef struct {
    Transaction *transaction;
    List *list;
    Mail *mail;
} Incoming;

static void
incoming_clear(Incoming *incoming)
{
    mail_free(incoming->mail);
    list_free(incoming->list);
    transaction_free(incoming->transaction);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Incoming, incoming_clear)

/* Parses, refuses what a program sent, opens the transaction, finds the list. */
static gboolean
take(Store *store, const ListAddress *address, const char *sender, GBytes *raw, Incoming *incoming,
     GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);

    incoming->mail = mail_parse(lines, error);
    if (incoming->mail == NULL)
        return FALSE;
    /* X-Loop, which our own notices have, counts as automatic. Asking to leave does not: mail
     * programs write that by themselves when a button is pressed (RFC 2369). */
    if (sender == NULL || *sender == '\0' ||
        (mail_is_automatic(incoming->mail) && address->what != ADDRESS_LEAVE))
        return fail(error, ERROR_REFUSED, "this address of the list \"%s\" takes no automatic mail",
                    address->name);
    incoming->transaction = transaction_begin(store, error);
    if (incoming->transaction == NULL)
        return FALSE;
    incoming->list = list_get(store, address->list, error);
    return incoming->list != NULL;
}

static gboolean
hold_command(Store *store, const Settings *settings, const Incoming *incoming, const char *sender,
             GBytes *raw, GError **error)
{
    const HoldDraft draft = {
        .sender = sender,
        .reason = "command",
        .mail = incoming->mail,
        .raw = raw,
        .tell = TRUE,
    };
    gint64 held;

    return hold_add(store, settings, incoming->list, &draft, &held, error);
}

static void
log_taken(const Incoming *incoming, const char *sender, const char *what)
{
    log_event(G_LOG_LEVEL_INFO, "mail for the owners", "LIST", incoming->list->name, "OUTCOME",
              what, "SENDER", sender, "MESSAGE_ID", incoming->mail->message_id, NULL);
}

gboolean
owner_receive(Store *store, const Settings *settings, const ListAddress *address,
              const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_autoptr(Value) value = value_dict();

    if (!take(store, address, sender, raw, &incoming, error))
        return FALSE;
    g_auto(GStrv) keepers = list_keepers(store, incoming.list->id, error);
    if (keepers == NULL)
        return FALSE;
    gboolean forward = keepers[0] != NULL;
    g_autoptr(GBytes) hidden =
        post_hide_tokens(incoming.mail, settings_text(settings, SETTING_SITE_URL));
    if (!(forward ? notice_owners(store, settings, incoming.list, "owner", value, incoming.mail,
                                  hidden, error)
                  : hold_command(store, settings, &incoming, sender, raw, error)) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    log_taken(&incoming, sender, forward ? "forwarded" : "held");
    return TRUE;
}

gboolean
command_receive(Store *store, const Settings *settings, const ListAddress *address,
                const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};

    if (!take(store, address, sender, raw, &incoming, error) ||
        !hold_command(store, settings, &incoming, sender, raw, error) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    log_taken(&incoming, sender, "held");
    return TRUE;
}

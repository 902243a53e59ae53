/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm - a mail to LIST-confirm+TOKEN@
 *
 * The token is the credential, bound to this purpose, the list and the subscriber; it was sent to
 * their address and to no other. It may be used again: the same answer twice changes nothing. Who
 * answers that it was not them, or that they want to leave, is taken at their word.
 */
#include "list/confirm.h"

#include "base/error.h"
#include "base/token.h"
#include "store/query.h"

#include "list/command-read.h"
#include "list/decision-read.h"
#include "list/join.h"
#include "list/leave.h"

gboolean
confirm_is_declined(const Settings *settings, const Incoming *incoming, gboolean *declined,
                    GError **error)
{
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    g_auto(MailDecision) decision = {0};
    MailCommands commands;

    if (words == NULL)
        return fail_inside(error);
    decision_read(words, incoming->mail, &decision);
    *declined = g_strcmp0(decision.decision, "no") == 0;
    /* The subject is that of our own letter; and no day matters. */
    Mail answer = *incoming->mail;
    answer.subject = NULL;
    command_read(words, &answer, incoming->list->name, incoming->list->title, "2000-01-01",
                 &commands);
    for (guint i = 0; i < commands.n; i++)
        *declined = *declined || commands.commands[i].what == COMMAND_UNSUBSCRIBE;
    return TRUE;
}

gboolean
confirm_receive(Store *store, const Settings *settings, const ListAddress *address,
                const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    const char *outcome = "automatic, ignored";
    gboolean declined, left;
    ListConfirm row;

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    if (!incoming.automatic && !confirm_is_declined(settings, &incoming, &declined, error))
        return FALSE;
    if (!incoming.automatic && declined) {
        if (!leave_by_mail(store, settings, &incoming, address->subscriber, &left, error) ||
            !transaction_commit(incoming.transaction, error))
            return FALSE;
        outcome = "declined";
    } else if (!incoming.automatic) {
        g_autoptr(Rows) rows =
            list_confirm(store, address->list, address->subscriber, "mail", error);
        if (rows == NULL || !list_confirm_next(rows, &row) ||
            (row.confirmed && !join_welcome(store, settings, incoming.list, address->subscriber,
                                            incoming.mail->message_id, error)) ||
            !transaction_commit(incoming.transaction, error))
            return FALSE;
        outcome = row.confirmed ? "confirmed" : "a sign of life";
    }
    incoming_log(&incoming, "mail to confirm", outcome);
    return TRUE;
}

char *
confirm_address(Store *store, const List *list, gint64 subscriber)
{
    const gint64 numbers[] = {list->id, subscriber};
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_CONFIRM, numbers, 2);
    g_autofree char *suffix = g_strconcat("-confirm+", token, NULL);

    return list_address(list, suffix);
}

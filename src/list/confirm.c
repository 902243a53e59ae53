/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm - a mail to LIST-confirm+TOKEN@
 *
 * The token is the credential, bound to this purpose, the list and the subscriber; it was sent to
 * their address and to no other. It may be used again: the same answer twice changes nothing.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/token.h"
#include "mime/mail.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/confirm.h"

gboolean
confirm_receive(Store *store, const ListAddress *address, const char *sender, GBytes *raw,
                GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, error);
    const char *outcome = "automatic, ignored";
    ListConfirm row;

    if (mail == NULL)
        return FALSE;
    if (*sender != '\0' && !mail_is_automatic(mail)) {
        g_autoptr(Rows) rows =
            list_confirm(store, address->list, address->subscriber, "mail", error);
        if (rows == NULL || !list_confirm_next(rows, &row))
            return FALSE;
        outcome = row.confirmed ? "confirmed" : "a sign of life";
    }
    log_event(G_LOG_LEVEL_INFO, "mail to confirm", "LIST", address->name, "OUTCOME", outcome,
              "MESSAGE_ID", mail->message_id, NULL);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leave - leaving a list by mail
 *
 * RFC 2369, 3.2: the mailto in List-Unsubscribe, whose subject is the reader's token. Mail programs
 * write that mail by themselves, some mark it as automatic or send it under a null sender, and a
 * subject may come back with words of theirs around it. It is answered by nothing: the token in the
 * hands of somebody else must not make us write to anybody. One statement writes state and proof,
 * so a failure leaves neither.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/token.h"
#include "mime/mail.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/leave.h"
#include "list/owner.h"

/* Words that are tried as tokens: each costs an HMAC for every key. */
enum { WORDS_MAX = 100 };

/* The subscriber whose token for this list is a word of `subject`, or 0. */
static gint64
subject_subscriber(const TokenKeys *keys, gint64 list, const char *subject)
{
    g_auto(GStrv) words =
        g_strsplit_set(subject != NULL ? subject : "", " \t\r\n<>()[]\"'.,:;=", WORDS_MAX);

    for (guint i = 0; words[i] != NULL; i++) {
        gint64 numbers[2];
        if (*words[i] != '\0' && token_read(keys, TOKEN_UNSUBSCRIBE, words[i], numbers, 2, NULL) &&
            numbers[0] == list)
            return numbers[1];
    }
    return 0;
}

gboolean
leave_receive(Store *store, const Settings *settings, const ListAddress *address,
              const char *sender, GBytes *raw, GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, error);
    gint64 left;

    if (mail == NULL)
        return FALSE;
    gint64 subscriber = subject_subscriber(store_token_keys(store), address->list, mail->subject);
    if (subscriber == 0)
        return command_receive(store, settings, address, sender, raw, error);
    if (!list_leave(store, address->list, subscriber, "mail", &left, error))
        return FALSE;
    log_event(G_LOG_LEVEL_INFO, "mail to leave", "LIST", address->name, "OUTCOME",
              left > 0 ? "unsubscribed" : "not on it", "MESSAGE_ID", mail->message_id, NULL);
    return TRUE;
}

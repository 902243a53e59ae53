/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm - a mail to LIST-confirm+TOKEN@
 *
 * The token is the credential, bound to this purpose, the list and the subscriber; it was sent to
 * their address and to no other. It may be used again: the same answer twice changes nothing. Who
 * answers that it was not them, or that they want to leave, is taken at their word, where that is
 * all they say; where they say no and more, people read it.
 */
#include "list/confirm.h"

#include "base/error.h"
#include "base/token.h"
#include "store/query.h"

#include "list/answer.h"
#include "list/join.h"
#include "list/leave.h"

/* Off the list: a farewell to who was on it, and a word to who was asked. */
static gboolean
decline(Store *store, const Settings *settings, const Incoming *incoming, gint64 subscriber,
        const ListStanding *was, GError **error)
{
    const AnswerPerson person = {.address = was->address, .language = was->language};
    gboolean left;

    return leave_by_mail(store, settings, incoming, subscriber, &left, error) &&
           (g_str_equal(was->state, "confirmed") ||
            answer_tell(store, settings, incoming, &person,
                        g_str_equal(was->state, "unconfirmed") ? "forgotten" : "not_on", error));
}

/* Whatever it says is a sign of life, and a yes of who was asked. */
static gboolean
agree(Store *store, const Settings *settings, const Incoming *incoming, gint64 subscriber,
      gboolean *confirmed, GError **error)
{
    g_autoptr(Rows) rows = list_confirm(store, incoming->list->id, subscriber, "mail", error);
    ListConfirm row;

    if (rows == NULL || !list_confirm_next(rows, &row))
        return FALSE;
    *confirmed = row.confirmed;
    return !row.confirmed || join_welcome(store, settings, incoming->list, subscriber,
                                          incoming->mail->message_id, error);
}

/* Nobody is put on a list or taken off it by half a no: who is on it stays. */
static gboolean
leave_as_it_is(Store *store, const Settings *settings, const Incoming *incoming, gint64 subscriber,
               const ListStanding *was, GError **error)
{
    g_autofree char *again = confirm_address(store, incoming->list, subscriber);
    const AnswerPerson person = {
        .address = was->address, .language = was->language, .again = again};
    gboolean confirmed;

    return (!g_str_equal(was->state, "confirmed") ||
            agree(store, settings, incoming, subscriber, &confirmed, error)) &&
           answer_pass_on(store, settings, incoming, &person, error);
}

static gboolean
act(Store *store, const Settings *settings, const Incoming *incoming, gint64 subscriber,
    const char **outcome, GError **error)
{
    g_autoptr(Rows) rows = list_standing(store, incoming->list->id, subscriber, error);
    gboolean confirmed = FALSE;
    ListStanding was;
    Answer answer;

    if (rows == NULL || !answer_take(settings, incoming, &answer, error))
        return FALSE;
    /* Who was erased meanwhile is on no list, and nobody to write to. */
    if (!list_standing_next(rows, &was) || answer == ANSWER_PLAIN) {
        if (!agree(store, settings, incoming, subscriber, &confirmed, error))
            return FALSE;
        *outcome = confirmed ? "confirmed" : "a sign of life";
        return TRUE;
    }
    *outcome = answer == ANSWER_UNCLEAR ? "unclear" : "declined";
    return answer == ANSWER_UNCLEAR
               ? leave_as_it_is(store, settings, incoming, subscriber, &was, error)
               : decline(store, settings, incoming, subscriber, &was, error);
}

gboolean
confirm_receive(Store *store, const Settings *settings, const ListAddress *address,
                const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    const char *outcome = "automatic, ignored";

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    if (!incoming.automatic &&
        (!act(store, settings, &incoming, address->subscriber, &outcome, error) ||
         !transaction_commit(incoming.transaction, error)))
        return FALSE;
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

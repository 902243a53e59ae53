/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-letter-receive - what those who look after a list answer about an edition; see
 * edition-letter.h
 *
 * Two keys, as for held mail: the token and an author who looks after the list.
 */
#include "base/error.h"
#include "store/query.h"

#include "list/command-read.h"
#include "list/edition-letter.h"
#include "list/incoming.h"
#include "list/notice.h"

/* Does it; the word for the answer. NULL on failure. */
static const char *
act(Store *store, const Incoming *incoming, gint64 letter, const char *decision, GError **error)
{
    gboolean cancels = g_strcmp0(decision, "cancel") == 0;
    g_autofree char *by = g_strconcat("mail: ", incoming->author, NULL);
    ListEditionLetterDecide row;

    if (g_strcmp0(decision, "pause") == 0)
        return "kept";
    if (!cancels && g_strcmp0(decision, "continue") != 0)
        return "not_understood";
    g_autoptr(Rows) rows =
        list_edition_letter_decide(store, letter, cancels ? "cancelled" : "running", by, error);
    if (rows == NULL || !list_edition_letter_decide_next(rows, &row))
        return NULL;
    if (g_str_equal(row.outcome, "running"))
        return "continued";
    return g_str_equal(row.outcome, "cancelled") ? "cancelled" : "already";
}

static gboolean
answer(Store *store, const Settings *settings, const Incoming *incoming, const ListAddress *address,
       const char *what, GError **error)
{
    const char *const addresses[] = {incoming->mail->from_address, NULL};
    g_autofree char *suffix = g_strconcat("-decide+", address->token, NULL);
    g_autofree char *again = list_address(incoming->list, suffix);
    g_autoptr(Value) value = value_dict();
    g_autoptr(Rows) rows = list_edition_letter_find(store, address->letter, error);
    gboolean asks = g_str_equal(what, "kept") || g_str_equal(what, "not_understood");
    ListEditionLetterFind row;
    const NoticeDraft draft = {.template = "edition-decided",
                               .value = value,
                               .to = incoming->mail->from_address,
                               .addresses = addresses,
                               .in_reply_to = incoming->mail->message_id,
                               .reply_to = asks ? again : NULL};

    if (rows == NULL || !list_edition_letter_find_next(rows, &row))
        return FALSE;
    notice_set_list(value, incoming->list);
    value_set_bool(value, what, TRUE);
    value_set_text(value, "title", row.title);
    value_set_int(value, "number", row.number);
    value_set_bool(value_set_dict(value, "state"), row.state, TRUE);
    value_set_text(value, "by", row.decided_by);
    return notice_send(store, settings, incoming->list, &draft, error);
}

static gboolean
is_of_list(Store *store, const ListAddress *address, GError **error)
{
    g_autoptr(Rows) rows = list_edition_letter_find(store, address->letter, error);
    ListEditionLetterFind row;

    if (rows == NULL)
        return FALSE;
    return (list_edition_letter_find_next(rows, &row) && row.list == address->list) ||
           fail(error, ERROR_REFUSED, "this address or link is not valid");
}

gboolean
edition_letter_receive(Store *store, const Settings *settings, const ListAddress *address,
                       const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    MailDecision decision;
    gboolean keeper;

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    if (incoming.automatic) {
        incoming_log(&incoming, "mail about an edition", "automatic, ignored");
        return TRUE;
    }
    if (!incoming_author_holds(settings, &incoming, error) ||
        !incoming_by_keeper(store, &incoming, &keeper, error) || !is_of_list(store, address, error))
        return FALSE;
    if (!keeper)
        return fail(error, ERROR_REFUSED,
                    "only those who look after \"%s\" decide about its editions", address->name);
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    if (words == NULL)
        return fail_inside(error);
    decision_read(words, incoming.mail, &decision);
    g_autofree char *ignored = decision.text;
    const char *what = act(store, &incoming, address->letter, decision.decision, error);
    if (what == NULL || !answer(store, settings, &incoming, address, what, error) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail about an edition", what);
    return TRUE;
}

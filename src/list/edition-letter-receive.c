/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-letter-receive - what those who look after a list answer about an edition; see
 * edition-letter.h
 *
 * Two keys, as for held mail: the token and an author who looks after the list.
 */
#include "base/error.h"
#include "store/query.h"

#include "list/decision-read.h"
#include "list/edition-letter.h"
#include "list/incoming.h"
#include "list/notice.h"
#include "list/turned-away.h"

/* What a decision makes of an edition that is on its way, and of one that was not sent yet. */
static const char *
state_of(const char *decision, gboolean ready)
{
    static const struct {
        const char *decision, *going, *ready;
    } states[] = {{"continue", "running", NULL},
                  {"send", NULL, "scheduled"},
                  {"pause", NULL, "held"},
                  {"cancel", "cancelled", "draft"}};

    for (guint i = 0; decision != NULL && i < G_N_ELEMENTS(states); i++)
        if (g_str_equal(states[i].decision, decision))
            return ready ? states[i].ready : states[i].going;
    return NULL;
}

static const char *
word_of(const char *outcome)
{
    static const char *const words[][2] = {{"running", "continued"}, {"cancelled", "cancelled"},
                                           {"scheduled", "sent"},    {"held", "held"},
                                           {"draft", "dropped"},     {"changed", "changed"}};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i][0], outcome))
            return words[i][1];
    return "already";
}

/* Does it; the word for the answer. NULL on failure. */
static const char *
act(Store *store, const Incoming *incoming, gint64 letter, const MailDecision *decision,
    GError **error)
{
    g_autofree char *by = g_strconcat("mail: ", incoming->author, NULL);
    g_autoptr(Rows) known = list_edition_letter_find(store, letter, error);
    ListEditionLetterFind found;
    ListEditionLetterDecide row;

    if (known == NULL || !list_edition_letter_find_next(known, &found))
        return NULL;
    gboolean ready = g_str_equal(found.what, "ready") || g_str_equal(found.what, "stuck");
    const char *state = state_of(decision->decision, ready);
    /* "Send tomorrow" is not "send", and what has gone does not come back; "cancel?" asks. */
    if (decision->is_asked || (g_strcmp0(state, "scheduled") == 0 && !decision->is_alone))
        state = NULL;
    if (state == NULL)
        return !ready && g_strcmp0(decision->decision, "pause") == 0 ? "kept" : "not_understood";
    g_autoptr(Rows) rows = list_edition_letter_decide(store, letter, state, by, error);
    if (rows == NULL || !list_edition_letter_decide_next(rows, &row))
        return NULL;
    return word_of(row.outcome);
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
    gboolean asks = g_str_equal(what, "kept") || g_str_equal(what, "held") ||
                    g_str_equal(what, "not_understood");
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
    value_set_bool(value, "ready",
                   g_str_equal(row.what, "ready") || g_str_equal(row.what, "stuck"));
    value_set_text(value, "title", row.title);
    value_set_int(value, "number", row.number);
    value_set_bool(value_set_dict(value, "state"), row.state, TRUE);
    notice_set_by(value, row.decided_by);
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
    g_auto(MailDecision) decision = {0};
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
    if (!keeper) {
        fail(error, ERROR_REFUSED, "only those who look after \"%s\" decide about its editions",
             address->name);
        return turned_away(settings, incoming.list, "not-theirs", error);
    }
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    if (words == NULL)
        return fail_inside(error);
    decision_read(words, incoming.mail, &decision);
    const char *what = act(store, &incoming, address->letter, &decision, error);
    if (what == NULL || !answer(store, settings, &incoming, address, what, error) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail about an edition", what);
    return TRUE;
}

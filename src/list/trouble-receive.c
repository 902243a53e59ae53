/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trouble-receive - what those who look after a list answer to a mail that something is wrong; see
 * trouble.h
 *
 * Two keys, as for held mail: the token and an author who looks after the list.
 */
#include "base/error.h"

#include "list/decision-read.h"
#include "list/incoming.h"
#include "list/notice.h"
#include "list/trouble-inside.h"
#include "list/turned-away.h"

/* Looks outside of the mail's transaction: the doctor has one of its own, and asks servers. What is
 * left behind when the answer cannot be written is a look like any other; the mail comes again. */
static gboolean
look_again(Store *store, const Settings *settings, Incoming *incoming, GError **error)
{
    g_clear_pointer(&incoming->transaction, transaction_free);
    if (!trouble_look(store, settings, incoming->list, error))
        return FALSE;
    incoming->transaction = transaction_begin(store, error);
    return incoming->transaction != NULL;
}

/* Does it; the word for the answer. NULL on failure. */
static const char *
act(Store *store, const Settings *settings, Incoming *incoming, gint64 trouble,
    const ListTroubleFind *found, const char *decision, GError **error)
{
    /* "Ignorer" drops what is held, too. */
    if (g_strcmp0(decision, "ignore") == 0 || g_strcmp0(decision, "discard") == 0) {
        g_autofree char *by = g_strconcat("mail: ", incoming->author, NULL);
        return list_trouble_ignore(store, trouble, by, NULL, error) ? "ignored" : NULL;
    }
    if (g_strcmp0(decision, "check") != 0)
        return "not_understood";
    return found->list == 0 || look_again(store, settings, incoming, error) ? "checked" : NULL;
}

/* Of what is so after it was acted on: nothing, where it is right now. */
static gboolean
answer(Store *store, const Settings *settings, const Incoming *incoming, gint64 trouble,
       const ListTroubleFind *before, const char *what, GError **error)
{
    const char *const addresses[] = {incoming->mail->from_address, NULL};
    g_autofree char *again = trouble_address(store, incoming->list, trouble);
    g_autoptr(Value) value = value_dict();
    g_autoptr(Rows) rows = list_trouble_find(store, trouble, error);
    ListTroubleFind now;
    const NoticeDraft draft = {.template = "trouble-answered",
                               .value = value,
                               .to = incoming->mail->from_address,
                               .addresses = addresses,
                               .in_reply_to = incoming->mail->message_id,
                               .reply_to = again};

    if (rows == NULL)
        return FALSE;
    gboolean lasts = list_trouble_find_next(rows, &now);
    trouble_set(value, settings, incoming->list, lasts ? &now : before);
    if (g_str_equal(what, "checked"))
        what = lasts ? "lasts" : "is_over";
    value_set_bool(value, what, TRUE);
    return notice_send(store, settings, incoming->list, &draft, error);
}

gboolean
trouble_receive(Store *store, const Settings *settings, const ListAddress *address,
                const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_auto(MailDecision) decision = {0};
    gboolean keeper;
    ListTroubleFind found = {.fault = "", .subject = "", .words = "", .hint = ""};

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    if (incoming.automatic) {
        incoming_log(&incoming, "mail about trouble", "automatic, ignored");
        return TRUE;
    }
    if (!incoming_author_holds(settings, &incoming, error) ||
        !incoming_by_keeper(store, &incoming, &keeper, error))
        return FALSE;
    g_autoptr(Rows) rows = list_trouble_find(store, address->trouble, error);
    if (rows == NULL)
        return FALSE;
    gboolean known = list_trouble_find_next(rows, &found);
    if (!keeper || (known && found.list != 0 && found.list != address->list)) {
        fail(error, ERROR_REFUSED, "only those who look after \"%s\" answer what is wrong with it",
             address->name);
        return turned_away(settings, incoming.list, "not-theirs", error);
    }
    if (!known) /* it was right before the answer came */
        found.list = address->list;
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    if (words == NULL)
        return fail_inside(error);
    decision_read(words, incoming.mail, &decision);
    const char *what = act(store, settings, &incoming, address->trouble, &found,
                           decision.is_asked ? NULL : decision.decision, error);
    if (what == NULL ||
        !answer(store, settings, &incoming, address->trouble, &found, what, error) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail about trouble", what);
    return TRUE;
}

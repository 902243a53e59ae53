/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leave - leaving a list by mail, and coming back
 *
 * RFC 2369, 3.2: the mailto in List-Unsubscribe, whose subject is the reader's token. Mail programs
 * write that mail by themselves, some mark it as automatic or send it under a null sender, and a
 * subject may come back with words of theirs around it. Leaving asks nobody to confirm: who was
 * made to leave by a letter that went on to others, or by a forged mail, gets a farewell that
 * undoes it. That goes to their own address, once each time they leave. It says that an answer
 * brings back, so "no" and "that was not me" do: only who writes that they leave, and nothing else,
 * stays away.
 */
#include "list/leave.h"

#include "base/error.h"
#include "base/token.h"
#include "store/query.h"

#include "list/answer.h"
#include "list/join.h"

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
leave_farewell(Store *store, const Settings *settings, const List *list, gint64 event,
               const char *address, const char *language, GError **error)
{
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_UNDO, &event, 1);
    g_autofree char *suffix = g_strconcat("-undo+", token, NULL);
    g_autofree char *undo = list_address(list, suffix);
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {.template = "farewell",
                                .language = language,
                                .address = address,
                                .reply_to = undo,
                                .own_text = "farewell"};

    value_set_text(value, "undo", undo);
    value_set_int(value, "days", settings_number(settings, SETTING_ROBOT_UNDO_DAYS));
    return robot_write(store, settings, list, &letter, value, error);
}

gboolean
leave_by_mail(Store *store, const Settings *settings, const Incoming *incoming, gint64 subscriber,
              gboolean *left, GError **error)
{
    g_autoptr(Rows) rows = list_leave(store, incoming->list->id, subscriber, "mail", error);
    ListLeave row;

    if (rows == NULL)
        return FALSE;
    *left = list_leave_next(rows, &row);
    /* Who never confirmed has nothing to come back to. */
    return !*left || !g_str_equal(row.was, "confirmed") ||
           leave_farewell(store, settings, incoming->list, row.event, row.address, row.language,
                          error);
}

static gboolean
leave_author(Store *store, const Settings *settings, const Incoming *incoming, gboolean *left,
             GError **error)
{
    g_autoptr(Rows) rows = list_person(store, incoming->list->id,
                                       incoming->author != NULL ? incoming->author : "", error);
    ListPerson row;

    if (rows == NULL)
        return FALSE;
    return !list_person_next(rows, &row) ||
           leave_by_mail(store, settings, incoming, row.subscriber, left, error);
}

gboolean
leave_receive(Store *store, const Settings *settings, const ListAddress *address,
              const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    gboolean left = FALSE;

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    gint64 subscriber =
        subject_subscriber(store_token_keys(store), address->list, incoming.mail->subject);
    if (subscriber == 0 && *incoming.sender == '\0')
        return fail(error, ERROR_REFUSED, "who leaves \"%s\" by this mail cannot be told",
                    address->name);
    if (subscriber == 0 && !incoming_author_holds(settings, &incoming, error))
        return FALSE;
    /* Whom a program leaves for without a token, people find out. */
    gboolean held = subscriber == 0 && (incoming.automatic || incoming.author == NULL);
    if (!(subscriber != 0 ? leave_by_mail(store, settings, &incoming, subscriber, &left, error)
          : held          ? incoming_hold(store, settings, &incoming, error)
                          : leave_author(store, settings, &incoming, &left, error)) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to leave", left ? "unsubscribed" : held ? "held" : "not on it");
    return TRUE;
}

gboolean
undo_receive(Store *store, const Settings *settings, const ListAddress *address, const char *sender,
             GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    JoinOutcome asked;
    ListJoinUndo row;
    Answer answer;

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    const AnswerPerson author = {.address =
                                     incoming.author != NULL ? incoming.mail->from_address : NULL,
                                 .language = incoming.list->language};
    if (incoming.automatic) {
        incoming_log(&incoming, "mail to undo leaving", "automatic, ignored");
        return TRUE;
    }
    if (!answer_take(settings, &incoming, &answer, error))
        return FALSE;
    if (answer == ANSWER_LEAVE) {
        if (!answer_tell(store, settings, &incoming, &author, "not_on", error) ||
            !transaction_commit(incoming.transaction, error))
            return FALSE;
        incoming_log(&incoming, "mail to undo leaving", "wants to stay away");
        return TRUE;
    }
    g_autoptr(Rows) rows =
        list_join_undo(store, address->list, address->event,
                       (gint32)settings_number(settings, SETTING_ROBOT_UNDO_DAYS), "mail", error);
    if (rows == NULL || !list_join_undo_next(rows, &row))
        return FALSE;
    gboolean good = TRUE;
    if (g_str_equal(row.outcome, "back"))
        good = join_welcome(store, settings, incoming.list, row.subscriber,
                            incoming.mail->message_id, error);
    else if (g_str_equal(row.outcome, "late") && incoming.author != NULL)
        good = join_ask(store, settings, &incoming, incoming.list->language, &asked, error);
    if (!good || !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to undo leaving", row.outcome);
    return TRUE;
}

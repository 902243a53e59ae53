/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer - answers to the letters of a list's robot that ask something; see answer.h */
#include "list/answer.h"

#include "base/address.h"
#include "base/error.h"

gboolean
answer_take(const Settings *settings, const Incoming *incoming, Answer *answer, GError **error)
{
    g_autoptr(CommandWords) words = command_words_open(settings, error);

    if (words == NULL)
        return fail_inside(error);
    *answer = answer_read(words, incoming->mail, incoming->list->name, incoming->list->title);
    return TRUE;
}

gboolean
answer_tell(Store *store, const Settings *settings, const Incoming *incoming,
            const AnswerPerson *person, const char *item, GError **error)
{
    g_autoptr(Value) value = value_dict();
    g_autofree char *request = list_address(incoming->list, "-request");
    const RobotLetter letter = {.template = "robot",
                                .language = person->language,
                                .address = person->address,
                                .reply_to = person->again != NULL ? person->again : request,
                                .in_reply_to = incoming->mail->message_id};
    RobotVerdict verdict;

    if (person->address == NULL)
        return TRUE;
    g_autofree char *key = address_fold(person->address);
    value_set_bool(value_append_dict(value_set_list(value, "items")), item, TRUE);
    return robot_count(store, settings, incoming, key, &verdict, error) &&
           (verdict == ROBOT_SILENT ||
            robot_write(store, settings, incoming->list, &letter, value, error));
}

gboolean
answer_pass_on(Store *store, const Settings *settings, const Incoming *incoming,
               const AnswerPerson *person, GError **error)
{
    return incoming_hold(store, settings, incoming, error) &&
           answer_tell(store, settings, incoming, person,
                       person->again != NULL ? "unclear" : "too_late", error);
}

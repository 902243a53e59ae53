/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command - mail to a list's robot
 *
 * All commands of a mail and the answer to them are one transaction. A command acts for the address
 * in From; since anybody can write that, none does more than a letter to that very address can
 * undo: joining waits for an answer, leaving can be taken back, everything else is told and can be
 * set again. The answer repeats nothing of the mail.
 */
#include "list/command.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "list/command-act.h"
#include "list/decision-read.h"
#include "list/robot.h"

/* Who writes, and which language they are answered in. */
static gboolean
find_author(CommandRun *run, const MailCommands *commands, char **language, GError **error)
{
    const Incoming *incoming = run->incoming;
    g_autoptr(Rows) rows = list_person(run->store, incoming->list->id, incoming->author, error);
    ListPerson row;

    if (rows == NULL)
        return FALSE;
    if (list_person_next(rows, &row)) {
        run->subscriber = row.subscriber;
        run->is_member = g_str_equal(row.state, "confirmed");
        run->is_asked = g_str_equal(row.state, "unconfirmed");
        *language = g_strdup(row.language);
    } else {
        *language = g_strdup(commands->n > 0 && commands->commands[0].language != NULL
                                 ? commands->commands[0].language
                                 : incoming->list->language);
    }
    run->language = *language;
    return TRUE;
}

static gboolean
answer(CommandRun *run, GError **error)
{
    const Incoming *incoming = run->incoming;
    RobotVerdict verdict;
    /* What they answer is for the robot first; what it does not understand goes to people, and so
     * does what they answer then: a program that answers everything shall not go round. */
    g_autofree char *reply_to =
        list_address(incoming->list, run->passed_on ? "-owner" : "-request");
    const RobotLetter letter = {.template = "robot",
                                .reply_to = reply_to,
                                .language = run->language,
                                .address = incoming->mail->from_address,
                                .in_reply_to = incoming->mail->message_id};

    if (run->silent)
        return TRUE;
    return robot_count(run->store, run->settings, incoming, incoming->author, &verdict, error) &&
           (verdict == ROBOT_SILENT ||
            robot_write(run->store, run->settings, incoming->list, &letter, run->value, error));
}

static gboolean
run_all(CommandRun *run, const MailCommands *commands, GError **error)
{
    for (guint i = 0; i < commands->n; i++)
        if (!command_act(run, &commands->commands[i], error))
            return FALSE;
    if (commands->n == 0) {
        if (!incoming_hold(run->store, run->settings, run->incoming, error))
            return FALSE;
        run->passed_on = TRUE;
        value_set_bool(run->value, "passed_on", TRUE);
        command_act(run, &(const MailCommand){.what = COMMAND_HELP}, error);
    }
    return answer(run, error);
}

/* "Merci !", in answer to a letter of the list: nobody has to read that. Its Message-ID is as
 * header_message_id() makes them. */
static gboolean
only_thanks(const CommandWords *words, const Incoming *incoming)
{
    const Mail *mail = incoming->mail;
    const char *answered = mail->in_reply_to;
    gsize random;

    for (guint i = 0;
         mail->in_reply_to == NULL && mail->references != NULL && mail->references[i] != NULL; i++)
        answered = mail->references[i];
    if (answered == NULL)
        return FALSE;
    random = strspn(answered, "0123456789abcdef");
    return random == 32 && answered[random] == '@' &&
           g_ascii_strcasecmp(answered + random + 1, incoming->list->domain) == 0 &&
           decision_is_thanks(words, mail);
}

gboolean
command_receive(Store *store, const Settings *settings, const ListAddress *address,
                const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    g_autofree char *now = clock_format(clock_now());
    g_autofree char *today = g_strndup(now, COMMAND_DAY_SIZE - 1);
    g_autoptr(Value) value = value_dict();
    g_autofree char *language = NULL;
    CommandRun run = {.store = store,
                      .settings = settings,
                      .incoming = &incoming,
                      .today = today,
                      .value = value,
                      .silent = TRUE};
    MailCommands commands;

    if (words == NULL)
        return fail_inside(error);
    if (!incoming_take(store, address, sender, raw, FALSE, &incoming, error))
        return FALSE;
    if (!incoming_author_holds(settings, &incoming, error))
        return FALSE;
    command_read(words, incoming.mail, incoming.list->name, incoming.list->title, today, &commands);
    if (address->what == ADDRESS_JOIN) {
        const MailCommand join = {.what = COMMAND_SUBSCRIBE,
                                  .language =
                                      commands.n > 0 ? commands.commands[0].language : NULL};
        commands = (MailCommands){.commands = {join}, .n = 1};
    }
    if (commands.n == 0 && only_thanks(words, &incoming)) {
        incoming_log(&incoming, "mail to the robot", "thanks, ignored");
        return TRUE;
    }
    run.items = value_set_list(value, "items");
    gboolean known = incoming.author != NULL;
    if (!(known ? find_author(&run, &commands, &language, error) && run_all(&run, &commands, error)
                : incoming_hold(store, settings, &incoming, error)) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to the robot", known && commands.n > 0 ? "done" : "held");
    return TRUE;
}

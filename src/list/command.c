/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command - mail to a list's robot
 *
 * All commands of a mail and the answer to them are one transaction. A command acts for the address
 * in From; since anybody can write that, none does more than a letter to that very address can
 * undo: joining waits for an answer, leaving can be taken back, everything else is told and can be
 * set again. The answer repeats nothing of the mail.
 */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "list/archive-link.h"
#include "list/command-read.h"
#include "list/command.h"
#include "list/join.h"
#include "list/leave.h"
#include "list/notice.h"
#include "list/topic.h"

typedef struct {
    Store *store;
    const Settings *settings;
    const Incoming *incoming;
    const char *language; /* of the answer */
    const char *today;
    gint64 subscriber; /* the author; 0: nobody known */
    gboolean is_member;
    Value *value;
    Value *items;    /* an answer each */
    gboolean silent; /* nothing to say beyond the letters that commands sent by themselves */
} Run;

static void
say(Run *run, const char *what)
{
    value_set_bool(value_append_dict(run->items), what, TRUE);
    run->silent = FALSE;
}

static gboolean
run_subscribe(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    JoinOutcome outcome;

    if (run->incoming->list->is_closed) {
        say(run, "closed");
        return TRUE;
    }
    if (!join_ask(run->store, run->settings, run->incoming, run->language, &outcome, error))
        return FALSE;
    if (outcome == JOIN_ALREADY)
        say(run, "already");
    return TRUE;
}

static gboolean
run_unsubscribe(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    gboolean left = FALSE;

    if (run->subscriber != 0 &&
        !leave_by_mail(run->store, run->settings, run->incoming, run->subscriber, &left, error))
        return FALSE;
    if (!left)
        say(run, "not_on");
    else
        run->is_member = FALSE;
    return TRUE;
}

/* Who says how often and no number waits for as many posts as the list says. */
static gint32
digest_posts(const MailCommand *command)
{
    return command->posts > 0 ? (gint32)command->posts : command->every != NULL ? 0 : -1;
}

static gboolean
run_set(Run *run, const MailCommand *command, GError **error)
{
    ListDeliverySet row;

    if (command->mode == NULL || !run->is_member) {
        say(run, run->is_member ? "set_unknown" : "not_on");
        return TRUE;
    }
    g_autoptr(Rows) rows =
        list_delivery_set(run->store, run->incoming->list->id, run->subscriber, command->mode,
                          command->every, command->form, digest_posts(command), error);
    if (rows == NULL)
        return FALSE;
    if (!list_delivery_set_next(rows, &row)) {
        say(run, "not_on");
        return TRUE;
    }
    g_autofree char *what = g_strconcat("set_", row.delivery, NULL);
    Value *item = value_append_dict(run->items);
    value_set_bool(item, what, TRUE);
    value_set_bool(item, row.every, TRUE);
    value_set_bool(item, row.form, TRUE);
    if (row.posts > 0)
        value_set_int(item, "posts", row.posts);
    run->silent = FALSE;
    return TRUE;
}

static gboolean
run_suspend(Run *run, const MailCommand *command, GError **error)
{
    if (!run->is_member || *command->until == '\0') {
        say(run, run->is_member ? "suspend_unknown" : "not_on");
        return TRUE;
    }
    if (!list_pause(run->store, run->incoming->list->id, run->subscriber, command->from,
                    command->until, NULL, error))
        return FALSE;
    Value *item = value_append_dict(run->items);
    value_set_bool(item, "suspended", TRUE);
    notice_set_day(item, "from", command->from);
    notice_set_day(item, "until", command->until);
    run->silent = FALSE;
    return TRUE;
}

static gboolean
run_resume(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    if (run->is_member &&
        !list_pause(run->store, run->incoming->list->id, run->subscriber, NULL, NULL, NULL, error))
        return FALSE;
    say(run, run->is_member ? "resumed" : "not_on");
    return TRUE;
}

/* Whoever they are on lists as: the clock of a person is the same for all of them. */
static gboolean
run_zone(Run *run, const MailCommand *command, GError **error)
{
    PeopleZoneSet row;

    if (!run->is_member) {
        say(run, "not_on");
        return TRUE;
    }
    g_autoptr(Rows) rows = people_zone_set(run->store, run->subscriber, command->zone, error);
    if (rows == NULL)
        return FALSE;
    if (!people_zone_set_next(rows, &row)) {
        say(run, "zone_unknown");
        return TRUE;
    }
    Value *item = value_append_dict(run->items);
    value_set_bool(item, "zone_set", TRUE);
    value_set_text(item, "zone", row.zone);
    run->silent = FALSE;
    return TRUE;
}

/* The way back is on their page alone: whoever forges a From could ask for it here. */
static gboolean
run_initials(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    if (!run->is_member) {
        say(run, "not_on");
        return TRUE;
    }
    g_autoptr(Rows) rows = people_initials_ask(run->store, run->subscriber, error);
    if (rows == NULL)
        return FALSE;
    say(run, "initials_set");
    return TRUE;
}

static gboolean
run_which(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    g_autoptr(Rows) rows = list_which(run->store, run->subscriber, error);
    Value *item = value_append_dict(run->items);
    Value *lists = value_set_list(item, "lists");
    ListWhich row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(item, "which", TRUE);
    while (list_which_next(rows, &row)) {
        Value *dict = value_append_dict(lists);
        g_autofree char *address = g_strconcat(row.name, "@", row.domain, NULL);
        value_set_text(dict, "address", address);
        value_set_text(dict, "title", row.title);
        value_set_bool(dict, row.delivery, TRUE);
        value_set_bool(dict, row.every, TRUE);
        notice_set_day(dict, "until", row.pause_until);
        if (g_strcmp0(row.pause_from, run->today) > 0)
            notice_set_day(dict, "from", row.pause_from);
        if (row.posts > 0)
            value_set_int(dict, "posts", row.posts);
        g_autofree char *topics =
            topic_chosen_text(run->store, row.list, run->subscriber, run->language, error);
        if (topics == NULL)
            return FALSE;
        value_set_text(dict, "topics", *topics != '\0' ? topics : NULL);
    }
    run->silent = FALSE;
    return TRUE;
}

static gboolean
run_info(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    Value *item = value_append_dict(run->items);
    const List *list = run->incoming->list;
    g_autoptr(Rows) rows = list_text_find(run->store, list->id, "info", run->language, error);
    ListTextFind row;

    if (rows == NULL)
        return FALSE;
    value_set_bool(item, "info", TRUE);
    value_set_text(item, "text", list_text_find_next(rows, &row) ? row.text : list->description);
    g_autofree char *topics = topic_text(run->store, list->id, run->language, error);
    if (topics == NULL)
        return FALSE;
    value_set_text(item, "topics", *topics != '\0' ? topics : NULL);
    run->silent = FALSE;
    return TRUE;
}

/* Words that are no topics of the list change nothing; what there is to choose from is told. */
static gboolean
run_topics(Run *run, const MailCommand *command, GError **error)
{
    const List *list = run->incoming->list;
    g_autoptr(GArray) topics = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *unknown = NULL;

    if (!run->is_member) {
        say(run, "not_on");
        return TRUE;
    }
    g_autofree char *all = topic_text(run->store, list->id, run->language, error);
    if (all == NULL || (*command->topics != '\0' &&
                        !topic_find(run->store, list, command->topics, topics, &unknown, error)))
        return FALSE;
    if (*all == '\0') {
        say(run, "topics_none");
        return TRUE;
    }
    if (unknown == NULL) {
        g_autoptr(Rows) rows =
            list_topic_choose(run->store, list->id, run->subscriber, topics, error);
        if (rows == NULL)
            return FALSE;
    }
    g_autofree char *chosen =
        topic_chosen_text(run->store, list->id, run->subscriber, run->language, error);
    if (chosen == NULL)
        return FALSE;
    Value *item = value_append_dict(run->items);
    value_set_bool(item, unknown != NULL ? "topics_unknown" : "topics_set", TRUE);
    value_set_text(item, "topics", *chosen != '\0' ? chosen : NULL);
    value_set_text(item, "known", all);
    run->silent = FALSE;
    return TRUE;
}

/* Who is not on a private list hears nothing of its archive. */
static gboolean
run_archive(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    const List *list = run->incoming->list;

    if (!list->is_public && !run->is_member) {
        say(run, "not_on");
        return TRUE;
    }
    Value *item = value_append_dict(run->items);
    value_set_bool(item, list->is_public ? "archive" : "archive_private", TRUE);
    if (list->is_public) {
        g_autofree char *url =
            g_strdup_printf("%s/%s/", settings_text(run->settings, SETTING_SITE_URL), list->name);
        value_set_text(item, "archive_url", url);
    } else {
        archive_link_set(item, run->store, run->settings, list, run->subscriber);
    }
    run->silent = FALSE;
    return TRUE;
}

static gboolean
run_help(Run *run, const MailCommand *command G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    value_set_bool(run->value, "help", TRUE);
    run->silent = FALSE;
    return TRUE;
}

static gboolean (*const acts[COMMAND_N])(Run *run, const MailCommand *command, GError **error) = {
    [COMMAND_SUBSCRIBE] = run_subscribe,
    [COMMAND_UNSUBSCRIBE] = run_unsubscribe,
    [COMMAND_SET] = run_set,
    [COMMAND_SUSPEND] = run_suspend,
    [COMMAND_RESUME] = run_resume,
    [COMMAND_WHICH] = run_which,
    [COMMAND_INFO] = run_info,
    [COMMAND_ARCHIVE] = run_archive,
    [COMMAND_HELP] = run_help,
    [COMMAND_TOPICS] = run_topics,
    [COMMAND_ZONE] = run_zone,
    [COMMAND_INITIALS] = run_initials,
};

/* Who writes, and which language they are answered in. */
static gboolean
find_author(Run *run, const MailCommands *commands, char **language, GError **error)
{
    const Incoming *incoming = run->incoming;
    g_autoptr(Rows) rows = list_person(run->store, incoming->list->id, incoming->author, error);
    ListPerson row;

    if (rows == NULL)
        return FALSE;
    if (list_person_next(rows, &row)) {
        run->subscriber = row.subscriber;
        run->is_member = g_str_equal(row.state, "confirmed");
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
answer(Run *run, GError **error)
{
    const Incoming *incoming = run->incoming;
    RobotVerdict verdict;
    const RobotLetter letter = {.template = "robot",
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
run_all(Run *run, const MailCommands *commands, GError **error)
{
    for (guint i = 0; i < commands->n; i++)
        if (!acts[commands->commands[i].what](run, &commands->commands[i], error))
            return FALSE;
    if (commands->n == 0) {
        if (!incoming_hold(run->store, run->settings, run->incoming, error))
            return FALSE;
        value_set_bool(run->value, "passed_on", TRUE);
        run_help(run, NULL, error);
    }
    return answer(run, error);
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
    Run run = {.store = store,
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
    run.items = value_set_list(value, "items");
    gboolean known = incoming.author != NULL;
    if (!(known ? find_author(&run, &commands, &language, error) && run_all(&run, &commands, error)
                : incoming_hold(store, settings, &incoming, error)) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to the robot", known && commands.n > 0 ? "done" : "held");
    return TRUE;
}

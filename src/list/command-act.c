/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-act - a function a command; see command-act.h */
#include "list/command-act.h"

#include "store/query.h"

#include "list/archive-link.h"
#include "list/join.h"
#include "list/leave.h"
#include "list/notice.h"
#include "list/topic.h"

static void
say(CommandRun *run, const char *what)
{
    value_set_bool(value_append_dict(run->items), what, TRUE);
    run->silent = FALSE;
}

/* Who has been asked to confirm need not ask once more. */
static void
say_not_on(CommandRun *run)
{
    say(run, run->is_asked ? "not_yet" : "not_on");
}

static gboolean
run_subscribe(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    JoinOutcome outcome;

    if (run->incoming->list->is_closed) {
        say(run, "closed");
        return TRUE;
    }
    if (!join_ask(run->store, run->settings, run->incoming, run->language, &outcome, error))
        return FALSE;
    run->is_asked = outcome == JOIN_ASKED;
    if (outcome == JOIN_ALREADY)
        say(run, "already");
    return TRUE;
}

static gboolean
run_unsubscribe(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    gboolean left = FALSE;

    if (run->subscriber != 0 &&
        !leave_by_mail(run->store, run->settings, run->incoming, run->subscriber, &left, error))
        return FALSE;
    if (!left)
        say(run, "not_on");
    else if (run->is_asked)
        say(run, "forgotten");
    run->is_member = run->is_asked = FALSE;
    return TRUE;
}

/* Who says how often and no number waits for as many posts as the list says. */
static gint32
digest_posts(const MailCommand *command)
{
    return command->posts > 0 ? (gint32)command->posts : command->every != NULL ? 0 : -1;
}

static gboolean
run_set(CommandRun *run, const MailCommand *command, GError **error)
{
    ListDeliverySet row;

    if (!run->is_member) {
        say_not_on(run);
        return TRUE;
    }
    if (command->mode == NULL) {
        say(run, "set_unknown");
        return TRUE;
    }
    g_autoptr(Rows) rows =
        list_delivery_set(run->store, run->incoming->list->id, run->subscriber, command->mode,
                          command->every, command->form, digest_posts(command), error);
    if (rows == NULL)
        return FALSE;
    if (!list_delivery_set_next(rows, &row)) {
        say_not_on(run);
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
run_suspend(CommandRun *run, const MailCommand *command, GError **error)
{
    if (!run->is_member) {
        say_not_on(run);
        return TRUE;
    }
    if (*command->until == '\0') {
        say(run, "suspend_unknown");
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
run_resume(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    if (!run->is_member) {
        say_not_on(run);
        return TRUE;
    }
    if (!list_pause(run->store, run->incoming->list->id, run->subscriber, NULL, NULL, NULL, error))
        return FALSE;
    say(run, "resumed");
    return TRUE;
}

/* Whoever they are on lists as: the clock of a person is the same for all of them. */
static gboolean
run_zone(CommandRun *run, const MailCommand *command, GError **error)
{
    PeopleZoneSet row;

    if (!run->is_member) {
        say_not_on(run);
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
run_initials(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
{
    if (!run->is_member) {
        say_not_on(run);
        return TRUE;
    }
    g_autoptr(Rows) rows = people_initials_ask(run->store, run->subscriber, error);
    if (rows == NULL)
        return FALSE;
    say(run, "initials_set");
    return TRUE;
}

static gboolean
run_which(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
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
run_info(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error)
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
run_topics(CommandRun *run, const MailCommand *command, GError **error)
{
    const List *list = run->incoming->list;
    g_autoptr(GArray) topics = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *unknown = NULL;

    if (!run->is_member) {
        say_not_on(run);
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
run_archive(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    const List *list = run->incoming->list;

    if (!list->is_public && !run->is_member) {
        say_not_on(run);
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
run_help(CommandRun *run, const MailCommand *command G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    value_set_bool(run->value, "help", TRUE);
    run->silent = FALSE;
    return TRUE;
}

static gboolean (*const acts[COMMAND_N])(CommandRun *run, const MailCommand *command,
                                         GError **error) = {
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

gboolean
command_act(CommandRun *run, const MailCommand *command, GError **error)
{
    return acts[command->what](run, command, error);
}

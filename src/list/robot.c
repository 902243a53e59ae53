/* SPDX-License-Identifier: GPL-3.0-or-later */
/* robot - what a list's robot writes to one person; see robot.h */
#include "list/robot.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

/* The domain that the mail came from, as far as an envelope tells. */
static char *
network_of(const char *sender)
{
    g_autofree char *folded = address_fold(sender != NULL ? sender : "");
    const char *at = folded != NULL ? strrchr(folded, '@') : NULL;

    return g_strdup(at != NULL ? at + 1 : "");
}

/* A list's own address, its robot's among them: a mail that claims to be from there is forged, and
 * an answer, or a reminder to confirm, would be a mail to that list. */
static gboolean
is_of_a_list(Store *store, const char *address_key, gboolean *is, GError **error)
{
    g_auto(ListAddress) address = {0};
    g_autoptr(GError) failed = NULL;

    *is = list_address_resolve(store, address_key, "", &address, &failed) ||
          error_kind(failed) == ERROR_REFUSED;
    if (*is || error_kind(failed) == ERROR_NOT_FOUND)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

gboolean
robot_count(Store *store, const Settings *settings, const Incoming *incoming,
            const char *address_key, RobotVerdict *verdict, GError **error)
{
    return robot_count_from(store, settings, incoming->list, incoming->sender, address_key, verdict,
                            error);
}

gboolean
robot_count_from(Store *store, const Settings *settings, const List *list, const char *sender,
                 const char *address_key, RobotVerdict *verdict, GError **error)
{
    gboolean of_a_list;

    if (!is_of_a_list(store, address_key, &of_a_list, error))
        return FALSE;
    if (of_a_list)
        return fail(error, ERROR_REFUSED, "the robot of \"%s\" writes to no list", list->name);
    g_autofree char *network = network_of(sender);
    g_autoptr(Rows) rows = list_robot_may_answer(
        store, address_key, network, (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
        (gint32)settings_number(settings, SETTING_ROBOT_PER_NETWORK),
        (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    ListRobotMayAnswer row;

    if (rows == NULL || !list_robot_may_answer_next(rows, &row))
        return FALSE;
    *verdict = g_str_equal(row.verdict, "yes") ? ROBOT_MAY : ROBOT_SILENT;
    if (*verdict == ROBOT_MAY)
        return TRUE;
    log_event(G_LOG_LEVEL_WARNING, "the robot has written enough", "LIST", list->name, "BUDGET",
              row.verdict, "NETWORK", network, NULL);
    if (g_str_equal(row.verdict, "address"))
        return TRUE;
    return fail(error, ERROR_TRY_LATER, "the robot of \"%s\" has had too much to write",
                list->name);
}

static void
set_addresses(Value *value, const List *list)
{
    Value *dict = value_set_dict(value, "at");
    static const char *const names[] = {"join", "leave", "request", "owner"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *suffix = g_strconcat("-", names[i], NULL);
        g_autofree char *address = list_address(list, suffix);
        value_set_text(dict, names[i], address);
    }
}

gboolean
robot_write(Store *store, const Settings *settings, const List *list, const RobotLetter *letter,
            Value *value, GError **error)
{
    const char *const addresses[] = {letter->address, NULL};
    const NoticeDraft draft = {
        .template = letter->template,
        .value = value,
        .language = letter->language,
        .to = letter->address,
        .addresses = addresses,
        .reply_to = letter->reply_to,
        .in_reply_to = letter->in_reply_to,
    };
    ListTextFind row;

    notice_set_list(value, list);
    set_addresses(value, list);
    if (letter->own_text != NULL) {
        g_autoptr(Rows) rows =
            list_text_find(store, list->id, letter->own_text, letter->language, error);
        if (rows == NULL)
            return FALSE;
        if (list_text_find_next(rows, &row))
            value_set_text(value, "text", row.text);
    }
    return notice_send(store, settings, list, &draft, error);
}

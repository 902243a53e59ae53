/* SPDX-License-Identifier: GPL-3.0-or-later */
/* robot - what a list's robot writes to one person; see robot.h */
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "list/robot.h"

/* The domain that the mail came from, as far as an envelope tells. */
static char *
network_of(const Incoming *incoming)
{
    g_autofree char *folded = address_fold(incoming->sender);
    const char *at = folded != NULL ? strrchr(folded, '@') : NULL;

    return g_strdup(at != NULL ? at + 1 : "");
}

gboolean
robot_count(Store *store, const Settings *settings, const Incoming *incoming,
            const char *address_key, RobotVerdict *verdict, GError **error)
{
    g_autofree char *network = network_of(incoming);
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
    log_event(G_LOG_LEVEL_WARNING, "the robot has written enough", "LIST", incoming->list->name,
              "BUDGET", row.verdict, "NETWORK", network, NULL);
    if (g_str_equal(row.verdict, "address"))
        return TRUE;
    return fail(error, ERROR_TRY_LATER, "the robot of \"%s\" has had too much to write",
                incoming->list->name);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * misdirected - a member who wrote to all what was meant for the robot hears where to write
 *
 * Whoever wants to leave a list writes to the address they know. Their mail waits for a moderator,
 * who cannot do much with it; they themselves can. Strangers hear nothing: their address is as
 * often forged as not.
 */
#include "list/misdirected.h"

#include "base/error.h"
#include "store/query.h"

#include "list/robot.h"

gboolean
misdirected_tell(Store *store, const Settings *settings, const List *list, const char *sender,
                 const PostFacts *facts, GError **error)
{
    g_autoptr(GError) enough = NULL;
    ListPerson row;
    RobotVerdict verdict;

    if (facts->author == NULL || facts->standing != STANDING_CONFIRMED || facts->automatic ||
        facts->verdict.author == AUTHOR_FORGED)
        return TRUE;
    if (!robot_count_from(store, settings, list, sender, facts->author, &verdict, &enough)) {
        if (error_kind(enough) == ERROR_TRY_LATER || error_kind(enough) == ERROR_REFUSED)
            return TRUE;
        g_propagate_error(error, g_steal_pointer(&enough));
        return FALSE;
    }
    if (verdict == ROBOT_SILENT)
        return TRUE;
    g_autoptr(Rows) rows = list_person(store, list->id, facts->author, error);
    if (rows == NULL)
        return FALSE;
    if (!list_person_next(rows, &row))
        return TRUE;
    g_autofree char *request = list_address(list, "-request");
    g_autoptr(Value) value = value_dict();
    const RobotLetter letter = {.template = "misdirected",
                                .language = row.language,
                                .address = facts->mail->from_address,
                                .reply_to = request,
                                .in_reply_to = facts->mail->message_id};
    return robot_write(store, settings, list, &letter, value, error);
}

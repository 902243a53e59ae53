/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hold - keep a mail until a moderator decides
 *
 * RFC 5321 4.2.5: once we say 250 the mail is ours to keep. The moderators hear of each held mail
 * once. The sender hears nothing: a stranger's address is as often forged as not.
 */
#include "base/error.h"
#include "store/query.h"

#include "list/hold.h"
#include "list/notice.h"

static gboolean
tell_owners(Store *store, const Settings *settings, const List *list, const HoldDraft *draft,
            gint64 held, GError **error)
{
    g_autoptr(Value) value = value_dict();

    value_set_int(value, "number", held);
    /* The template says each reason in words: {{#reason.stranger}}...{{/reason.stranger}} */
    value_set_bool(value_set_dict(value, "reason"), draft->reason, TRUE);
    return notice_owners(store, settings, list, "held", value, draft->mail, NULL, error);
}

gboolean
hold_add(Store *store, const Settings *settings, const List *list, const HoldDraft *draft,
         gint64 *held, GError **error)
{
    const Mail *mail = draft->mail;
    g_autoptr(Rows) rows = list_held_add(
        store, list->id, draft->raw, draft->sender != NULL ? draft->sender : "", mail->from_address,
        mail->subject != NULL ? mail->subject : "", draft->reason, error);
    ListHeldAdd row;

    if (rows == NULL)
        return FALSE;
    if (!list_held_add_next(rows, &row))
        return fail(error, ERROR_BUG, "a held message has no number");
    if (row.is_new && draft->tell && !tell_owners(store, settings, list, draft, row.id, error))
        return FALSE;
    *held = row.id;
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hold - keep a mail until a moderator decides
 *
 * RFC 5321 4.2.5: once we say 250 the mail is ours to keep. The moderators hear of each held mail
 * once, with the mail attached, and can decide by an answer. The sender hears nothing, since a
 * stranger's address is as often forged as not (but see misdirected.h).
 */
#include "list/hold.h"

#include "base/error.h"
#include "store/query.h"

#include "list/held-tell.h"
#include "list/notice.h"
#include "list/post-hide.h"
#include "list/topic.h"

/* By which addresses it can be decided, and what it can be about. NULL on failure. */
static char *
set_ways(Value *value, Store *store, const Settings *settings, const List *list, gint64 held,
         GError **error)
{
    Value *dict = value_set_dict(value, "decide");
    g_autofree char *accept = held_address(store, list, "-accept", held);
    g_autofree char *discard = held_address(store, list, "-discard", held);
    g_autofree char *topics = topic_text(store, list->id, list->language, error);

    if (topics == NULL)
        return NULL;
    value_set_text(dict, "accept", accept);
    value_set_text(dict, "discard", discard);
    value_set_text(dict, "topics", *topics != '\0' ? topics : NULL);
    value_set_int(value, "days", settings_number(settings, SETTING_HELD_DAYS));
    return held_address(store, list, "-moderate", held);
}

/* What was written to the robot is answered by hand, and then there is nothing to decide. */
static void
set_robot(Value *value, Store *store, const Settings *settings, const List *list, gint64 held)
{
    Value *dict = value_set_dict(value, "robot");
    g_autofree char *discard = held_address(store, list, "-discard", held);

    value_set_text(dict, "discard", discard);
    value_set_int(dict, "days", settings_number(settings, SETTING_HELD_DAYS));
}

static gboolean
tell_owners(Store *store, const Settings *settings, const List *list, const HoldDraft *draft,
            gint64 held, GError **error)
{
    g_autoptr(Value) value = value_dict();
    g_autoptr(GBytes) hidden =
        post_hide_tokens(draft->mail, settings_text(settings, SETTING_SITE_URL));
    g_autofree char *decide = NULL;

    if (g_str_equal(draft->reason, "command"))
        set_robot(value, store, settings, list, held);
    else if ((decide = set_ways(value, store, settings, list, held, error)) == NULL)
        return FALSE;
    value_set_int(value, "number", held);
    /* The template says each reason in words: {{#reason.stranger}}...{{/reason.stranger}} */
    value_set_bool(value_set_dict(value, "reason"), draft->reason, TRUE);
    return notice_owners(store, settings, list, "held", value, draft->mail, hidden, decide, error);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held-tell - what owners and moderators hear of a decision about a held mail; see held-tell.h */
#include "list/held-tell.h"

#include <string.h>

#include "base/address.h"
#include "base/token.h"

#include "list/notice.h"

char *
held_address(Store *store, const List *list, const char *suffix, gint64 number)
{
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_MODERATE, &number, 1);
    g_autofree char *whole = g_strconcat(suffix, "+", token, NULL);

    return list_address(list, whole);
}

/* Those who did not decide it themselves by mail. */
static char **
others(char **keepers, const char *by)
{
    g_autoptr(GStrvBuilder) rest = g_strv_builder_new();
    g_autofree char *decider = g_str_has_prefix(by, "mail: ") ? address_fold(by + 6) : NULL;

    for (; *keepers != NULL; keepers++) {
        g_autofree char *key = address_fold(*keepers);
        if (key == NULL || g_strcmp0(key, decider) != 0)
            g_strv_builder_add(rest, *keepers);
    }
    return g_strv_builder_end(rest);
}

gboolean
held_tell(Store *store, const Settings *settings, const List *list, const HeldNews *news,
          GError **error)
{
    g_auto(GStrv) keepers = list_keepers(store, list->id, error);
    g_autofree char *owners = list_address(list, "-owner");
    g_autoptr(Value) value = value_dict();

    if (keepers == NULL)
        return FALSE;
    /* Who looks after a list alone knows what they did; what time did, nobody knows. */
    if (g_strv_length(keepers) < 2 && !g_str_equal(news->what, "expired"))
        return TRUE;
    g_auto(GStrv) addresses = others(keepers, news->by);
    const NoticeDraft draft = {.template = "decided",
                               .value = value,
                               .to = owners,
                               .addresses = (const char *const *)addresses};
    notice_set_list(value, list);
    value_set_int(value, "number", news->number);
    value_set_text(value, "subject", news->subject);
    value_set_bool(value, news->what, TRUE);
    notice_set_by(value, news->by);
    value_set_text(value, "text", news->text);
    return notice_send(store, settings, list, &draft, error);
}

gboolean
held_answer(Store *store, const Settings *settings, const List *list, const HeldAnswer *answer,
            GError **error)
{
    const char *const addresses[] = {answer->to, NULL};
    g_autofree char *moderate = held_address(store, list, "-moderate", answer->number);
    g_autoptr(Value) value = value_dict();
    const NoticeDraft draft = {
        .template = "moderated",
        .value = value,
        .to = answer->to,
        .addresses = addresses,
        .in_reply_to = answer->in_reply_to,
        .reply_to = g_str_equal(answer->what, "not_understood") ||
                            g_str_equal(answer->what, "topics_unknown")
                        ? moderate
                        : NULL,
    };

    notice_set_list(value, list);
    value_set_int(value, "number", answer->number);
    value_set_text(value, "subject", answer->subject);
    value_set_bool(value, answer->what, TRUE);
    if (answer->state != NULL)
        value_set_bool(value_set_dict(value, "state"), answer->state, TRUE);
    notice_set_by(value, answer->by);
    if (answer->topics != NULL && *answer->topics != '\0')
        value_set_text(value, "topics", answer->topics);
    return notice_send(store, settings, list, &draft, error);
}

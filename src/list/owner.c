/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * owner - mail for the people behind a list
 *
 * The original goes along attached, with readers' own tokens overwritten, rather than being sent on
 * under its author's name: the author's domain may forbid others to send for it (DMARC). What a
 * program sent is refused: this address is in headers of each copy, and programs answer to it.
 */
#include "list/owner.h"
#include "list/incoming.h"
#include "list/notice.h"
#include "list/post-hide.h"

gboolean
owner_receive(Store *store, const Settings *settings, const ListAddress *address,
              const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_autoptr(Value) value = value_dict();

    if (!incoming_take(store, address, sender, raw, FALSE, &incoming, error))
        return FALSE;
    g_auto(GStrv) keepers = list_keepers(store, incoming.list->id, error);
    if (keepers == NULL)
        return FALSE;
    gboolean forward = keepers[0] != NULL;
    g_autoptr(GBytes) hidden =
        post_hide_tokens(incoming.mail, settings_text(settings, SETTING_SITE_URL));
    if (!(forward ? notice_owners(store, settings, incoming.list, "owner", value, incoming.mail,
                                  hidden, NULL, error)
                  : incoming_hold(store, settings, &incoming, error)) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail for the owners", forward ? "forwarded" : "held");
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accept - what happens to a mail that comes in, whichever door it used; see accept.h */
#include "serve/accept.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "list/address.h"
#include "list/command.h"
#include "list/confirm.h"
#include "list/decide.h"
#include "list/edition-letter.h"
#include "list/leave.h"
#include "list/moderate.h"
#include "list/owner.h"
#include "list/post.h"
#include "list/propose.h"
#include "list/trouble.h"
#include "list/turned-away.h"
#include "mailing/bounce.h"
#include "mailing/feedback.h"

gboolean
accept_recipient(Store *store, const Settings *settings, const char *sender, const char *recipient,
                 GError **error)
{
    g_auto(ListAddress) address = {0};
    g_autoptr(GError) failed = NULL;

    if (feedback_is_address(settings, recipient))
        return TRUE;
    if (!list_address_resolve(store, recipient, sender, &address, &failed)) {
        ErrorKind kind = error_kind(failed);
        g_propagate_error(error, g_steal_pointer(&failed));
        return kind == ERROR_NOT_FOUND || kind == ERROR_REFUSED
                   ? turned_away_address(store, settings, recipient, error)
                   : FALSE;
    }
    /* Who is banned can still write to the owners, and leave. */
    if ((address.what != ADDRESS_POST && address.what != ADDRESS_PROPOSE) || !address.is_banned)
        return TRUE;
    fail(error, ERROR_REFUSED, "the list \"%s\" takes no mail from this sender", address.name);
    return turned_away_banned(store, settings, address.list, error);
}

/* Whether `recipient` takes posts, by its form alone: then the list's name, to be freed. */
static char *
name_of_post(const Settings *settings, const char *recipient)
{
    g_autofree char *folded = address_fold(recipient);
    g_autofree char *name = NULL, *token = NULL;
    ListAddressWhat what;
    char *at = folded != NULL ? strrchr(folded, '@') : NULL;

    if (at == NULL || feedback_is_address(settings, recipient))
        return NULL;
    *at = '\0';
    if (!list_address_split(folded, &name, &what, &token) || what != ADDRESS_POST)
        return NULL;
    return g_steal_pointer(&name);
}

IntakePost *
accept_read(const Settings *settings, const char *sender, const char *recipient, GBytes *raw)
{
    char *name = name_of_post(settings, recipient);

    return name != NULL ? intake_post_new(settings, sender, recipient, name, raw, NULL) : NULL;
}

/* `refusal` (NULL: none) is taken over. */
static gboolean
answer(const PostVerdict *verdict, GError *refusal, char **reply, GError **error)
{
    if (refusal == NULL) {
        *reply = g_strdup(post_outcome_word(verdict->outcome));
        return TRUE;
    }
    g_propagate_error(error, refusal);
    return verdict->status != NULL ? fail_status(error, verdict->status) : FALSE;
}

gboolean
accept_answer(IntakePost *post, char **reply, GError **error)
{
    return answer(&post->verdict, g_steal_pointer(&post->refusal), reply, error);
}

static gboolean
accept_post(Store *store, const Settings *settings, const ListAddress *address, const char *sender,
            GBytes *raw, char **reply, GError **error)
{
    const PostEnvelope envelope = {sender, address->name, raw};
    PostVerdict verdict = {0};

    GError *refusal = NULL;

    post_receive(store, settings, &envelope, &verdict, &refusal);
    return answer(&verdict, refusal, reply, error);
}

gboolean
accept_message(Store *store, const Settings *settings, const char *sender, const char *recipient,
               GBytes *raw, char **reply, GError **error)
{
    g_auto(ListAddress) address = {0};

    if (feedback_is_address(settings, recipient))
        return feedback_receive(store, raw, error);
    if (!list_address_resolve(store, recipient, "", &address, error))
        return FALSE;
    switch (address.what) {
    case ADDRESS_POST:
        return accept_post(store, settings, &address, sender, raw, reply, error);
    case ADDRESS_BOUNCES:
        return bounce_receive(store, address.mailing, address.recipient, raw, error);
    case ADDRESS_OWNER:
        return owner_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_LEAVE:
        return leave_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_CONFIRM:
        return confirm_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_UNDO:
        return undo_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_MODERATE:
    case ADDRESS_ACCEPT:
    case ADDRESS_DISCARD:
        return moderate_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_REQUEST:
    case ADDRESS_JOIN:
        return command_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_PROPOSE:
        return propose_receive(store, settings, &address, sender, raw, error);
    case ADDRESS_DECIDE:
        if (address.letter != 0)
            return edition_letter_receive(store, settings, &address, sender, raw, error);
        if (address.trouble != 0)
            return trouble_receive(store, settings, &address, sender, raw, error);
        return decide_receive(store, settings, &address, sender, raw, error);
    }
    return fail(error, ERROR_BUG, "an address of a list leads nowhere");
}

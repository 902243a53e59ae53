/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-schedule - let an edition go by itself at a time, or at a coordinator's word, or not
 * after all */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"

#include "cmd/edition.h"
#include "cmd/sending-options.h"

static char *at;
static gboolean force;

const GOptionEntry cmd_edition_schedule_options[] = {
    {"at", 0, 0, G_OPTION_ARG_STRING, &at,
     "when, in the time zone of the site or with one; else what its file says", "TIME"},
    {"force", 0, 0, G_OPTION_ARG_NONE, &force, "even where \"edition check\" finds errors", NULL},
    SENDING_OPTIONS,
    {0}};

const GOptionEntry cmd_edition_ask_options[] = {
    {"force", 0, 0, G_OPTION_ARG_NONE, &force, "even where \"edition check\" finds errors", NULL},
    {0}};

gboolean
cmd_edition_schedule(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(Sending) sending = edition != NULL ? sending_options_read(call, error) : NULL;
    gint64 time = 0;

    if (sending == NULL)
        return FALSE;
    const char *wish = at != NULL ? at : edition->schedule;
    if (*wish == '\0') {
        fail(error, ERROR_BAD_INPUT, "neither --at nor its file say when edition \"%s\" goes",
             edition->reference);
        return fail_hint(error, "colporteur edition schedule %s --at \"2026-12-01 08:00\"",
                         edition->reference);
    }
    if (!sending_read_time(wish, sending->zone, &time, error))
        return FALSE;
    if (time <= clock_now()) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" has passed", wish);
        return fail_hint(error, "colporteur edition send %s sends it now", edition->reference);
    }
    if (sending->not_after != 0 && sending->not_after <= time)
        return fail(error, ERROR_BAD_INPUT, "its deadline is before its time");
    if (!edition_check_before(call, edition, force, error))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL || !sending_schedule(call->store, edition, time, error) ||
        !sending_set(call->store, edition, sending, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    g_autofree char *when = clock_format(time);
    printf("%s goes at %s; those who look after the list get it to read\n", edition->reference,
           when);
    return TRUE;
}

gboolean
cmd_edition_ask(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);

    if (edition == NULL || !edition_check_before(call, edition, force, error) ||
        !sending_ask(call->store, edition, error))
        return FALSE;
    printf("%s is sent to those who look after the list, who let it go by answering\n",
           edition->reference);
    return TRUE;
}

gboolean
cmd_edition_unschedule(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);

    if (edition == NULL || !sending_unschedule(call->store, edition, error))
        return FALSE;
    printf("%s is a draft again\n", edition->reference);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-doctor - what is wrong with lists; the exit status says whether anything is */
#include <stdio.h>

#include "base/error.h"
#include "list/doctor.h"
#include "store/query.h"

#include "cmd/counted.h"
#include "cmd/list.h"
#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_list_doctor_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

typedef struct {
    Listing *listing;
    guint lists, ill;
    gint64 orphans; /* accepted mails whose list is no more */
    gboolean away;  /* nobody takes mail in by LMTP here */
} Round;

static void
tell(Round *round, const char *list, const char *level, const char *fault, const char *words,
     const char *hint)
{
    listing_row(round->listing, list, level, fault, words, hint);
    if (!json)
        printf("%s%s%s: %s; %s\n", list != NULL ? list : "", list != NULL ? ": " : "", level, words,
               hint);
}

static gboolean
look_at(Call *call, const char *name, Round *round, GError **error)
{
    g_autoptr(List) list = list_find(call->store, name, error);
    g_autoptr(GPtrArray) findings =
        list != NULL ? doctor_look(call->store, call->settings, list, error) : NULL;
    gboolean ill = FALSE;

    if (findings == NULL)
        return FALSE;
    if (!list->is_closed)
        doctor_reach(call->settings, list, findings, &round->away);
    for (guint i = 0; i < findings->len; i++) {
        const DoctorFinding *finding = findings->pdata[i];
        ill |= finding->level != DOCTOR_NOTE;
        tell(round, list->name, doctor_level_word(finding->level), finding->fault, finding->words,
             finding->hint);
    }
    round->lists++;
    round->ill += ill;
    return TRUE;
}

/* Mails that wait for a list that was deleted past the triggers belong to none that is looked at.
 */
static gboolean
look_for_orphans(Call *call, Round *round, GError **error)
{
    ListIntakeOrphans row;

    if (store_is_coordinator(call->store))
        return TRUE;
    g_autoptr(Rows) rows = list_intake_orphans(call->store, error);
    if (rows == NULL || !list_intake_orphans_next(rows, &row))
        return FALSE;
    round->orphans = row.mails;
    if (row.mails == 0)
        return TRUE;
    g_autofree char *many = counted(row.mails, "accepted mail waits", "accepted mails wait");
    g_autofree char *words = g_strconcat(many, " for a list that was deleted by hand", NULL);
    tell(round, NULL, doctor_level_word(DOCTOR_ERROR), "intake-orphaned", words,
         "colporteur intake list, show and drop decide about them");
    return TRUE;
}

static gboolean
look_at_all(Call *call, Round *round, GError **error)
{
    g_autoptr(Rows) rows = list_all(call->store, FALSE, error);
    ListAll row;

    if (rows == NULL)
        return FALSE;
    while (list_all_next(rows, &row))
        if (!look_at(call, row.name, round, error))
            return FALSE;
    return look_for_orphans(call, round, error);
}

gboolean
cmd_list_doctor(Call *call, GError **error)
{
    g_autoptr(Listing) listing = listing_new("list", "level", "fault", "words", "hint", NULL);
    Round round = {.listing = listing};

    if (!(call->n_arguments > 0 ? look_at(call, call->arguments[0], &round, error)
                                : look_at_all(call, &round, error)))
        return FALSE;
    if (json)
        listing_print(listing, TRUE);
    else if (round.away)
        printf("nobody takes mail in at %s: whether addresses are taken was not tried\n",
               settings_text(call->settings, SETTING_LMTP_LISTEN));
    if (round.ill > 0)
        return fail(error, ERROR_CONFLICT, "%u of %u list%s should be looked at", round.ill,
                    round.lists, round.lists == 1 ? "" : "s");
    if (round.orphans > 0)
        return fail(error, ERROR_CONFLICT, "mails that were accepted should be looked at");
    if (!json)
        printf("%u list%s looked at, all is well\n", round.lists, round.lists == 1 ? "" : "s");
    return TRUE;
}

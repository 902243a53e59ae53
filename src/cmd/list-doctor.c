/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-doctor - what is wrong with lists; the exit status says whether anything is */
#include <stdio.h>

#include "base/error.h"
#include "list/doctor.h"
#include "store/query.h"

#include "cmd/list.h"
#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_list_doctor_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

typedef struct {
    Listing *listing;
    guint lists, ill;
    gboolean away; /* nobody takes mail in by LMTP here */
} Round;

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
        listing_row(round->listing, list->name, doctor_level_word(finding->level), finding->fault,
                    finding->words, finding->hint);
        if (!json)
            printf("%s: %s: %s; %s\n", list->name, doctor_level_word(finding->level),
                   finding->words, finding->hint);
    }
    round->lists++;
    round->ill += ill;
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
    return TRUE;
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
    if (!json)
        printf("%u list%s looked at, all is well\n", round.lists, round.lists == 1 ? "" : "s");
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* territory-load - load another vintage of the geography, and say what it changes */
#include <stdio.h>

#include "base/error.h"
#include "people/geography-load.h"
#include "people/territory.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/listing.h"
#include "cmd/territory.h"

static gboolean json;
static gboolean dry_run;
static gboolean force;
static gboolean yes;

const GOptionEntry cmd_territory_load_options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would change, and change nothing",
     NULL},
    {"force", 0, 0, G_OPTION_ARG_NONE, &force, "load a vintage older than the one that is loaded",
     NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before loading", NULL},
    {0}};

/* In the order in which they are told; `carries`: people and contributions go elsewhere. */
static const struct {
    const char *what;
    const char *words;
    gboolean carries;
} kinds[] = {{"merged", "merged", TRUE},
             {"recoded", "under another code", TRUE},
             {"dissolved", "dissolved", TRUE},
             {"split", "split", FALSE},
             {"moved", "in another EPCI", FALSE},
             {"renamed", "renamed", FALSE},
             {"new", "new", FALSE},
             {"widened", "own territories widened", FALSE},
             {"retired", "retired", FALSE}};

typedef struct {
    guint count[G_N_ELEMENTS(kinds)];
    gint64 subscribers;
    gint64 contributions;
} Sum;

static void
add_change(const PeopleTerritoryChangeList *row, Sum *sum)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(row->what, kinds[i].what)) {
            sum->count[i]++;
            sum->subscribers += kinds[i].carries ? row->subscribers : 0;
            sum->contributions += kinds[i].carries ? row->contributions : 0;
        }
}

static void
print_sum(const GeographyLoaded *loaded, const Sum *sum, gboolean would)
{
    const char *comma = ": ";

    printf("%s%" G_GINT64_FORMAT " territories", would ? "would be: " : "", loaded->territories);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (sum->count[i] > 0) {
            printf("%s%u %s", comma, sum->count[i], kinds[i].words);
            comma = ", ";
        }
    if (loaded->changes == NULL) {
        printf("\n");
        return;
    }
    printf("; %" G_GINT64_FORMAT " subscribers and %" G_GINT64_FORMAT
           " contributions carried along\n",
           sum->subscribers, sum->contributions);
}

/* A code with its name, as people read them; NULL for none. */
static char *
both(const char *code, const char *name)
{
    if (*code == '\0' && *name == '\0')
        return NULL;
    return g_strdup_printf("%s%s%s", code, *code != '\0' ? " " : "", name);
}

static void
list_change(Listing *listing, const PeopleTerritoryChangeList *row)
{
    g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row->subscribers);
    g_autofree char *contributions = g_strdup_printf("%" G_GINT64_FORMAT, row->contributions);
    const char *kind = territory_kind_word(row->kind);

    if (json) {
        listing_row(listing, row->what, kind, row->code, row->name, row->from_code, row->from_name,
                    row->to_code, row->to_name, subscribers, contributions);
        return;
    }
    g_autofree char *before = both(row->from_code, row->from_name);
    g_autofree char *now = both(row->to_code, row->to_name);
    const char *const cells[] = {row->what, row->code,   row->name,    before,
                                 now,       subscribers, contributions};
    listing_row_v(listing, cells);
}

static void
print_report(const GeographyLoaded *loaded, gboolean would)
{
    g_autoptr(Listing) listing =
        json ? listing_new("what", "kind", "code", "name", "from code", "from name", "to code",
                           "to name", "subscribers#", "contributions#", NULL)
             : listing_new("what", "code", "name", "before", "now", "subscribers#",
                           "contributions#", NULL);
    PeopleTerritoryChangeList row;
    Sum sum = {0};

    while (loaded->changes != NULL && people_territory_change_list_next(loaded->changes, &row)) {
        list_change(listing, &row);
        add_change(&row, &sum);
    }
    listing_print(listing, json);
    if (json)
        return;
    if (loaded->territories == 0)
        printf("this vintage is loaded already\n");
    else
        print_sum(loaded, &sum, would);
}

static gboolean
load(Call *call, gboolean dry, GeographyLoaded *loaded, GError **error)
{
    const GeographyPlan plan = {.directory = call->arguments[0],
                                .older = force ? OLDER_LOAD : OLDER_REFUSE,
                                .dry_run = dry};

    if (geography_load(call->store, &plan, loaded, error))
        return TRUE;
    if (g_error_matches(*error, COLPORTEUR_ERROR, ERROR_REFUSED))
        return fail_hint(error, "add --force to go back to it");
    if (g_error_matches(*error, COLPORTEUR_ERROR, ERROR_NOT_FOUND))
        return fail_hint(error, "make such a directory with contrib/territory-data --out=%s",
                         call->arguments[0]);
    return FALSE;
}

gboolean
cmd_territory_load(Call *call, GError **error)
{
    g_auto(GeographyLoaded) loaded = {0};

    /* Whoever is asked sees first what it would change. */
    if (!yes || dry_run) {
        g_auto(GeographyLoaded) found = {0};
        if (!load(call, TRUE, &found, error))
            return FALSE;
        gboolean nothing = found.territories == 0;
        if (dry_run || nothing || !json)
            print_report(&found, TRUE);
        if (dry_run || nothing)
            return TRUE;
        if (!ask(FALSE, error, "load this vintage?"))
            return FALSE;
    }
    if (!load(call, FALSE, &loaded, error))
        return FALSE;
    print_report(&loaded, FALSE);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber-change - commands that change a person: set, addresses, break, merge */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/subscriber.h"

static gboolean yes;
static gboolean primary;
static gboolean end;
static char *name;
static char *language;
static char *timezone_name;
static char *initials;
static char *notes;
static char *from;
static char *until;
static char **territories;
static char **interests;
static char **programmes;
static char **knowledge;

const GOptionEntry cmd_subscriber_set_options[] = {
    {"name", 0, 0, G_OPTION_ARG_STRING, &name, "how they want to be named; empty takes it away",
     "NAME"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr, en or br", "LANGUAGE"},
    {"timezone", 0, 0, G_OPTION_ARG_STRING, &timezone_name,
     "where their clock stands; empty: as the site's", "ZONE"},
    {"initials", 0, 0, G_OPTION_ARG_STRING, &initials,
     "whether public pages show their initials alone, in what they wrote and what quotes them",
     "yes|no"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "where they live or work instead; +NAME adds one, -NAME takes one out; may be repeated",
     "[+-]TERRITORY"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests,
     "what they follow, in the same way; may be repeated", "[+-]INTEREST"},
    {"programme", 0, 0, G_OPTION_ARG_STRING_ARRAY, &programmes,
     "what they take part in, in the same way; may be repeated", "[+-]PROGRAMME"},
    {"knowledge", 0, 0, G_OPTION_ARG_STRING_ARRAY, &knowledge,
     "which knowledge they bring instead: scientific, professional, citizen; may be repeated",
     "KNOWLEDGE"},
    {"notes", 0, 0, G_OPTION_ARG_STRING, &notes, "what coordinators note; empty takes it away",
     "TEXT"},
    {"primary", 0, 0, G_OPTION_ARG_NONE, &primary, "mail goes to this address from now on", NULL},
    {0}};

const GOptionEntry cmd_subscriber_suspend_options[] = {
    {"from", 0, 0, G_OPTION_ARG_STRING, &from, "first day of the break; today without it", "DAY"},
    {"until", 0, 0, G_OPTION_ARG_STRING, &until, "last day of the break", "DAY"},
    {"end", 0, 0, G_OPTION_ARG_NONE, &end, "end the break now", NULL},
    {0}};

const GOptionEntry cmd_subscriber_merge_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask before merging", NULL}, {0}};

gboolean
cmd_subscriber_set(Call *call, GError **error)
{
    const char *address = call->arguments[0];
    const SubscriberChange change = {.name = name,
                                     .language = language,
                                     .timezone = timezone_name,
                                     .initials = initials,
                                     .notes = notes,
                                     .knowledge = (const char *const *)knowledge,
                                     .territories = (const char *const *)territories,
                                     .interests = (const char *const *)interests,
                                     .programmes = (const char *const *)programmes};
    gint64 id;

    if (!command_check_given("subscriber set", cmd_subscriber_set_options, error) ||
        !subscriber_find(call->store, address, &id, error) ||
        !subscriber_set(call->store, id, &change, error) ||
        (primary && !subscriber_first_address(call->store, address, error)))
        return FALSE;
    printf("changed %s\n", address);
    return TRUE;
}

gboolean
cmd_subscriber_add_address(Call *call, GError **error)
{
    gint64 id;

    if (!subscriber_find(call->store, call->arguments[0], &id, error) ||
        !subscriber_add_address(call->store, id, call->arguments[1], error))
        return FALSE;
    printf("added %s to %s\n", call->arguments[1], call->arguments[0]);
    return TRUE;
}

gboolean
cmd_subscriber_remove_address(Call *call, GError **error)
{
    if (!subscriber_remove_address(call->store, call->arguments[0], error))
        return FALSE;
    printf("removed %s\n", call->arguments[0]);
    return TRUE;
}

gboolean
cmd_subscriber_move_address(Call *call, GError **error)
{
    if (!subscriber_move_address(call->store, call->arguments[0], call->arguments[1], error))
        return FALSE;
    printf("moved %s to %s\n", call->arguments[0], call->arguments[1]);
    return TRUE;
}

gboolean
cmd_subscriber_suspend(Call *call, GError **error)
{
    g_autofree char *now = clock_format(clock_now());
    g_autofree char *today = g_strndup(now, 10);
    gint64 id;

    if (!end && until == NULL) {
        fail(error, ERROR_BAD_INPUT, "the last day of the break is missing");
        return fail_hint(error, "give it with --until 2026-12-31, or end a break with --end");
    }
    if (end && (from != NULL || until != NULL))
        return fail(error, ERROR_BAD_INPUT, "--end goes without --from and --until");
    if (!subscriber_find(call->store, call->arguments[0], &id, error) ||
        !subscriber_break(call->store, id,
                          end            ? NULL
                          : from != NULL ? from
                                         : today,
                          until, error))
        return FALSE;
    if (end)
        printf("%s gets mail again\n", call->arguments[0]);
    else
        printf("%s gets no mail from %s to %s\n", call->arguments[0], from != NULL ? from : today,
               until);
    return TRUE;
}

gboolean
cmd_subscriber_merge(Call *call, GError **error)
{
    const char *kept = call->arguments[0];
    const char *gone = call->arguments[1];
    gint64 kept_id, gone_id;

    if (!subscriber_find(call->store, kept, &kept_id, error) ||
        !subscriber_find(call->store, gone, &gone_id, error))
        return FALSE;
    if (kept_id == gone_id) {
        fail(error, ERROR_CONFLICT, "both addresses are the same person's already");
        return fail_hint(error, "colporteur subscriber show %s shows them", kept);
    }
    if (!ask(yes, error, "make %s part of %s? It cannot be taken back", gone, kept))
        return FALSE;
    if (!people_subscriber_merge(call->store, kept_id, gone_id, NULL, error))
        return FALSE;
    printf("merged %s into %s\n", gone, kept);
    return TRUE;
}

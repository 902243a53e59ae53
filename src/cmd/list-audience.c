/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-audience - a list opened to an audience: who matches is invited, once, and confirms */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "list/invite.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/list.h"
#include "cmd/listing.h"

enum { NAMES_SHOWN = 5 };

static gboolean json, yes, dry_run, keep, end;

const GOptionEntry cmd_list_audience_options[] = {
    {"keep", 0, 0, G_OPTION_ARG_NONE, &keep, "invite whoever comes to match it too", NULL},
    {"close", 0, 0, G_OPTION_ARG_NONE, &end, "invite nobody more by itself", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell whom it would invite, and invite nobody",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

static gboolean
show(Call *call, const List *list, GError **error)
{
    g_autoptr(Rows) rows = list_audience_show(call->store, list->id, error);
    g_autoptr(Listing) listing =
        listing_new("list", "open to", "since", "invited#", "written#", "joined#", NULL);
    ListAudienceShow row;

    if (rows == NULL || !list_audience_show_next(rows, &row))
        return FALSE;
    g_autofree char *since = row.opened != 0 ? clock_format(row.opened) : NULL;
    g_autofree char *invited = g_strdup_printf("%" G_GINT64_FORMAT, row.invited);
    g_autofree char *written = g_strdup_printf("%" G_GINT64_FORMAT, row.written);
    g_autofree char *joined = g_strdup_printf("%" G_GINT64_FORMAT, row.joined);
    listing_row(listing, list->name, row.expression, since, invited, written, joined);
    listing_print_one(listing, json);
    return TRUE;
}

/* How many there are, and some of them. */
static gboolean
preview(Call *call, const List *list, const Audience *audience, gint64 people, GError **error)
{
    g_autoptr(Rows) rows =
        list_invite_some(call->store, list->id, audience_sql(audience), NAMES_SHOWN, error);
    g_autoptr(Listing) listing = listing_new("list", "people#", "among them", NULL);
    g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, people);
    g_autoptr(GString) names = g_string_new(NULL);
    ListInviteSome row;

    if (rows == NULL)
        return FALSE;
    while (list_invite_some_next(rows, &row)) {
        g_string_append(names, names->len > 0 ? ", " : "");
        if (*row.name != '\0')
            g_string_append_printf(names, "%s <%s>", row.name, row.address);
        else
            g_string_append(names, row.address);
    }
    listing_row(listing, list->name, count, names->str);
    listing_print_one(listing, json);
    return TRUE;
}

gboolean
cmd_list_audience(Call *call, GError **error)
{
    const char *expression = call->n_arguments > 1 ? call->arguments[1] : NULL;
    gint64 people = 0, closed = 0;

    if (end && (expression != NULL || keep))
        return fail(error, ERROR_BAD_INPUT, "--close goes without an audience and without --keep");
    if (expression == NULL && (keep || dry_run)) {
        fail(error, ERROR_BAD_INPUT, "the audience is missing");
        return fail_hint(error, "as in 'territory:29 and interest:mobilite'");
    }
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    if (list == NULL)
        return FALSE;
    if (end) {
        if (!list_audience_close(call->store, list->id, &closed, error))
            return FALSE;
        printf(closed > 0 ? "%s is open to no audience any more\n" : "%s was open to no audience\n",
               list->name);
        return TRUE;
    }
    if (expression == NULL)
        return show(call, list, error);
    if (*expression == '\0')
        return fail(error, ERROR_BAD_INPUT, "an empty audience would be everybody");
    g_autoptr(Audience) audience = audience_compile(call->store, expression, error);
    if (audience == NULL || !invite_count(call->store, list, audience, &people, error) ||
        !preview(call, list, audience, people, error))
        return FALSE;
    if (dry_run)
        return TRUE;
    if ((people > 0 || keep) && !ask(yes, error, "invite %" G_GINT64_FORMAT " to %s%s?", people,
                                     list->name, keep ? ", and who comes later" : ""))
        return FALSE;
    if (!invite_audience(call->store, list, audience, expression, keep, &people, error))
        return FALSE;
    if (!json)
        printf("invited %" G_GINT64_FORMAT "%s\n", people, keep ? ", and who comes later" : "");
    return TRUE;
}

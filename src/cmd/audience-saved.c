/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-saved - commands of saved audiences: save, show, saved, delete */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "people/audience.h"
#include "store/query.h"

#include "cmd/audience.h"
#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_audience_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_audience_saved_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

static gboolean
check_name(const char *name, GError **error)
{
    if (g_regex_match_simple("^[a-z0-9][a-z0-9-]{0,39}$", name, G_REGEX_DOLLAR_ENDONLY, 0))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" cannot be the name of an audience", name);
    return fail_hint(error, "it has small letters, digits and hyphens, 40 at most");
}

static gboolean
fail_unknown(const char *name, GError **error)
{
    fail(error, ERROR_NOT_FOUND, "no saved audience is called \"%s\"", name);
    return fail_hint(error, "colporteur audience saved lists them");
}

gboolean
cmd_audience_save(Call *call, GError **error)
{
    const char *name = call->arguments[0];
    g_autoptr(GError) broken = NULL;
    PeopleAudienceSave row;

    if (!check_name(name, error))
        return FALSE;
    g_autoptr(Audience) audience = audience_compile(call->store, call->arguments[1], error);
    if (audience == NULL)
        return FALSE;
    g_autoptr(Rows) rows = people_audience_save(
        call->store, name, call->arguments[1], audience_uses(audience), g_get_user_name(), &broken);
    if (rows == NULL && error_kind(broken) == ERROR_CONFLICT) {
        fail(error, ERROR_CONFLICT, "the audience \"%s\" would be made of itself", name);
        return fail_hint(error, "colporteur audience saved shows which is made of which");
    }
    if (rows == NULL) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    if (!people_audience_save_next(rows, &row))
        return FALSE;
    printf("%s audience:%s\n", row.is_new ? "saved" : "changed", name);
    return TRUE;
}

static void
add_row(Listing *listing, const PeopleAudienceSaved *row)
{
    g_autofree char *saved = clock_format(row->saved_at);

    listing_row(listing, row->name, row->expression, row->used_by, saved, row->saved_by);
}

static gboolean
list_saved(Call *call, const char *name, GError **error)
{
    g_autoptr(Rows) rows = people_audience_saved(call->store, name, error);
    g_autoptr(Listing) listing = listing_new("name", "expression", "used by", "saved", "by", NULL);
    PeopleAudienceSaved row;

    if (rows == NULL)
        return FALSE;
    if (name != NULL && rows_count(rows) == 0)
        return fail_unknown(name, error);
    while (people_audience_saved_next(rows, &row))
        add_row(listing, &row);
    if (name != NULL)
        listing_print_one(listing, json);
    else
        listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_audience_show(Call *call, GError **error)
{
    return list_saved(call, call->arguments[0], error);
}

gboolean
cmd_audience_saved(Call *call, GError **error)
{
    return list_saved(call, NULL, error);
}

gboolean
cmd_audience_delete(Call *call, GError **error)
{
    const char *name = call->arguments[0];
    g_autoptr(GError) broken = NULL;
    gint64 affected;

    if (!people_audience_delete(call->store, name, &affected, &broken)) {
        if (error_kind(broken) != ERROR_CONFLICT) {
            g_propagate_error(error, g_steal_pointer(&broken));
            return FALSE;
        }
        fail(error, ERROR_CONFLICT, "another audience is made of \"%s\"", name);
        return fail_hint(error, "colporteur audience show %s tells which", name);
    }
    if (affected == 0)
        return fail_unknown(name, error);
    printf("deleted audience:%s\n", name);
    return TRUE;
}

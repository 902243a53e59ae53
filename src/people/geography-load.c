/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * geography-load - bring a vintage of the geography, and the interests, into the database
 *
 * Each file is copied as it is into the staging table "incoming", moved on by statements over
 * whole sets, and taken out again: 36,000 territories, 71,000 edges and 35,000 postal codes in
 * about two seconds. What a newer vintage has no more is settled between the edges and the closure
 * (territory_settle() in sql/schema): the closure then still tells what lay below what. The
 * closure is computed again from the edges.
 *
 * What is loaded is noted with a checksum of the files, so that a second call costs one query
 * and edited files are never taken for old ones. On failure the transaction rolls back.
 */
#include "people/geography-load.h"

#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "people/geography-files.h"

typedef struct {
    Store *store;
    const GeographyFiles *files;
    const char *version;
    gint64 last_change; /* number of the last one before this vintage */
    gboolean first;     /* there was no geography */
} Load;

void
geography_loaded_clear(GeographyLoaded *loaded)
{
    g_clear_pointer(&loaded->kept, g_free);
    g_clear_pointer(&loaded->changes, rows_free);
}

/* `*version` of what is loaded; NULL for nothing. */
static gboolean
find_loaded(Store *store, const char *data, char **version, GError **error)
{
    g_autoptr(Rows) rows = people_vintage_read(store, data, error);
    PeopleVintageRead row;

    if (rows == NULL)
        return FALSE;
    *version = people_vintage_read_next(rows, &row) ? g_strdup(row.version) : NULL;
    return TRUE;
}

/* Puts the rows of a file into the empty staging table. */
static gboolean
stage(const Load *load, GeographyFile file, const char *columns, gint64 *rows, GError **error)
{
    if (!people_incoming_clear(load->store, NULL, error))
        return FALSE;
    g_autoptr(Copy) copy = copy_begin(load->store, "incoming", columns, error);
    if (copy != NULL && copy_text(copy, load->files->text[file], load->files->size[file], error) &&
        copy_end(copy, rows, error))
        return people_incoming_analyze(load->store, NULL, error);
    g_prefix_error(error, "%s: ", geography_file_name(file));
    return FALSE;
}

/* A row that names an unknown code must not be lost in silence. */
static gboolean
all_of(gint64 done, gint64 wanted, GeographyFile file, GError **error)
{
    if (done == wanted)
        return TRUE;
    return fail(error, ERROR_BAD_INPUT,
                "%s: %" G_GINT64_FORMAT " rows name a territory that is not there",
                geography_file_name(file), wanted - done);
}

/* The first load is told apart: what nothing refers to yet can be checked in one go at the end. */
static gboolean
begin(Load *load, GError **error)
{
    PeopleTerritoryChangeLast last;

    if (!people_territory_lock(load->store, NULL, error))
        return FALSE;
    g_autoptr(Rows) any = people_territory_any(load->store, error);
    g_autoptr(Rows) rows = any != NULL ? people_territory_change_last(load->store, error) : NULL;
    if (rows == NULL || !people_territory_change_last_next(rows, &last))
        return FALSE;
    load->last_change = last.id;
    load->first = rows_count(any) == 0;
    return !load->first || people_territory_load_begin(load->store, NULL, error);
}

/* No code becomes that of another kind of territory. */
static gboolean
keep_codes(const Load *load, GError **error)
{
    g_autoptr(Rows) rows = people_territory_clash(load->store, error);
    PeopleTerritoryClash row;

    if (rows == NULL)
        return FALSE;
    if (!people_territory_clash_next(rows, &row))
        return TRUE;
    return fail(error, ERROR_BAD_INPUT, "%s: the code \"%s\" of kind %s is that of kind %s already",
                geography_file_name(GEOGRAPHY_TERRITORY), row.code, row.kind, row.was);
}

static gboolean
take_territories(const Load *load, gint64 *rows, GError **error)
{
    if (!stage(load, GEOGRAPHY_TERRITORY, "a, b, c, d, e", rows, error))
        return FALSE;
    /* An empty file would take everything away. */
    if (*rows == 0)
        return fail(error, ERROR_BAD_INPUT, "%s: there is nothing in it",
                    geography_file_name(GEOGRAPHY_TERRITORY));
    if (!load->first && (!keep_codes(load, error) ||
                         !people_territory_note(load->store, load->version, NULL, error) ||
                         !people_territory_former_name_keep(load->store, NULL, error) ||
                         !people_territory_retire(load->store, load->version, NULL, error)))
        return FALSE;
    return people_territory_slug_free(load->store, NULL, error) &&
           people_territory_load(load->store, NULL, error);
}

static gboolean
take_parents(const Load *load, GError **error)
{
    if (!stage(load, GEOGRAPHY_PARENT, "a, b", NULL, error) ||
        (!load->first && !people_territory_moved_note(load->store, load->version, NULL, error)))
        return FALSE;
    return people_territory_parent_drop(load->store, NULL, error) &&
           people_territory_parent_load(load->store, NULL, error);
}

static gboolean
take_former_codes(const Load *load, GError **error)
{
    gint64 rows;
    gint64 done;

    return stage(load, GEOGRAPHY_FORMER, "a, b", &rows, error) &&
           people_former_code_drop(load->store, NULL, error) &&
           people_former_code_load(load->store, &done, error) &&
           all_of(done, rows, GEOGRAPHY_FORMER, error);
}

static gboolean
settle(const Load *load, GError **error)
{
    if (load->first)
        return TRUE;
    g_autoptr(Rows) gone =
        people_territory_settle(load->store, load->version, load->last_change, error);
    return gone != NULL;
}

static gboolean
close_over(const Load *load, GError **error)
{
    g_autoptr(Rows) pairs = people_territory_closure_rebuild(load->store, error);
    return pairs != NULL;
}

static gboolean
take_postal_codes(const Load *load, gint64 *done, GError **error)
{
    gint64 rows;

    return stage(load, GEOGRAPHY_POSTAL, "a, b", &rows, error) &&
           people_postal_code_drop(load->store, NULL, error) &&
           people_postal_code_load(load->store, done, error) &&
           all_of(*done, rows, GEOGRAPHY_POSTAL, error);
}

static gboolean
load_territories(Store *store, const GeographyFiles *files, const char *version,
                 GeographyLoaded *loaded, GError **error)
{
    Load load = {.store = store, .files = files, .version = version};

    if (!begin(&load, error) || !take_territories(&load, &loaded->territories, error) ||
        !take_parents(&load, error) || !take_former_codes(&load, error) || !settle(&load, error) ||
        !close_over(&load, error) || !take_postal_codes(&load, &loaded->postal_codes, error))
        return FALSE;
    if (load.first && !people_territory_load_end(store, NULL, error))
        return FALSE;
    if (!people_vintage_note(store, "geography", version, NULL, error))
        return FALSE;
    if (load.first)
        return TRUE;
    loaded->changes = people_territory_change_list(store, load.last_change, error);
    return loaded->changes != NULL;
}

static gboolean
take_territory_files(Store *store, const GeographyPlan *plan, const GeographyFiles *files,
                     GeographyLoaded *loaded, GError **error)
{
    g_autofree char *version =
        geography_files_version(files, GEOGRAPHY_TERRITORY, GEOGRAPHY_POSTAL);
    g_autofree char *there = NULL;

    if (!find_loaded(store, "geography", &there, error))
        return FALSE;
    if (g_strcmp0(there, version) == 0)
        return TRUE;
    if (there != NULL && plan->older != OLDER_LOAD && geography_version_older(version, there)) {
        if (plan->older == OLDER_REFUSE)
            return fail(error, ERROR_REFUSED, "\"%s\" is older than what is loaded, \"%s\"",
                        version, there);
        loaded->kept = g_steal_pointer(&there);
        return TRUE;
    }
    return load_territories(store, files, version, loaded, error);
}

static gboolean
take_interest_file(Store *store, const GeographyFiles *files, GeographyLoaded *loaded,
                   GError **error)
{
    Load load = {.store = store, .files = files};
    g_autofree char *version =
        geography_files_version(files, GEOGRAPHY_INTEREST, GEOGRAPHY_INTEREST);
    g_autofree char *there = NULL;

    if (!find_loaded(store, "interest", &there, error))
        return FALSE;
    if (g_strcmp0(there, version) == 0)
        return TRUE;
    if (!stage(&load, GEOGRAPHY_INTEREST, "a, b, c, d, e, f", &loaded->interests, error) ||
        !people_interest_load(store, NULL, error) ||
        !people_interest_parent_load(store, NULL, error))
        return FALSE;
    g_autoptr(Rows) pairs = people_interest_closure_rebuild(store, error);
    return pairs != NULL && people_vintage_note(store, "interest", version, NULL, error);
}

gboolean
geography_load(Store *store, const GeographyPlan *plan, GeographyLoaded *loaded, GError **error)
{
    g_auto(GeographyFiles) files = {0};
    g_auto(GeographyLoaded) found = {0};

    if (!geography_files_read(&files, plan->directory, plan->interests, error))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL || !take_territory_files(store, plan, &files, &found, error) ||
        (plan->interests && !take_interest_file(store, &files, &found, error)) ||
        !people_incoming_clear(store, NULL, error) ||
        (!plan->dry_run && !transaction_commit(transaction, error)))
        return FALSE;
    *loaded = found;
    memset(&found, 0, sizeof found);
    return TRUE;
}

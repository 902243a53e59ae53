/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * geography-load - bring the shipped territories and interests into the database
 *
 * Each file is copied as it is into the staging table "incoming", moved on by statements over
 * whole sets, and taken out again: 36,000 territories, 71,000 edges and 35,000 postal codes in
 * about two seconds. The closure is computed again from the edges.
 *
 * What is loaded is noted with a checksum of the files, so that a second call costs one query
 * and edited files are never taken for old ones. On failure the transaction rolls back.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "people/geography-load.h"

enum { VINTAGE, TERRITORY, PARENT, FORMER, POSTAL, INTEREST, N_FILES };

static const char *const file_names[N_FILES] = {"VINTAGE",
                                                "territory.tsv",
                                                "territory-parent.tsv",
                                                "territory-former-code.tsv",
                                                "territory-postal-code.tsv",
                                                "interest.tsv"};

typedef struct {
    char *text[N_FILES];
    gsize size[N_FILES];
} Files;

static void
files_clear(Files *files)
{
    for (guint i = 0; i < N_FILES; i++)
        g_free(files->text[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Files, files_clear)

static gboolean
files_read(Files *files, const char *directory, GError **error)
{
    for (guint i = 0; i < N_FILES; i++) {
        g_autofree char *path = g_build_filename(directory, file_names[i], NULL);
        g_autoptr(GError) broken = NULL;
        if (g_file_get_contents(path, &files->text[i], &files->size[i], &broken))
            continue;
        fail(error, error_kind(broken), "cannot read the shipped data: %s", broken->message);
        return fail_hint(error, "set \"data\" in [paths] to the directory that holds sql/data, or "
                                "go without with --no-data");
    }
    return TRUE;
}

/* The source's own vintage, where it has one, and a checksum of the files `first` to `last`. */
static char *
version_of(const Files *files, guint first, guint last)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *words = g_strstrip(g_strdup(first == TERRITORY ? files->text[VINTAGE] : ""));

    for (guint i = first; i <= last; i++)
        g_checksum_update(checksum, (const guchar *)files->text[i], (gssize)files->size[i]);
    return g_strdup_printf("%s%s%.16s", words, *words != '\0' ? " " : "",
                           g_checksum_get_string(checksum));
}

static gboolean
is_loaded(Store *store, const char *data, const char *version, gboolean *loaded, GError **error)
{
    g_autoptr(Rows) rows = people_vintage_read(store, data, error);
    PeopleVintageRead row;

    if (rows == NULL)
        return FALSE;
    *loaded = people_vintage_read_next(rows, &row) && g_str_equal(row.version, version);
    return TRUE;
}

/* Puts the rows of a file into the empty staging table. */
static gboolean
stage(Store *store, const Files *files, guint file, const char *columns, gint64 *rows,
      GError **error)
{
    if (!people_incoming_clear(store, NULL, error))
        return FALSE;
    g_autoptr(Copy) copy = copy_begin(store, "incoming", columns, error);
    if (copy != NULL && copy_text(copy, files->text[file], files->size[file], error) &&
        copy_end(copy, rows, error))
        return TRUE;
    g_prefix_error(error, "%s: ", file_names[file]);
    return FALSE;
}

/* A row that names an unknown code must not be lost in silence. */
static gboolean
all_of(gint64 done, gint64 wanted, guint file, GError **error)
{
    if (done == wanted)
        return TRUE;
    return fail(error, ERROR_BAD_INPUT,
                "%s: %" G_GINT64_FORMAT " rows name a territory that is not there",
                file_names[file], wanted - done);
}

/* The first load is told apart: what nothing refers to yet can be checked in one go at the end. */
static gboolean
is_first(Store *store, gboolean *first, GError **error)
{
    g_autoptr(Rows) rows = people_territory_any(store, error);

    if (rows == NULL)
        return FALSE;
    *first = rows_count(rows) == 0;
    return TRUE;
}

static gboolean
move_territories(Store *store, const Files *files, GeographyLoaded *loaded, GError **error)
{
    gint64 rows;
    gint64 done;

    if (!stage(store, files, TERRITORY, "a, b, c, d, e", &loaded->territories, error) ||
        !people_territory_slug_free(store, NULL, error) ||
        !people_territory_load(store, NULL, error))
        return FALSE;
    if (!stage(store, files, PARENT, "a, b", NULL, error) ||
        !people_territory_parent_drop(store, NULL, error) ||
        !people_territory_parent_load(store, NULL, error))
        return FALSE;
    g_autoptr(Rows) pairs = people_territory_closure_rebuild(store, error);
    if (pairs == NULL)
        return FALSE;
    if (!stage(store, files, FORMER, "a, b", &rows, error) ||
        !people_former_code_drop(store, NULL, error) ||
        !people_former_code_load(store, &done, error) || !all_of(done, rows, FORMER, error))
        return FALSE;
    return stage(store, files, POSTAL, "a, b", &rows, error) &&
           people_postal_code_drop(store, NULL, error) &&
           people_postal_code_load(store, &loaded->postal_codes, error) &&
           all_of(loaded->postal_codes, rows, POSTAL, error);
}

static gboolean
load_territories(Store *store, const Files *files, GeographyLoaded *loaded, GError **error)
{
    gboolean first;

    return is_first(store, &first, error) &&
           (!first || people_territory_load_begin(store, NULL, error)) &&
           move_territories(store, files, loaded, error) &&
           (!first || people_territory_load_end(store, NULL, error));
}

static gboolean
load_interests(Store *store, const Files *files, GeographyLoaded *loaded, GError **error)
{
    if (!stage(store, files, INTEREST, "a, b, c, d, e, f", &loaded->interests, error) ||
        !people_interest_load(store, NULL, error) ||
        !people_interest_parent_load(store, NULL, error))
        return FALSE;
    g_autoptr(Rows) pairs = people_interest_closure_rebuild(store, error);
    return pairs != NULL;
}

gboolean
geography_load(Store *store, const char *directory, GeographyLoaded *loaded, GError **error)
{
    g_auto(Files) files = {0};
    GeographyLoaded found = {0};
    gboolean geography_there;
    gboolean interests_there;

    if (!files_read(&files, directory, error))
        return FALSE;
    g_autofree char *geography = version_of(&files, TERRITORY, POSTAL);
    g_autofree char *interests = version_of(&files, INTEREST, INTEREST);
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL || !is_loaded(store, "geography", geography, &geography_there, error) ||
        !is_loaded(store, "interest", interests, &interests_there, error))
        return FALSE;
    if (!geography_there && (!load_territories(store, &files, &found, error) ||
                             !people_vintage_note(store, "geography", geography, NULL, error)))
        return FALSE;
    if (!interests_there && (!load_interests(store, &files, &found, error) ||
                             !people_vintage_note(store, "interest", interests, NULL, error)))
        return FALSE;
    if (!people_incoming_clear(store, NULL, error) || !transaction_commit(transaction, error))
        return FALSE;
    *loaded = found;
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* geography-files - the files of a vintage of the geography; see geography-files.h */
#include "people/geography-files.h"

#include <string.h>

#include "base/error.h"

static const char *const file_names[N_GEOGRAPHY_FILES] = {"VINTAGE",
                                                          "territory.tsv",
                                                          "territory-parent.tsv",
                                                          "territory-former-code.tsv",
                                                          "territory-postal-code.tsv",
                                                          "interest.tsv"};

const char *
geography_file_name(GeographyFile file)
{
    return file_names[file];
}

void
geography_files_clear(GeographyFiles *files)
{
    for (guint i = 0; i < N_GEOGRAPHY_FILES; i++)
        g_clear_pointer(&files->text[i], g_free);
}

gboolean
geography_files_read(GeographyFiles *files, const char *directory, gboolean interests,
                     GError **error)
{
    for (guint i = 0; i < N_GEOGRAPHY_FILES; i++) {
        if (i == GEOGRAPHY_INTEREST && !interests)
            continue;
        g_autofree char *path = g_build_filename(directory, file_names[i], NULL);
        g_autoptr(GError) broken = NULL;
        if (!g_file_get_contents(path, &files->text[i], &files->size[i], &broken))
            return fail(error, error_kind(broken), "cannot read the geography: %s",
                        broken->message);
    }
    return TRUE;
}

char *
geography_files_version(const GeographyFiles *files, GeographyFile first, GeographyFile last)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    gboolean dated = first == GEOGRAPHY_TERRITORY;
    g_autofree char *words = g_strstrip(g_strdup(dated ? files->text[GEOGRAPHY_VINTAGE] : ""));

    for (guint i = first; i <= last; i++)
        g_checksum_update(checksum, (const guchar *)files->text[i], (gssize)files->size[i]);
    return g_strdup_printf("%s%s%.16s", words, *words != '\0' ? " " : "",
                           g_checksum_get_string(checksum));
}

/* Whether it begins with a number and a date. */
static gboolean
is_dated(char **words)
{
    return g_strv_length(words) >= 2 &&
           g_regex_match_simple("^[0-9]+(\\.[0-9]+)*$", words[0], 0, 0) &&
           g_regex_match_simple("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", words[1], 0, 0);
}

/* As strcmp(); "5.10" is after "5.9", and "6" before "6.0". */
static int
compare_numbers(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        guint64 x = g_ascii_strtoull(a, (char **)&a, 10);
        guint64 y = g_ascii_strtoull(b, (char **)&b, 10);
        if (x != y)
            return x < y ? -1 : 1;
        a += *a == '.';
        b += *b == '.';
    }
    return (*a != '\0') - (*b != '\0');
}

gboolean
geography_version_older(const char *version, const char *other)
{
    g_auto(GStrv) mine = g_strsplit(version, " ", 3);
    g_auto(GStrv) theirs = g_strsplit(other, " ", 3);

    if (!is_dated(mine) || !is_dated(theirs))
        return FALSE;
    int order = compare_numbers(mine[0], theirs[0]);
    return order < 0 || (order == 0 && strcmp(mine[1], theirs[1]) < 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * family-name - what a list of a family is called; see family.h
 *
 * A list's name has few letters, since behind it the longest suffix and a token still have to be a
 * local part (RFC 5321, 4.5.3.1.1). Words that say nothing of a place go first, then usual short
 * forms stand for long words; which, is data: templates/list/short-words.tsv.
 */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "list/family.h"

enum { NAME_MAX_LETTERS = 22, STEPS = 3 };

struct FamilyWords {
    GHashTable *steps[STEPS]; /* word to what stands for it */
};

void
family_words_free(FamilyWords *words)
{
    if (words == NULL)
        return;
    for (guint i = 0; i < STEPS; i++)
        g_hash_table_unref(words->steps[i]);
    g_free(words);
}

FamilyWords *
family_words_open(const Settings *settings, GError **error)
{
    g_autofree char *own = g_build_filename(settings_text(settings, SETTING_TEMPLATES), "list",
                                            "short-words.tsv", NULL);
    g_autofree char *shipped = g_build_filename(settings_text(settings, SETTING_DATA), "templates",
                                                "list", "short-words.tsv", NULL);
    const char *path = g_file_test(own, G_FILE_TEST_EXISTS) ? own : shipped;
    g_autoptr(FamilyWords) words = g_new0(FamilyWords, 1);
    g_autoptr(GError) broken = NULL;
    g_autofree char *text = NULL;

    for (guint i = 0; i < STEPS; i++)
        words->steps[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!g_file_get_contents(path, &text, NULL, &broken))
        return fail_null(error, error_kind(broken), "cannot read the short words of places: %s",
                         broken->message);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", 0);
        if (*lines[i] == '\0' || *lines[i] == '#')
            continue;
        if (g_strv_length(cells) != 3 || strlen(cells[0]) != 1 || *cells[0] < '1' ||
            *cells[0] >= '1' + STEPS ||
            strspn(cells[2], "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(cells[2]))
            return fail_null(error, ERROR_BAD_INPUT,
                             "\"%s\", line %u: a step from 1 to %d, a word and what stands for it",
                             path, i + 1, STEPS);
        g_hash_table_insert(words->steps[*cells[0] - '1'], g_strdup(cells[1]), g_strdup(cells[2]));
    }
    return g_steal_pointer(&words);
}

/* FALSE in `free` where a list cannot be called so, or one is or was. */
static gboolean
is_free(Store *store, const char *name, gboolean *free, GError **error)
{
    ListNameUsed row;

    *free = list_name_is_valid(name, NULL);
    if (!*free)
        return TRUE;
    g_autoptr(Rows) rows = list_name_used(store, name, error);
    if (rows == NULL || !list_name_used_next(rows, &row))
        return FALSE;
    *free = !row.used;
    return TRUE;
}

/* `slug` with what stands for its words; as it is where nothing would be left of it. */
static char *
shorten(GHashTable *words, const char *slug)
{
    g_auto(GStrv) parts = g_strsplit(slug, "-", -1);
    g_autoptr(GString) left = g_string_new(NULL);

    for (guint i = 0; parts[i] != NULL; i++) {
        const char *instead = g_hash_table_lookup(words, parts[i]);
        const char *part = instead != NULL ? instead : parts[i];
        if (*part != '\0')
            g_string_append_printf(left, "%s%s", left->len > 0 ? "-" : "", part);
    }
    return left->len > 0 ? g_string_free(g_steal_pointer(&left), FALSE) : g_strdup(slug);
}

/* At most `room` letters: whole words, but for the last where they would leave half of it empty. */
static char *
cut(const char *slug, gsize room)
{
    gsize size = strlen(slug);

    while (size > room) {
        const char *hyphen = g_strrstr_len(slug, (gssize)size, "-");
        size = hyphen != NULL ? (gsize)(hyphen - slug) : 0;
    }
    if (size * 2 < room && strlen(slug) > room)
        size = room;
    while (size > 0 && slug[size - 1] == '-')
        size--;
    return g_strndup(slug, size);
}

char *
family_place_words(const FamilyWords *words, const char *slug, gsize room)
{
    g_autofree char *left = shorten(words->steps[0], slug);

    for (guint i = 1; i < STEPS && strlen(left) > room; i++) {
        char *shorter = shorten(words->steps[i], left);
        g_free(left);
        left = shorter;
    }
    return cut(left, room);
}

char *
family_list_name(Store *store, const FamilyWords *words, const char *family, const char *slug,
                 const char *code, GError **error)
{
    gsize room = NAME_MAX_LETTERS - strlen(family) - 1;
    g_autofree char *place = family_place_words(words, slug, room);
    g_autofree char *lower = g_ascii_strdown(code, -1);
    const char *const endings[] = {place, strlen(lower) <= room ? lower : ""};
    gboolean free = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(family, "-", endings[i], NULL);
        if (!is_free(store, name, &free, error))
            return NULL;
        if (free)
            return g_steal_pointer(&name);
    }
    for (guint i = 2;; i++) {
        g_autofree char *name = g_strdup_printf("%s-%u", family, i);
        if (!is_free(store, name, &free, error))
            return NULL;
        if (free)
            return g_steal_pointer(&name);
        if (strlen(name) > NAME_MAX_LETTERS)
            return fail_null(error, ERROR_CONFLICT, "no name is left for a list of \"%s\"", family);
    }
}

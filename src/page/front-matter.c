/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * front-matter - what a Markdown file says about itself, asked for by key
 *
 * Entries are few and stay in the order of the file. Nothing but front_matter_check_keys() can
 * fail.
 */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"

#include "page/front-matter-internal.h"

static const char *const nothing[] = {NULL};
static const FrontMatter *const no_maps[] = {NULL};

static void
map_free(gpointer map)
{
    front_matter_free(map);
}

static void
entry_free(gpointer data)
{
    FrontMatterEntry *entry = data;

    g_free(entry->key);
    g_ptr_array_unref(entry->items);
    g_ptr_array_unref(entry->maps);
    g_free(entry);
}

FrontMatter *
front_matter_new(void)
{
    FrontMatter *front_matter = g_new0(FrontMatter, 1);

    front_matter->entries = g_ptr_array_new_with_free_func(entry_free);
    return front_matter;
}

FrontMatterEntry *
front_matter_add(FrontMatter *front_matter, char *key, guint line)
{
    FrontMatterEntry *entry = g_new0(FrontMatterEntry, 1);

    entry->key = key;
    entry->line = line;
    entry->items = g_ptr_array_new_with_free_func(g_free);
    entry->maps = g_ptr_array_new_with_free_func(map_free);
    g_ptr_array_add(front_matter->entries, entry);
    return entry;
}

FrontMatterEntry *
front_matter_entry(const FrontMatter *front_matter, const char *key)
{
    for (guint i = 0; i < front_matter->entries->len; i++) {
        FrontMatterEntry *entry = front_matter->entries->pdata[i];
        if (strcmp(entry->key, key) == 0)
            return entry;
    }
    return NULL;
}

void
front_matter_free(FrontMatter *front_matter)
{
    if (front_matter == NULL)
        return;
    g_ptr_array_unref(front_matter->entries);
    g_free(front_matter->body);
    g_free(front_matter);
}

const char *const *
front_matter_list(const FrontMatter *front_matter, const char *key)
{
    const FrontMatterEntry *entry = front_matter_entry(front_matter, key);

    return entry != NULL ? (const char *const *)entry->items->pdata : nothing;
}

const char *
front_matter_text(const FrontMatter *front_matter, const char *key)
{
    const char *const *items = front_matter_list(front_matter, key);

    return items[0] != NULL && items[1] == NULL ? items[0] : NULL;
}

const FrontMatter *const *
front_matter_maps(const FrontMatter *front_matter, const char *key)
{
    const FrontMatterEntry *entry = front_matter_entry(front_matter, key);

    return entry != NULL ? (const FrontMatter *const *)entry->maps->pdata : no_maps;
}

guint
front_matter_line(const FrontMatter *front_matter, const char *key)
{
    const FrontMatterEntry *entry = front_matter_entry(front_matter, key);

    return entry != NULL ? entry->line : 0;
}

const char *
front_matter_body(const FrontMatter *front_matter)
{
    return front_matter->body;
}

/* Whether the entry is written as `allowed` has it: "name", "name[]" or "name{}". */
static gboolean
check_shape(const FrontMatterEntry *entry, const char *allowed, GError **error)
{
    guint n_maps = entry->maps->len - 1, n_items = entry->items->len - 1;
    gboolean is_mapped = n_items < n_maps;

    for (guint i = 0; i < n_maps; i++)
        is_mapped = is_mapped || ((FrontMatter *)entry->maps->pdata[i])->entries->len > 1;
    if (g_str_has_suffix(allowed, "{}")) {
        if (n_maps >= n_items)
            return TRUE;
        fail(error, ERROR_BAD_INPUT,
             "cannot read the front matter, line %u: \"%s\" takes items of \"key: value\" lines",
             entry->line, entry->key);
        return fail_hint(error, "\"  - title: First\", and its other keys below, under \"title\"");
    }
    if (is_mapped || (entry->is_list && !g_str_has_suffix(allowed, "[]")))
        return fail(error, ERROR_BAD_INPUT,
                    "cannot read the front matter, line %u: \"%s\" takes %s", entry->line,
                    entry->key,
                    g_str_has_suffix(allowed, "[]") ? "values, not \"key: value\" lines"
                                                    : "one value, not a list");
    return TRUE;
}

gboolean
front_matter_check_keys(const FrontMatter *front_matter, const char *const *allowed, GError **error)
{
    g_auto(GStrv) names = g_strdupv((char **)allowed);

    for (char **name = names; *name != NULL; name++)
        if (g_str_has_suffix(*name, "[]") || g_str_has_suffix(*name, "{}"))
            (*name)[strlen(*name) - 2] = '\0';
    for (guint i = 0; i < front_matter->entries->len; i++) {
        const FrontMatterEntry *entry = front_matter->entries->pdata[i];
        guint n = 0;

        while (names[n] != NULL && strcmp(names[n], entry->key) != 0)
            n++;
        if (names[n] == NULL) {
            const char *near = nearest_name(entry->key, (const char *const *)names);
            g_autofree char *all = g_strjoinv(", ", names);
            fail(error, ERROR_BAD_INPUT,
                 "cannot read the front matter, line %u: unknown key \"%s\"", entry->line,
                 entry->key);
            if (near != NULL)
                return fail_hint(error, "did you mean \"%s\"?", near);
            return fail_hint(error, "known keys: %s", all);
        }
        if (!check_shape(entry, allowed[n], error))
            return FALSE;
    }
    return TRUE;
}

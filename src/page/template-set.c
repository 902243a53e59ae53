/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-set - templates by name, found in directories, parsed once
 *
 * Parsed templates stay until the set is freed, so that what template_set_get() returns can be
 * used without a lock. Two threads that want the same new template may both parse it; the first
 * one in stays. A template that has an error is read again the next time.
 */
#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

#include "page/template-internal.h"

struct TemplateSet {
    char **directories;
    gboolean spec;
    GRWLock lock;          /* over both tables */
    GHashTable *templates; /* name -> Template */
    GHashTable *messages;  /* translated text -> Template */
};

static TemplateSet *
set_new(void)
{
    TemplateSet *set = g_new0(TemplateSet, 1);

    g_rw_lock_init(&set->lock);
    set->directories = g_new0(char *, 1);
    set->templates =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)template_free);
    set->messages =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)template_free);
    return set;
}

TemplateSet *
template_set_open(const char *const *directories, GError **error)
{
    g_autoptr(TemplateSet) set = set_new();
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

    for (const char *const *directory = directories; *directory != NULL; directory++)
        if (g_file_test(*directory, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(found, g_strdup(*directory));
    if (found->len == 0) {
        g_autofree char *all = g_strjoinv("\", \"", (char **)directories);
        fail(error, ERROR_NOT_FOUND, "there is no directory of templates: \"%s\"", all);
        fail_hint(error, "the shipped templates are installed with the program; is it installed?");
        return NULL;
    }
    g_ptr_array_add(found, NULL);
    g_strfreev(set->directories);
    set->directories = (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
    return g_steal_pointer(&set);
}

TemplateSet *
template_set_open_spec(void)
{
    TemplateSet *set = set_new();

    set->spec = TRUE;
    return set;
}

void
template_set_free(TemplateSet *set)
{
    if (set == NULL)
        return;
    g_hash_table_unref(set->templates);
    g_hash_table_unref(set->messages);
    g_rw_lock_clear(&set->lock);
    g_strfreev(set->directories);
    g_free(set);
}

gboolean
template_set_is_spec(const TemplateSet *set)
{
    return set->spec;
}

static const Template *
table_get(TemplateSet *set, GHashTable *table, const char *key)
{
    g_rw_lock_reader_lock(&set->lock);
    const Template *template = g_hash_table_lookup(table, key);
    g_rw_lock_reader_unlock(&set->lock);
    return template;
}

/* Takes `fresh` over; returns the one that stays. */
static const Template *
table_keep(TemplateSet *set, GHashTable *table, const char *key, Template *fresh)
{
    g_rw_lock_writer_lock(&set->lock);
    const Template *template = g_hash_table_lookup(table, key);
    if (template == NULL)
        g_hash_table_insert(table, g_strdup(key), fresh);
    g_rw_lock_writer_unlock(&set->lock);
    if (template != NULL)
        template_free(fresh);
    return template != NULL ? template : fresh;
}

/* Names come from our own code and templates, yet must not lead out of the directories. */
static gboolean
name_is_safe(const char *name)
{
    if (*name == '\0' || *name == '/' || *name == '.' || strstr(name, "/.") != NULL ||
        strlen(name) > 200)
        return FALSE;
    for (; *name != '\0'; name++)
        if (!g_ascii_isalnum(*name) && strchr("/._-", *name) == NULL)
            return FALSE;
    return TRUE;
}

/* Reads DIR/name.mustache from the first directory that has it. */
static gboolean
file_read(const TemplateSet *set, const char *name, char **source, gsize *size, GError **error)
{
    for (char **directory = set->directories; *directory != NULL; directory++) {
        g_autoptr(GError) reason = NULL;
        g_autofree char *file = g_strconcat(*directory, "/", name, ".mustache", NULL);

        if (g_file_get_contents(file, source, size, &reason))
            return TRUE;
        if (error_kind(reason) != ERROR_NOT_FOUND)
            return fail(error, error_kind(reason), "could not read template \"%s\": %s", name,
                        reason->message);
    }
    g_autofree char *all = g_strjoinv("\", \"", set->directories);
    fail(error, ERROR_NOT_FOUND, "there is no template \"%s\"", name);
    return fail_hint(error, "looked for %s.mustache in \"%s\"", name, all);
}

const Template *
template_set_get(TemplateSet *set, const char *name, GError **error)
{
    const Template *known = table_get(set, set->templates, name);
    char *source = NULL;
    gsize size = 0;

    if (known != NULL || set->spec)
        return known;
    if (!name_is_safe(name)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" cannot be the name of a template", name);
        fail_hint(error, "letters, digits, \"-\", \"_\", \".\" and \"/\", as in \"site/home\"");
        return NULL;
    }
    if (!file_read(set, name, &source, &size, error))
        return NULL;
    Template *fresh = template_parse(name, source, size, error);
    return fresh != NULL ? table_keep(set, set->templates, name, fresh) : NULL;
}

const Template *
template_set_get_message(TemplateSet *set, const char *text, GError **error)
{
    const Template *known = table_get(set, set->messages, text);

    if (known != NULL)
        return known;
    Template *fresh = template_parse("translation", g_strdup(text), strlen(text), error);
    return fresh != NULL ? table_keep(set, set->messages, text, fresh) : NULL;
}

gboolean
template_set_add(TemplateSet *set, const char *name, const char *source, GError **error)
{
    Template *fresh = template_parse(name, g_strdup(source), strlen(source), error);

    if (fresh == NULL)
        return FALSE;
    if (table_keep(set, set->templates, name, fresh) != fresh)
        return fail(error, ERROR_CONFLICT, "the template \"%s\" is known already", name);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list-template - what lists are made by; see list-template.h
 *
 * A value is filled after the file is read, so that no name can become a key or a line of its own.
 */
#include "list/list-template.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "page/template.h"

#include "list/draft.h"
#include "list/policy.h"

const char *const list_given_words[] = {"kind",    "title",   "description", "prefix",
                                        "footer",  "policy",  "reply-to",    "author-in",
                                        "fan-out", "archive", NULL};

void
list_template_free(ListTemplate *template)
{
    if (template == NULL)
        return;
    for (guint i = 0; i < GIVEN_N; i++)
        g_free(template->given[i]);
    g_free(template);
}

static char *
path_below(const Settings *settings, gboolean shipped, const char *file)
{
    return shipped
               ? g_build_filename(settings_text(settings, SETTING_DATA), "templates", "list", file,
                                  NULL)
               : g_build_filename(settings_text(settings, SETTING_TEMPLATES), "list", file, NULL);
}

/* Names of all there are, for a hint. */
static char **
all_names(const Settings *settings)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (int shipped = 0; shipped < 2; shipped++) {
        g_autofree char *path = path_below(settings, shipped != 0, NULL);
        g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
        for (const char *file; directory != NULL && (file = g_dir_read_name(directory)) != NULL;)
            if (g_str_has_suffix(file, ".conf")) {
                g_autofree char *name = g_strndup(file, strlen(file) - strlen(".conf"));
                g_strv_builder_add(names, name);
            }
    }
    return g_strv_builder_end(names);
}

static GKeyFile *
fail_unknown(const Settings *settings, const char *name, GError **error)
{
    g_auto(GStrv) names = all_names(settings);
    const char *nearest = nearest_name(name, (const char *const *)names);
    g_autofree char *all = g_strjoinv(", ", names);

    fail(error, ERROR_NOT_FOUND, "there is no template of lists called \"%s\"", name);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s\"?", nearest);
    else
        fail_hint(error, "there are: %s", all);
    return NULL;
}

/* Only keys that mean something: a typing mistake would be a list other than was meant. */
static gboolean
check_keys(GKeyFile *file, const char *path, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);

    for (char **group = groups; *group != NULL; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(file, *group, NULL, NULL);
        if (!g_str_equal(*group, "list") && !g_str_equal(*group, "family"))
            return fail(error, ERROR_BAD_INPUT, "\"%s\" has a section [%s]", path, *group);
        for (char **key = keys; keys != NULL && *key != NULL; key++) {
            g_autofree char *bare = g_strndup(*key, strcspn(*key, "["));
            const char *nearest = nearest_name(bare, list_given_words);
            if (g_strv_contains(list_given_words, bare))
                continue;
            fail(error, ERROR_BAD_INPUT, "\"%s\" has an unknown key \"%s\"", path, *key);
            if (nearest != NULL)
                fail_hint(error, "did you mean \"%s\"?", nearest);
            return FALSE;
        }
    }
    return TRUE;
}

static GKeyFile *
read_file(const Settings *settings, const char *name, char **path, GError **error)
{
    g_autofree char *file_name = g_strconcat(name, ".conf", NULL);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) broken = NULL;
    const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    if (*name == '\0' || strspn(name, letters) != strlen(name))
        return fail_unknown(settings, name, error);
    *path = path_below(settings, FALSE, file_name);
    if (!g_file_test(*path, G_FILE_TEST_EXISTS)) {
        g_free(*path);
        *path = path_below(settings, TRUE, file_name);
    }
    if (!g_file_test(*path, G_FILE_TEST_EXISTS))
        return fail_unknown(settings, name, error);
    if (!g_key_file_load_from_file(file, *path, G_KEY_FILE_KEEP_TRANSLATIONS, &broken))
        return fail_null(error, ERROR_BAD_INPUT, "cannot read \"%s\": %s", *path, broken->message);
    if (!check_keys(file, *path, error))
        return NULL;
    return g_steal_pointer(&file);
}

static gboolean
fill_one(const char *key, const char *source, const Value *value, char **given, GError **error)
{
    g_autoptr(TemplateSet) set = template_set_open_spec();
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *name = g_strconcat(key, ".txt", NULL);

    if (!template_set_add(set, name, source, error) ||
        !template_render(set, name, value, NULL, text, error))
        return FALSE;
    g_free(*given);
    *given = g_string_free(g_steal_pointer(&text), FALSE);
    return TRUE;
}

static gboolean
fill_all(GKeyFile *file, const ListTemplateFill *fill, ListTemplate *template, GError **error)
{
    g_autoptr(Value) value = value_dict();

    value_set_text(value, "name", fill->name);
    value_set_text(value, "title", fill->title != NULL ? fill->title : fill->name);
    value_set_text(value, "family", fill->family);
    value_set_text(value, "place", fill->place);
    value_set_text(value, "code", fill->code);
    for (guint i = 0; i < GIVEN_N; i++) {
        const char *key = list_given_words[i];
        g_autofree char *of_list =
            g_key_file_get_locale_string(file, "list", key, fill->language, NULL);
        g_autofree char *of_family =
            fill->family != NULL
                ? g_key_file_get_locale_string(file, "family", key, fill->language, NULL)
                : NULL;
        const char *source = of_family != NULL ? of_family : of_list;
        if (source != NULL && !fill_one(key, source, value, &template->given[i], error))
            return FALSE;
    }
    return TRUE;
}

static const char * or (const char *given, const char *otherwise)
{
    return given != NULL ? given : otherwise;
}

/* The same that whoever types it is told. */
static gboolean
check_filled(const ListTemplate *template, const ListTemplateFill *fill, GError **error)
{
    char *const *given = template->given;
    const ListDraft named = {.name = fill->name, .domain = "example.org"};
    const ListDraft filled = {.kind = or (given[GIVEN_KIND], "discussion"),
                              .language = fill->language,
                              .fan_out = or (given[GIVEN_FAN_OUT], "own"),
                              .title = or (given[GIVEN_TITLE], "x"),
                              .prefix = or (given[GIVEN_PREFIX], ""),
                              .description = or (given[GIVEN_DESCRIPTION], "")};
    const ListPreparation preparation = {.prefix = given[GIVEN_PREFIX],
                                         .reply_to = given[GIVEN_REPLY_TO],
                                         .author_in = given[GIVEN_AUTHOR_IN],
                                         .footer = given[GIVEN_FOOTER]};
    const char *archive = or (given[GIVEN_ARCHIVE], "public");

    if (!list_draft_check(&named, &filled, error) || !list_preparation_check(&preparation, error))
        return FALSE;
    if (!g_str_equal(archive, "public") && !g_str_equal(archive, "private"))
        return fail(error, ERROR_BAD_INPUT, "an archive is public or private, not \"%s\"", archive);
    g_autoptr(Policy) policy = policy_parse(or (given[GIVEN_POLICY], ""), filled.kind, error);
    return policy != NULL;
}

ListTemplate *
list_template_read(const Settings *settings, const char *name, const ListTemplateFill *fill,
                   GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr(GKeyFile) file = read_file(settings, name, &path, error);
    g_autoptr(ListTemplate) template = g_new0(ListTemplate, 1);

    if (file == NULL)
        return NULL;
    if (!fill_all(file, fill, template, error) || !check_filled(template, fill, error)) {
        g_prefix_error(error, "\"%s\": ", path);
        return NULL;
    }
    return g_steal_pointer(&template);
}

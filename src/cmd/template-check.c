/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-check - find what templates ask for that nothing sets, and texts without translation
 *
 * The names that are set are known for the parts of letters; a site's own version of any other
 * template may use what the shipped one uses. Texts of {{#_}} should be in the catalogues of the
 * other languages.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "news/inline-style.h"
#include "news/letter-template.h"
#include "page/template.h"

#include "cmd/listing.h"
#include "cmd/template.h"

static gboolean as_json;

const GOptionEntry cmd_template_check_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL}, {0}};

typedef struct {
    TemplateSet *set;     /* the site's own, then the shipped */
    TemplateSet *shipped; /* these alone */
    Catalogue *english, *breton;
    Listing *listing;
    guint errors, warnings, notes, templates;
} Check;

static void
check_clear(Check *check)
{
    template_set_free(check->set);
    template_set_free(check->shipped);
    catalogue_free(check->english);
    catalogue_free(check->breton);
    listing_free(check->listing);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

static void
say(Check *check, const char *grade, const char *name, const char *words, const char *hint)
{
    check->errors += g_str_equal(grade, "error");
    check->warnings += g_str_equal(grade, "warning");
    check->notes += g_str_equal(grade, "note");
    listing_row_v(check->listing, (const char *const[]){grade, name, words, hint});
    if (!as_json)
        printf("%s: %s: %s%s%s\n", grade, name, words, hint != NULL ? "; " : "",
               hint != NULL ? hint : "");
}

/* "head" of "edition/NAME/head.txt"; NULL for other templates. g_free(). */
static char *
part_of_letter(const char *name)
{
    g_auto(GStrv) words = g_strsplit(name, "/", -1);

    if (g_strv_length(words) != 3 || !g_str_equal(words[0], "edition"))
        return NULL;
    words[2][strcspn(words[2], ".")] = '\0';
    return g_strv_contains(letter_template_parts, words[2]) ? g_strdup(words[2]) : NULL;
}

/* What may be used: NULL where nothing is known. The caller's to free is `*owned`. */
static const char *const *
names_of(Check *check, const char *name, const char *part, char ***owned)
{
    if (part != NULL)
        return letter_template_names(part);
    *owned = template_placeholders(check->shipped, name, NULL);
    return (const char *const *)*owned;
}

static void
check_names(Check *check, const char *name)
{
    g_autofree char *part = part_of_letter(name);
    g_auto(GStrv) owned = NULL;
    g_auto(GStrv) used = NULL;
    g_auto(GStrv) unused = NULL;
    g_autoptr(GPtrArray) unknown = NULL;
    g_autoptr(GError) wrong = NULL;
    const char *const *names = names_of(check, name, part, &owned);

    if (names != NULL)
        template_check_known(check->set, name, names, &unused, &unknown, &wrong);
    else
        used = template_placeholders(check->set, name, &wrong);
    if (wrong != NULL)
        say(check, "error", name, wrong->message, error_hint(wrong));
    for (guint i = 0; unknown != NULL && i < unknown->len; i++) {
        const GError *one = unknown->pdata[i];
        say(check, "error", name, one->message, error_hint(one));
    }
    /* A letter's two forms and its languages use what they need; of others all is meant to be. */
    for (guint i = 0; part == NULL && unused != NULL && unused[i] != NULL; i++) {
        g_autofree char *words = g_strdup_printf("does not use \"%s\"", unused[i]);
        say(check, "note", name, words, NULL);
    }
}

static void
check_language(Check *check, const char *name, const Catalogue *catalogue, const char *language,
               char **texts)
{
    for (; *texts != NULL; texts++) {
        if (catalogue_lookup(catalogue, *texts) != NULL)
            continue;
        g_autofree char *place = template_message_place(check->set, name, *texts);
        g_autofree char *words =
            g_strdup_printf("%s: lang/%s.po lacks \"%s\"", place, language, *texts);
        say(check, "warning", name, words, NULL);
    }
}

/* The look that a letter's template puts on the tags of Markdown. */
static void
check_style(Check *check, const char *name)
{
    g_autoptr(Value) nothing = value_dict();
    g_autoptr(GString) rules = g_string_new(NULL);
    g_autoptr(GError) wrong = NULL;
    g_autoptr(InlineStyle) style = NULL;

    if (!g_str_has_suffix(name, "/inline.css") ||
        !template_render(check->set, name, nothing, NULL, rules, NULL))
        return;
    style = inline_style_parse(name, rules->str, &wrong);
    if (style == NULL)
        say(check, "error", name, wrong->message, error_hint(wrong));
}

static void
check_one(Check *check, const char *name)
{
    g_auto(GStrv) texts = template_messages(check->set, name, NULL);

    check->templates++;
    check_names(check, name);
    check_style(check, name);
    if (texts == NULL)
        return;
    check_language(check, name, check->english, "en", texts);
    check_language(check, name, check->breton, "br", texts);
}

/* A look of letters has all its parts. */
static void
check_whole(Check *check, const GPtrArray *names, const char *name)
{
    g_auto(GStrv) words = g_strsplit(name, "/", -1);

    if (g_strv_length(words) != 3 || !g_str_equal(words[0], "edition"))
        return;
    for (guint i = 0; i < 2 * LETTER_TEMPLATE_PARTS; i++) {
        g_autofree char *wanted =
            g_strconcat("edition/", words[1], "/", letter_template_parts[i / 2],
                        i % 2 == 1 ? ".txt" : "", NULL);
        if (!g_ptr_array_find_with_equal_func((GPtrArray *)names, wanted, g_str_equal, NULL))
            say(check, "error", wanted, "is not there", "a look of letters needs all its parts");
    }
}

static Catalogue *
open_catalogue(char **directories, const char *language, GError **error)
{
    g_autofree char *file = g_strconcat(language, ".po", NULL);
    g_autofree char *own = g_build_filename(directories[0], "lang", file, NULL);
    g_autofree char *shipped = g_build_filename(directories[1], "lang", file, NULL);

    return catalogue_open(g_file_test(own, G_FILE_TEST_EXISTS) ? own : shipped, error);
}

static gboolean
check_open(Check *check, char **directories, GError **error)
{
    const char *const shipped[] = {directories[1], NULL};

    return (check->set = template_set_open((const char *const *)directories, error)) != NULL &&
           (check->shipped = template_set_open(shipped, error)) != NULL &&
           (check->english = open_catalogue(directories, "en", error)) != NULL &&
           (check->breton = open_catalogue(directories, "br", error)) != NULL;
}

/* The template `word`, or those below it: "edition/default" stands for its parts. */
static gboolean
is_meant(const char *name, const char *word)
{
    gsize size = strlen(word);

    return word[0] == '\0' || (strncmp(name, word, size) == 0 &&
                               (name[size] == '\0' || name[size] == '/' || word[size - 1] == '/'));
}

static gboolean
unknown(const GPtrArray *names, const char *word, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    for (guint i = 0; i < names->len; i++)
        g_ptr_array_add(all, names->pdata[i]);
    g_ptr_array_add(all, NULL);
    const char *nearest = nearest_name(word, (const char *const *)all->pdata);
    fail(error, ERROR_NOT_FOUND, "there is no template \"%s\"", word);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "colporteur template list");
}

gboolean
cmd_template_check(Call *call, GError **error)
{
    g_auto(GStrv) directories = template_directories(call->settings);
    g_autoptr(GPtrArray) names = template_names((const char *const *)directories);
    g_auto(Check) check = {.listing = listing_new("grade", "template", "message", "hint", NULL)};
    g_autofree char *word = g_strdup(call->n_arguments > 0 ? call->arguments[0] : "");
    g_autofree char *look = NULL;

    if (g_str_has_suffix(word, ".mustache"))
        word[strlen(word) - strlen(".mustache")] = '\0';
    if (!check_open(&check, directories, error))
        return FALSE;
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        if (!is_meant(name, word))
            continue;
        g_autofree char *folder = g_path_get_dirname(name);
        if (g_strcmp0(folder, look) != 0) {
            check_whole(&check, names, name);
            g_free(look);
            look = g_steal_pointer(&folder);
        }
        check_one(&check, name);
    }
    if (check.templates == 0)
        return unknown(names, word, error);
    if (as_json)
        listing_print(check.listing, TRUE);
    else
        printf("%u templates: %u errors, %u warnings, %u notes\n", check.templates, check.errors,
               check.warnings, check.notes);
    return check.errors == 0 ||
           fail(error, ERROR_BAD_INPUT, "templates with errors: %u", check.errors);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter-template - render the parts of a letter from templates/edition/; see letter-template.h */
#include "news/letter-template.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "page/template.h"
#include "page/wrap.h"

#include "news/inline-style.h"

struct LetterTemplate {
    TemplateSet *set;
    char *name;
    Catalogue *catalogue; /* NULL for French */
    InlineStyle *style;
};

/* What edition-value.c sets. */
static const char *const frame_names[] = {
    "title",          "title_rule",      "preheader",       "language",
    "list_title",     "number",          "site_name",       "site_url",
    "public",         "list_url",        "web_url",         "editorial_html",
    "editorial_text", "unsubscribe_url", "preferences_url", NULL};
static const char *const section_names[] = {"heading",        "everybody", "territory",
                                            "interest",       "elsewhere", "otherwise_html",
                                            "otherwise_text", NULL};
static const char *const item_names[] = {"title",
                                         "title_rule",
                                         "finding",
                                         "initiative",
                                         "html",
                                         "text",
                                         "author",
                                         "has_knowledge",
                                         "knowledge.scientific",
                                         "knowledge.professional",
                                         "knowledge.citizen",
                                         "knowledge.more",
                                         "territories",
                                         "interests",
                                         "programme",
                                         "source",
                                         "source_url",
                                         "other_language",
                                         NULL};

const char *const letter_template_parts[LETTER_TEMPLATE_PARTS + 1] = {"head",  "heading", "item",
                                                                      "empty", "foot",    NULL};

const char *const *
letter_template_names(const char *part)
{
    if (g_str_equal(part, "item"))
        return item_names;
    return g_str_equal(part, "heading") || g_str_equal(part, "empty") ? section_names : frame_names;
}

/* The catalogue of the site's own templates first, then the shipped one. */
static gboolean
open_catalogue(LetterTemplate *template, const char *const *directories, const char *language,
               GError **error)
{
    g_autofree char *file = g_strconcat(language, ".po", NULL);

    if (g_str_equal(language, "fr"))
        return TRUE;
    for (guint i = 0; directories[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(directories[i], "lang", file, NULL);
        if (directories[i + 1] != NULL && !g_file_test(path, G_FILE_TEST_EXISTS))
            continue;
        template->catalogue = catalogue_open(path, error);
        return template->catalogue != NULL;
    }
    return TRUE;
}

static gboolean
open_style(LetterTemplate *template, GError **error)
{
    g_autofree char *name = g_strdup_printf("edition/%s/inline.css", template->name);
    g_autoptr(Value) nothing = value_dict();
    g_autoptr(GString) rules = g_string_new(NULL);

    if (!template_render(template->set, name, nothing, NULL, rules, error))
        return FALSE;
    template->style = inline_style_parse(name, rules->str, error);
    return template->style != NULL;
}

/* Whether there is a directory of that name; if not, what was probably meant. */
static gboolean
check_name(const char *const *directories, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    for (; *directories != NULL; directories++) {
        g_autofree char *path = g_build_filename(*directories, "edition", NULL);
        g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
        for (const char *entry; folder != NULL && (entry = g_dir_read_name(folder)) != NULL;) {
            if (g_str_equal(entry, name))
                return TRUE;
            g_ptr_array_add(names, g_strdup(entry));
        }
    }
    g_ptr_array_add(names, NULL);
    fail(error, ERROR_NOT_FOUND, "there is no template \"%s\" of letters", name);
    const char *nearest = nearest_name(name, (const char *const *)names->pdata);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "\"default\" and \"plain\" are shipped; others are directories in "
                            "edition/ of the site's own templates");
}

LetterTemplate *
letter_template_open(const Settings *settings, const char *name, const char *language,
                     GError **error)
{
    g_autoptr(LetterTemplate) template = g_new0(LetterTemplate, 1);
    g_autofree char *shipped =
        g_build_filename(settings_text(settings, SETTING_DATA), "templates", NULL);
    const char *const directories[] = {settings_text(settings, SETTING_TEMPLATES), shipped, NULL};

    template->name = g_strdup(name);
    template->set = template_set_open(directories, error);
    if (template->set == NULL || !check_name(directories, name, error) ||
        !open_catalogue(template, directories, language, error) || !open_style(template, error))
        return NULL;
    return g_steal_pointer(&template);
}

void
letter_template_free(LetterTemplate *template)
{
    if (template == NULL)
        return;
    template_set_free(template->set);
    catalogue_free(template->catalogue);
    inline_style_free(template->style);
    g_free(template->name);
    g_free(template);
}

char *
letter_template_style(const LetterTemplate *template, const char *html)
{
    return inline_style_apply(template->style, html);
}

static void
append_line(const char *line, gsize size, gpointer out)
{
    g_string_append_len(out, line, (gssize)size);
    g_string_append_c(out, '\n');
}

/* Wrapping helps a line of several words; "[1] https://..." stays one. */
static gboolean
is_too_long(const char *line)
{
    const char *blank = strchr(line, ' ');

    return text_columns(line) > LETTER_COLUMNS && blank != NULL && strchr(blank + 1, ' ') != NULL;
}

/* Lines that are short enough stay as they are, with what they begin with; several empty lines,
 * which sections that print nothing leave behind, become one. */
static char *
wrapped(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) * 9 / 8);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean empty_before = FALSE;

    for (guint i = 0; lines[i] != NULL; i++) {
        gboolean is_empty = *lines[i] == '\0';
        gboolean is_end = is_empty && lines[i + 1] == NULL;
        /* The mark of a block, which takes no place (own-place.h). */
        if (!is_empty && text_columns(lines[i]) == 0) {
            g_string_append(out, lines[i]);
            continue;
        }
        if (is_too_long(lines[i]))
            wrap_text(lines[i], LETTER_COLUMNS, append_line, out);
        else if (!is_end && !(is_empty && empty_before))
            append_line(lines[i], strlen(lines[i]), out);
        empty_before = is_empty;
    }
    return g_string_free(out, FALSE);
}

gboolean
letter_template_render(LetterTemplate *template, const char *part, const Value *value, char **html,
                       char **text, GError **error)
{
    g_autofree char *html_name = g_strconcat("edition/", template->name, "/", part, NULL);
    g_autofree char *text_name = g_strconcat(html_name, ".txt", NULL);
    g_autoptr(GString) html_out = g_string_new(NULL);
    g_autoptr(GString) text_out = g_string_new(NULL);

    if (!template_render(template->set, html_name, value, template->catalogue, html_out, error) ||
        !template_render(template->set, text_name, value, template->catalogue, text_out, error))
        return FALSE;
    *html = g_strdup(html_out->str);
    *text = wrapped(text_out->str);
    return TRUE;
}

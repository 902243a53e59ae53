/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages' templates as files: every text is in both catalogues, nothing in them needs a script
 * or an inline style, and the style sheet's pairs of colours keep WCAG 2.2 AA in both schemes. */
#include <math.h>
#include <string.h>

#include "page/catalogue.h"
#include "page/template.h"

static const char *const pages[] = {
    "contribution", "contributions", "edition", "editions", "error",     "home",
    "list",         "message",       "place",   "search",   "subscribe", "subscribe-confirm",
    "unsubscribe",  "thread"};

static char *
template_path(const char *name)
{
    return g_build_filename(g_getenv("SRCDIR"), "templates", name, NULL);
}

static TemplateSet *
templates_open(void)
{
    g_autofree char *directory = template_path("");
    g_autoptr(GError) error = NULL;
    TemplateSet *set = template_set_open((const char *[]){directory, NULL}, &error);

    g_assert_no_error(error);
    return set;
}

static void
test_every_text_is_translated(gconstpointer data)
{
    g_autofree char *name = g_strdup_printf("lang/%s.po", (const char *)data);
    g_autofree char *path = template_path(name);
    g_autoptr(TemplateSet) set = templates_open();
    g_autoptr(GError) error = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_open(path, &error);

    g_assert_no_error(error);
    for (gsize i = 0; i <= G_N_ELEMENTS(pages); i++) {
        const char *file = i < G_N_ELEMENTS(pages) ? pages[i] : "words.txt";
        g_autofree char *page = g_strconcat("site/", file, NULL);
        g_auto(GStrv) texts = template_messages(set, page, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(g_strv_length(texts), >=, 8);
        for (char **text = texts; *text != NULL; text++) {
            g_test_message("%s: %s", page, *text);
            g_assert_nonnull(catalogue_lookup(catalogue, *text));
        }
    }
}

static void
test_no_script_no_inline_style(void)
{
    static const char *const unwanted[] = {"<script",     " style=",  "<style",
                                           "javascript:", " onclick", "http://",
                                           "mailto:",     "{{{url",   "{{{subject"};

    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *file = g_strdup_printf("site/%s.mustache", pages[i]);
        g_autofree char *path = template_path(file);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        /* Data for programs, of which browsers run nothing. */
        static const char data[] = "<script type=\"application/ld+json\">";
        char *at = strstr(text, data);
        if (at != NULL)
            memmove(at, at + strlen(data), strlen(at + strlen(data)) + 1);
        /* The one form that has a script does without it, and has it in a file. */
        gboolean has_script = g_str_equal(pages[i], "subscribe");
        g_assert_true(!has_script || strstr(text, "<script src=\"{{script_url}}\" defer>") != NULL);
        for (gsize j = has_script; j < G_N_ELEMENTS(unwanted); j++)
            g_assert_null(strstr(text, unwanted[j]));
        g_assert_nonnull(strstr(text, "<main id=\"contenu\""));
        g_assert_nonnull(strstr(text, "<h1"));
        g_assert_nonnull(strstr(text, "<title>"));
    }
}

/* Relative luminance of "--name: #rrggbb" in that part of the style sheet (WCAG 2.2). */
static double
luminance(const char *css, const char *name)
{
    g_autofree char *key = g_strdup_printf("--%s: #", name);
    const char *found = strstr(css, key);
    double sum = 0;
    static const double weights[] = {0.2126, 0.7152, 0.0722};

    g_assert_nonnull(found);
    found += strlen(key);
    for (int i = 0; i < 3; i++) {
        int byte = g_ascii_xdigit_value(found[2 * i]) * 16 + g_ascii_xdigit_value(found[2 * i + 1]);
        double c = byte / 255.0;
        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static void
test_colours_keep_contrast(void)
{
    static const struct {
        const char *text, *ground;
        double least;
    } pairs[] = {
        {"ink", "ground", 7},      {"ink", "raised", 7},         {"quiet", "ground", 4.5},
        {"quiet", "raised", 4.5},  {"link", "ground", 4.5},      {"link", "raised", 4.5},
        {"accent", "ground", 4.5}, {"link-seen", "ground", 4.5}, {"on-accent", "accent", 4.5},
        {"on-mark", "mark", 4.5},  {"field", "ground", 3},       {"field", "raised", 3},
    };
    g_autofree char *path = template_path("site/style.css");
    g_autofree char *css = NULL;

    g_assert_true(g_file_get_contents(path, &css, NULL, NULL));
    const char *schemes[] = {css, strstr(css, "prefers-color-scheme: dark")};
    for (gsize scheme = 0; scheme < G_N_ELEMENTS(schemes); scheme++) {
        for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
            double a = luminance(schemes[scheme], pairs[i].text);
            double b = luminance(schemes[scheme], pairs[i].ground);
            double ratio = (MAX(a, b) + 0.05) / (MIN(a, b) + 0.05);
            g_test_message("%s on %s: %.2f", pairs[i].text, pairs[i].ground, ratio);
            g_assert_cmpfloat(ratio, >=, pairs[i].least);
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (g_getenv("SRCDIR") == NULL)
        g_setenv("SRCDIR", ".", TRUE);
    g_test_add_data_func("/site-templates/every-text-is-translated/en", "en",
                         test_every_text_is_translated);
    g_test_add_data_func("/site-templates/every-text-is-translated/br", "br",
                         test_every_text_is_translated);
    g_test_add_func("/site-templates/no-script-no-inline-style", test_no_script_no_inline_style);
    g_test_add_func("/site-templates/colours-keep-contrast", test_colours_keep_contrast);
    return g_test_run();
}

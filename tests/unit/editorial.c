/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields and blocks of an editorial, from Markdown to what two readers and the public get. Names of
 * places and themes need a database: tests/e2e/edition.t has those. */
#include <string.h>

#include "base/error.h"
#include "news/editorial.h"
#include "page/markdown.h"

static OwnWords words;

/* What somebody with (TRUE) or without a name gets of `marked`. */
static char *
read_as(const char *marked, gboolean named)
{
    g_autoptr(GBytes) encoded = own_place_encode(marked, &words);
    g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnStretch));
    g_autoptr(GString) out = g_string_new(NULL);
    gsize size;
    const char *data = g_bytes_get_data(encoded, &size);

    own_place_split(data, size, stretches);
    for (guint i = 0; i < stretches->len; i++) {
        const OwnStretch *s = &g_array_index(stretches, OwnStretch, i);
        g_string_append_len(out, s->data, (gssize)s->size);
        if (s->place == OWN_PLACE_NAME)
            g_string_append(out, "Maud");
        if ((s->place == OWN_PLACE_IF && !named) || (s->place == OWN_PLACE_UNLESS && named))
            i = s->end;
    }
    g_string_replace(out, "=\r\n", "", 0);
    g_string_replace(out, "\r\n", "\n", 0);
    g_string_replace(out, "=20", " ", 0);
    g_string_replace(out, "=2E", ".", 0);
    return g_strdup(out->str);
}

static const char source[] = "Bonjour **{{name|vous}}**.\n"
                             "\n"
                             "{{#name}}\n"
                             "Un bloc.\n"
                             "\n"
                             "- une liste\n"
                             "{{/name}}\n"
                             "{{^name}}\n"
                             "Un autre.\n"
                             "{{/name}}\n"
                             "\n"
                             "Fin{{#name}}, {{ name }}{{/name}}.\n";

static char *
mark(const char *markdown)
{
    g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(EditorialCondition));
    g_autoptr(GError) error = NULL;
    char *marked = editorial_mark(NULL, markdown, &words, conditions, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(conditions->len, ==, 0);
    return marked;
}

static void
test_html(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *marked = mark(source);
    g_autofree char *html = markdown_to_html(marked, MARKDOWN_DEFAULT);
    g_autofree char *whole = editorial_html(marked, html, &words, &error);

    g_assert_no_error(error);
    g_autofree char *named = read_as(whole, TRUE);
    g_autofree char *nameless = read_as(whole, FALSE);
    g_assert_cmpstr(named, ==,
                    "<p>Bonjour <strong>Maud</strong>.</p>\n<p>Un bloc.</p>\n<ul>\n<li>une "
                    "liste</li>\n</ul>\n<p>Fin, Maud.</p>\n");
    g_assert_cmpstr(nameless, ==,
                    "<p>Bonjour <strong>vous</strong>.</p>\n<p>Un autre.</p>\n<p>Fin.</p>\n");
}

static void
test_text(void)
{
    g_autofree char *marked = mark(source);
    g_autofree char *text = markdown_to_text(marked, MARKDOWN_DEFAULT, 72, NULL);
    g_autofree char *whole = editorial_text(text, &words);
    g_autofree char *named = read_as(whole, TRUE);
    g_autofree char *nameless = read_as(whole, FALSE);

    g_assert_cmpstr(named, ==, "Bonjour *Maud*.\n\nUn bloc.\n\n- une liste\n\nFin, Maud.\n");
    g_assert_cmpstr(nameless, ==, "Bonjour *vous*.\n\nUn autre.\n\nFin.\n");
}

static void
test_public(void)
{
    g_autofree char *marked = mark(source);
    g_autofree char *open = editorial_public(marked, &words);
    g_autofree char *html = markdown_to_html(open, MARKDOWN_DEFAULT);

    g_assert_cmpstr(html, ==,
                    "<p>Bonjour <strong>vous</strong>.</p>\n<p>Un autre.</p>\n<p>Fin.</p>\n");
}

static void
test_long_names_and_lines(void)
{
    g_autofree char *marked =
        mark("Un deux trois quatre cinq six sept huit neuf dix onze douze, {{name|vous}}, voici.");
    g_autofree char *text = markdown_to_text(marked, MARKDOWN_DEFAULT, 72, NULL);
    g_autofree char *whole = editorial_text(text, &words);
    g_autofree char *named = read_as(whole, TRUE);
    g_auto(GStrv) lines = g_strsplit(named, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        g_assert_cmpuint(strlen(*line), <=, 72);
    g_assert_nonnull(strstr(named, "Maud, voici."));
}

static void
test_refuses(void)
{
    static const struct {
        const char *markdown;
        const char *message;
    } cases[] = {
        {"a\n{{nam|x}}", "line 2 of the text: there is no field \"nam\""},
        {"{{name}}", "{{name}} says nothing"},
        {"{{name|}}", "{{name}} says nothing"},
        {"{{^name}}{{name}}{{/name}}", "{{name}} says nothing"},
        {"{{#name}}a", "line 1 of the text: the block is not closed by {{/name}}"},
        {"a{{/name}}", "{{/name}} closes no block"},
        {"{{name|a\nb}}", "is not closed by \"}}\" on its line"},
        {"{{", "is not closed by \"}}\" on its line"},
        {"{{{name|a}}}", "there is no field \"{name\""},
        {"{{#name x}}a{{/name}}", "{{#name}} takes no \"x\""},
        {"{{#interest}}a{{/interest}}", "says which interest"},
        {"{{interest|a}}", "is for blocks"},
        {"{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}",
         "over 8 blocks"},
        {"[a](https://example.org/{{name|x}})", "stands in a link"},
        {"![{{name|x}}](a.png)", "stands in a link"},
        {"<b title=\"{{name|x}}\">a</b>", "stands in a link"},
        {"*a{{#name}}b* c{{/name}}", "begins and ends in different places"},
        {"{{#name}}a\n\n- b{{/name}}", "begins and ends in different places"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(EditorialCondition));
        g_autofree char *marked =
            editorial_mark(NULL, cases[i].markdown, &words, conditions, &error);
        g_autofree char *html = marked != NULL ? markdown_to_html(marked, MARKDOWN_IMAGES) : NULL;
        g_autofree char *whole = html != NULL ? editorial_html(marked, html, &words, &error) : NULL;
        g_assert_null(whole);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        if (strstr(error->message, cases[i].message) == NULL)
            g_test_fail_printf("case %u: %s", i, error->message);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    own_words_init(&words);
    g_test_add_func("/editorial/html", test_html);
    g_test_add_func("/editorial/text", test_text);
    g_test_add_func("/editorial/the-public-reads-what-stands-for-fields", test_public);
    g_test_add_func("/editorial/lines-have-room-for-names", test_long_names_and_lines);
    g_test_add_func("/editorial/refuses-what-would-leave-a-hole", test_refuses);
    return g_test_run();
}

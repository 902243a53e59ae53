/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Front matter is read as people write it, and what is not understood is refused with its line. */
#include "page/front-matter.h"
#include "base/error.h"

static const char whole[] = "\xef\xbb\xbf---\r\n"
                            "kind: finding # or initiative\r\n"
                            "\r\n"
                            "# where\r\n"
                            "territory: [22, \"35238\" , 'Pays d''Auray',]\r\n"
                            "interest:\r\n"
                            "  - mobility\r\n"
                            "# a comment\r\n"
                            "  - \"food: \\\"local\\\"\" # yes\r\n"
                            "  - # nothing\r\n"
                            "title: Le vélo : un an après, n°#3\r\n"
                            "source: https://example.org/a#b\r\n"
                            "programme:\r\n"
                            "name: \"a # b\"\r\n"
                            "--- \r\n"
                            "  \r\n"
                            "\r\n"
                            "    Le *texte*.\r\n"
                            "---\r\n";

static char *
joined(const FrontMatter *front_matter, const char *key)
{
    return g_strjoinv("|", (char **)front_matter_list(front_matter, key));
}

static void
test_reads(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FrontMatter) front_matter = front_matter_parse(whole, &error);

    g_assert_no_error(error);
    g_autofree char *territory = joined(front_matter, "territory");
    g_autofree char *interest = joined(front_matter, "interest");
    g_autofree char *title = joined(front_matter, "title");
    g_autofree char *programme = joined(front_matter, "programme");
    g_autofree char *absent = joined(front_matter, "absent");
    g_assert_cmpstr(front_matter_text(front_matter, "kind"), ==, "finding");
    g_assert_cmpstr(territory, ==, "22|35238|Pays d'Auray");
    g_assert_cmpstr(interest, ==, "mobility|food: \"local\"");
    g_assert_cmpstr(title, ==, "Le vélo : un an après, n°#3");
    g_assert_cmpstr(front_matter_text(front_matter, "source"), ==, "https://example.org/a#b");
    g_assert_cmpstr(front_matter_text(front_matter, "name"), ==, "a # b");
    g_assert_cmpstr(programme, ==, "");
    g_assert_cmpstr(absent, ==, "");
    g_assert_null(front_matter_text(front_matter, "programme"));
    g_assert_null(front_matter_text(front_matter, "territory"));
    g_assert_null(front_matter_text(front_matter, "absent"));
    g_assert_cmpuint(front_matter_line(front_matter, "title"), ==, 11);
    g_assert_cmpuint(front_matter_line(front_matter, "absent"), ==, 0);
    g_assert_cmpstr(front_matter_body(front_matter), ==, "    Le *texte*.\n---\n");
}

static void
test_refuses(void)
{
    static const struct {
        const char *lines;
        const char *message;
    } cases[] = {
        {"a: 1\n\na: 2", "line 4: \"a\" was given in line 2"},
        {"a: \"b", "line 2: the closing \" is missing"},
        {"a: 'b\nc: d", "line 2: the closing ' is missing"},
        {"a: \"b\" c", "line 2: there is more after the closing quote"},
        {"a: \"\\n\"", "line 2: only \\\" and \\\\ may follow a backslash"},
        {"a: [b, c", "line 2: the list is not closed by \"]\" on its line"},
        {"a: [b] c", "line 2: there is more after the list"},
        {"a: [[b]]", "line 2: a plain value cannot begin with \"[\""},
        {"a: |\n  b", "line 2: a plain value cannot begin with \"|\""},
        {"a: {b: c}", "line 2: a plain value cannot begin with \"{\""},
        {"a: - b", "line 2: an item begins a line of its own"},
        {"a: b #c", "line 2: \"#\" after a blank begins a comment"},
        {"a: #c", "line 2: \"#\" after a blank begins a comment"},
        {"a: b\n- c", "line 3: there is no \"key:\" above this item"},
        {"a: b\n  c: d", "line 3: this is no \"key: value\""},
        {"a:b", "line 2: this is no \"key: value\""},
        {"just text", "line 2: this is no \"key: value\""},
        {"a: b\x1b[1m", "line 2: the character U+001B is not allowed"},
        {"a: b\xe2\x80\xae"
         "c",
         "line 2: the character U+202E is not allowed"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("---\n%s\n---\nbody", cases[i].lines);
        g_autofree char *message =
            g_strdup_printf("cannot read the front matter, %s", cases[i].message);
        g_assert_null(front_matter_parse(text, &error));
        g_assert_cmpstr(error->message, ==, message);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
}

static void
test_missing(void)
{
    static const char *const texts[] = {"", "Only text.", "title: a\n", " ---\n---\n"};

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(front_matter_parse(texts[i], &error));
        g_assert_cmpstr(error->message, ==, "the text does not begin with front matter");
        g_assert_nonnull(strstr(error_hint(error), "---"));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(front_matter_parse("---\ntitle: a\n", &error));
    g_assert_cmpstr(error->message, ==, "the front matter that line 1 opens is never closed");
    g_clear_error(&error);
    g_assert_null(front_matter_parse("---\ntitle: caf\xe9\n---\n", &error));
    g_assert_cmpstr(error->message, ==, "the text is not UTF-8");
}

static void
test_mappings(void)
{
    static const char *const allowed[] = {"sections{}", "words[]", "title", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(FrontMatter) matter = front_matter_parse("---\n"
                                                       "sections:\n"
                                                       "  - title: \"Près # de chez vous\"\n"
                                                       "    for: near\n"
                                                       "\n"
                                                       "  # the rest\n"
                                                       "  -   title: Reste: tout # yes\n"
                                                       "      kind: [finding, \"initiative\"]\n"
                                                       "      most:\n"
                                                       "words:\n"
                                                       "- velo: le soir\n"
                                                       "- marche\n"
                                                       "title: Fin\n"
                                                       "---\n",
                                                       &error);

    g_assert_no_error(error);
    const FrontMatter *const *maps = front_matter_maps(matter, "sections");
    g_assert_cmpstr(front_matter_text(maps[0], "title"), ==, "Près # de chez vous");
    g_assert_cmpstr(front_matter_text(maps[0], "for"), ==, "near");
    g_assert_cmpstr(front_matter_text(maps[1], "title"), ==, "Reste: tout");
    g_assert_cmpstr(front_matter_list(maps[1], "kind")[1], ==, "initiative");
    g_assert_cmpuint(front_matter_line(maps[1], "kind"), ==, 8);
    g_assert_null(maps[2]);
    g_autofree char *words = joined(matter, "words");
    g_assert_cmpstr(words, ==, "velo: le soir|marche");
    g_assert_null(front_matter_maps(matter, "absent")[0]);
    front_matter_check_keys(matter, allowed, &error);
    g_assert_no_error(error);
}

static void
test_wrong_mappings(void)
{
    static const char *const allowed[] = {"sections{}", "words[]", "title", NULL};
    static const struct {
        const char *lines;
        const char *message;
    } cases[] = {
        {"sections:\n- title: a\n   for: b", "line 4: \"for\" does not begin right under the key"},
        {"sections:\n-\ttitle: a\n\tfor: b", "line 4: \"for\" does not begin right under the key"},
        {"sections:\n- title: a\n  title: b", "line 4: \"title\" was given in line 3"},
        {"sections:\n- title: [a", "line 3: the list is not closed"},
        {"sections:\n- title: a\n  - for: b\n    x", "line 5: this is no \"key: value\""},
        {"sections:\n- near", "line 2: \"sections\" takes items of \"key: value\" lines"},
        {"words:\n- a: b\n  c: d", "line 2: \"words\" takes values, not \"key: value\" lines"},
        {"title:\n- a: b", "line 2: \"title\" takes one value, not a list"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("---\n%s\n---\nbody", cases[i].lines);
        g_autoptr(FrontMatter) matter = front_matter_parse(text, &error);
        if (matter != NULL)
            g_assert_false(front_matter_check_keys(matter, allowed, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        if (strstr(error->message, cases[i].message) == NULL)
            g_test_fail_printf("case %u: %s", i, error->message);
    }
}

static void
test_bounds(void)
{
    g_autoptr(GString) text = g_string_new("---\n");
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 101; i++)
        g_string_append_printf(text, "k%d: v\n", i);
    g_string_append(text, "---\n");
    g_assert_null(front_matter_parse(text->str, &error));
    g_assert_cmpstr(error->message, ==, "cannot read the front matter, line 102: over 100 keys");
    g_clear_error(&error);
    g_string_assign(text, "---\nk:\n");
    for (int i = 0; i < 1001; i++)
        g_string_append(text, "- v\n");
    g_string_append(text, "---\n");
    g_assert_null(front_matter_parse(text->str, &error));
    g_assert_cmpstr(error->message, ==, "cannot read the front matter, line 1003: over 1000 items");
}

static void
test_keys(void)
{
    static const char *const allowed[] = {"kind", "territory[]", "interest[]", "title", NULL};
    g_autoptr(FrontMatter) good = front_matter_parse("---\nkind: a\nterritory: b\n"
                                                     "interest: [c, d]\n---\n",
                                                     NULL);
    g_autoptr(FrontMatter) near = front_matter_parse("---\nkind: a\nteritory: b\n---\n", NULL);
    g_autoptr(FrontMatter) far = front_matter_parse("---\npassword: a\n---\n", NULL);
    g_autoptr(FrontMatter) list = front_matter_parse("---\ntitle: [a, b]\n---\n", NULL);
    g_autoptr(GError) error = NULL;

    front_matter_check_keys(good, allowed, &error);
    g_assert_no_error(error);
    g_assert_false(front_matter_check_keys(near, allowed, &error));
    g_assert_cmpstr(error->message, ==,
                    "cannot read the front matter, line 3: unknown key \"teritory\"");
    g_assert_cmpstr(error_hint(error), ==, "did you mean \"territory\"?");
    g_clear_error(&error);
    g_assert_false(front_matter_check_keys(far, allowed, &error));
    g_assert_cmpstr(error_hint(error), ==, "known keys: kind, territory, interest, title");
    g_clear_error(&error);
    g_assert_false(front_matter_check_keys(list, allowed, &error));
    g_assert_cmpstr(error->message, ==,
                    "cannot read the front matter, line 2: \"title\" takes one value, not a list");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/front-matter/reads-what-people-write", test_reads);
    g_test_add_func("/front-matter/names-the-wrong-line", test_refuses);
    g_test_add_func("/front-matter/items-may-be-mappings", test_mappings);
    g_test_add_func("/front-matter/names-the-wrong-line-of-a-mapping", test_wrong_mappings);
    g_test_add_func("/front-matter/missing-one-is-shown-how-it-begins", test_missing);
    g_test_add_func("/front-matter/is-bounded", test_bounds);
    g_test_add_func("/front-matter/unknown-key-names-the-nearest", test_keys);
    return g_test_run();
}

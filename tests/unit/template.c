/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house rules on top of Mustache: escaping by kind, files and overrides, translation, bounds
 * and the check of placeholders. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "page/template.h"

static char *
rendered_with(const char *name, const char *source, const Value *value, const Catalogue *catalogue)
{
    g_autofree char *directory = g_dir_make_tmp("template-XXXXXX", NULL);
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){directory, NULL}, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    template_set_add(set, name, source, &error);
    g_assert_no_error(error);
    template_render(set, name, value, catalogue, out, &error);
    g_assert_no_error(error);
    g_rmdir(directory);
    return g_strdup(out->str);
}

static void
expect(const char *name, const char *source, const Value *value, const char *expected)
{
    g_autofree char *out = rendered_with(name, source, value, NULL);

    g_assert_cmpstr(out, ==, expected);
}

static void
test_escaping(void)
{
    g_autoptr(Value) value = value_dict();

    value_set_text(value, "text", "<b a=\"x\" b='y'>&");
    value_set_html(value, "html", "<b>é</b>");
    expect("p", "{{text}}", value, "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
    expect("p", "{{{text}}}", value, "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
    expect("p", "{{&text}}", value, "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
    expect("p", "{{{html}}}{{&html}}", value, "<b>é</b><b>é</b>");
    expect("p", "{{html}}", value, "&lt;b&gt;é&lt;/b&gt;");
    expect("p.txt", "{{text}} {{{text}}}", value, "<b a=\"x\" b='y'>& <b a=\"x\" b='y'>&");
}

static void
test_values(void)
{
    g_autoptr(Value) value = value_dict();

    value_set_text(value, "text", "first");
    value_set_text(value, "text", "second");
    value_set_text(value, "broken",
                   "a\xff"
                   "b");
    value_set_text(value, "none", NULL);
    value_set_text(value, "empty", "");
    value_set_int(value, "zero", 0);
    value_set_int(value, "big", G_MININT64);
    value_set_number(value, "ratio", 0.1);
    value_set_bool(value, "yes", TRUE);
    value_append_text(value_set_list(value, "items"), "a");
    expect("p", "{{text}} {{broken}} {{big}} {{ratio}} {{yes}}", value,
           "second a\xef\xbf\xbd"
           "b -9223372036854775808 0.1 true");
    expect("p", "{{#none}}1{{/none}}{{#empty}}2{{/empty}}{{#zero}}3{{/zero}}{{^zero}}4{{/zero}}",
           value, "4");
    value_set_list(value, "items"); /* replaced by an empty one */
    expect("p", "{{#items}}{{.}}{{/items}}{{^items}}none{{/items}}", value, "none");
}

static void
test_files(void)
{
    g_autofree char *site = g_dir_make_tmp("template-XXXXXX", NULL);
    g_autofree char *shipped = g_dir_make_tmp("template-XXXXXX", NULL);
    g_autofree char *site_home = g_build_filename(site, "home.mustache", NULL);
    g_autofree char *shipped_home = g_build_filename(shipped, "home.mustache", NULL);
    g_autofree char *shipped_foot = g_build_filename(shipped, "foot.mustache", NULL);
    g_autoptr(GString) out = g_string_new("before ");
    g_autoptr(GError) error = NULL;

    g_file_set_contents(site_home, "site's {{>foot}}", -1, NULL);
    g_file_set_contents(shipped_home, "shipped", -1, NULL);
    g_file_set_contents(shipped_foot, "foot", -1, NULL);
    g_autoptr(TemplateSet) set =
        template_set_open((const char *[]){site, "/nonexistent", shipped, NULL}, &error);
    g_assert_no_error(error);
    g_assert_true(template_render(set, "home", NULL, NULL, out, &error));
    g_assert_cmpstr(out->str, ==, "before site's foot");

    g_assert_false(template_render(set, "hoome", NULL, NULL, out, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
    g_assert_nonnull(strstr(error_hint(error), site));
    g_clear_error(&error);
    static const char *const unsafe[] = {"../home", "/etc/passwd", "a/../b", "", "a b", ".x"};
    for (guint i = 0; i < G_N_ELEMENTS(unsafe); i++) {
        g_assert_false(template_render(set, unsafe[i], NULL, NULL, out, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_clear_error(&error);
    }
    g_assert_cmpstr(out->str, ==, "before site's foot");
    g_unlink(site_home);
    g_unlink(shipped_home);
    g_unlink(shipped_foot);
    g_rmdir(site);
    g_rmdir(shipped);

    g_assert_null(template_set_open((const char *[]){"/nonexistent", NULL}, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

static void
expect_error(TemplateSet *set, const char *name, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) out = g_string_new("before");
    g_autoptr(Value) value = value_dict();

    value_set_bool(value, "yes", TRUE);
    g_assert_false(template_render(set, name, value, NULL, out, &error));
    g_assert_cmpstr(error->message, ==, message);
    g_assert_cmpstr(out->str, ==, "before");
}

static void
test_syntax_errors(void)
{
    static const struct {
        const char *source;
        const char *message;
    } cases[] = {
        {"a\n{{#x}}\n{{/y}}", "cannot use template \"bad\", line 3: \"y\" is closed where \"x\" of "
                              "line 2 is open"},
        {"a\n\n{{#x}}b", "cannot use template \"bad\", line 3: the section \"x\" is not closed"},
        {"{{/x}}", "cannot use template \"bad\", line 1: \"x\" is closed and was never opened"},
        {"a\nb {{x", "cannot use template \"bad\", line 2: the tag is not closed by \"}}\""},
        {"{{{x}}", "cannot use template \"bad\", line 1: the tag is not closed by \"}}}\""},
        {"{{}}", "cannot use template \"bad\", line 1: the tag has no name"},
        {"{{! a\nb }}\n{{a b}}",
         "cannot use template \"bad\", line 3: the name \"a b\" has a space "
         "in it"},
        {"{{a..b}}", "cannot use template \"bad\", line 1: the name \"a..b\" has an empty part"},
        {"{{=a=}}", "cannot use template \"bad\", line 1: delimiters are set as {{=<% %>=}}"},
        {"{{<x}}{{/x}}", "cannot use template \"bad\", line 1: inheritance ({{<parent}}, "
                         "{{$block}}) is not done"},
        {"\xff", "cannot use template \"bad\": it is not UTF-8"},
    };
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(template_set_add(set, "bad", cases[i].source, &error));
        g_assert_cmpstr(error->message, ==, cases[i].message);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
    template_set_add(set, "lost", "a\n{{>colporteur/nowhere}}", NULL);
    expect_error(set, "lost",
                 "template \"lost\", line 2: there is no template \"colporteur/nowhere\"");
}

static void
test_bounds(void)
{
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    template_set_add(set, "self", "{{>self}}", NULL);
    expect_error(set, "self",
                 "cannot use template \"self\", line 1: over 50 partials in each other");
    template_set_add(set, "twice", "{{#yes}}{{>half}}{{/yes}}", NULL);
    template_set_add(set, "half", "{{#yes}}{{>quarter}}{{>quarter}}{{/yes}}", NULL);
    template_set_add(set, "quarter", "{{#a}}{{/a}}{{>less}}{{>less}}", NULL);
    template_set_add(set, "less", "{{>least}}{{>least}}{{>least}}{{>least}}", NULL);
    template_set_add(set, "least", "", NULL);
    g_autoptr(GString) wide = g_string_new(NULL);
    for (int i = 0; i < 600; i++)
        g_string_append(wide, "{{>thousand}}");
    template_set_add(set, "wide", wide->str, NULL);
    g_string_truncate(wide, 0);
    for (int i = 0; i < 4000; i++)
        g_string_append(wide, "{{x}}");
    template_set_add(set, "thousand", wide->str, NULL);
    expect_error(set, "wide",
                 "cannot use template \"thousand\", line 1: the result grows without end");

    for (int i = 0; i < 65; i++)
        g_string_append(deep, "{{#x}}");
    g_assert_false(template_set_add(set, "deep", deep->str, &error));
    g_assert_cmpstr(error->message, ==,
                    "cannot use template \"deep\", line 1: over 64 sections in each other");
}

static Catalogue *
english(void)
{
    static const char po[] = "msgid \"Bonjour {{name}},\"\nmsgstr \"Hello {{name}},\"\n"
                             "msgid \"Chercher\"\nmsgstr \"Search\"\n"
                             "msgid \"Sans fin\"\nmsgstr \"{{#_}}Sans fin{{/_}}\"\n"
                             "msgid \"Faux\"\nmsgstr \"{{#x}}\"\n";

    return catalogue_parse("en.po", po, sizeof po - 1, NULL);
}

static void
test_translation(void)
{
    g_autoptr(Catalogue) catalogue = english();
    g_autoptr(Value) value = value_dict();
    g_autofree char *french = NULL;
    g_autofree char *in_english = NULL;
    static const char source[] =
        "{{#_}}Bonjour\n  {{name}},{{/_}} {{#_}}\nChercher\n{{/_}}\n{{#_}}Inconnu{{/_}}";

    value_set_text(value, "name", "Anna & Yann");
    french = rendered_with("p", source, value, NULL);
    g_assert_cmpstr(french, ==, "Bonjour\n  Anna &amp; Yann, \nChercher\nInconnu");
    in_english = rendered_with("p", source, value, catalogue);
    g_assert_cmpstr(in_english, ==, "Hello Anna &amp; Yann, \nSearch\nInconnu");
    g_free(in_english);
    in_english = rendered_with("p.txt", "{{#_}}\nChercher\n{{/_}}\n{{#_}}Bonjour {{name}},{{/_}}",
                               value, catalogue);
    g_assert_cmpstr(in_english, ==, "Search\nHello Anna & Yann,");
}

static void
test_translation_errors(void)
{
    g_autoptr(Catalogue) catalogue = english();
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    template_set_add(set, "endless", "{{#_}}Sans fin{{/_}}", NULL);
    template_set_add(set, "wrong", "\n{{#_}}Faux{{/_}}", NULL);
    g_assert_false(template_render(set, "endless", NULL, catalogue, out, &error));
    g_assert_nonnull(strstr(error->message, "over 50 partials"));
    g_clear_error(&error);
    g_assert_false(template_render(set, "wrong", NULL, catalogue, out, &error));
    g_assert_true(g_str_has_prefix(error->message, "template \"wrong\", line 2: "));
}

static TemplateSet *
set_to_check(void)
{
    TemplateSet *set = template_set_open((const char *[]){"/", NULL}, NULL);

    template_set_add(
        set, "page",
        "{{#title}}{{title}}{{/title}}\n{{#posts}}{{subject}} {{author.name}} {{site}}\n"
        "{{>child}}{{/posts}}{{^posts}}{{#_}}Rien {{title}}{{/_}}{{/posts}}",
        NULL);
    template_set_add(set, "child", "{{#children}}{{subject}}{{>child}}{{.}}{{/children}}", NULL);
    return set;
}

static void
test_check(void)
{
    static const char *const good[] = {"title",
                                       "site",
                                       "posts.subject",
                                       "posts.author.name",
                                       "posts.children",
                                       "posts.children.subject",
                                       NULL};
    static const char *const bad[] = {"title",        "site",           "posts.subjet",
                                      "posts.author", "posts.children", NULL};
    static const char *const more[] = {
        "title",          "site",       "posts.subject", "posts.author.name",
        "posts.children", "posts.date", "footer",        NULL};
    g_autoptr(TemplateSet) set = set_to_check();
    g_autoptr(GError) error = NULL;

    template_check(set, "page", good, &error);
    g_assert_no_error(error);
    g_assert_false(template_check(set, "page", bad, &error));
    g_assert_cmpstr(error->message, ==, "template \"page\", line 2: nothing sets \"subject\"");
    g_assert_cmpstr(error_hint(error), ==, "did you mean \"subjet\"?");
    g_clear_error(&error);
    g_assert_false(template_check(set, "page", more, &error));
    g_assert_cmpstr(error->message, ==,
                    "template \"page\" does not use \"posts.date\", \"footer\"");
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
}

/* Each name that nothing sets is told, with what a misspelt section holds, but not what a section
 * holds that nobody can guess; a partial that is used twice is told once. */
static void
test_check_known(void)
{
    static const char *const declared[] = {"title", "posts.subject", "posts.date", NULL};
    static const char *const wanted[] = {
        "template \"all\", line 1: nothing sets \"titel\"",
        "template \"all\", line 2: nothing sets \"post\"",
        "template \"all\", line 3: nothing sets \"subjet\"",
        "template \"all\", line 5: nothing sets \"zzz\"",
        "template \"end\", line 1: nothing sets \"footnote\"",
    };
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);
    g_autoptr(GPtrArray) unknown = NULL;
    g_auto(GStrv) unused = NULL;
    g_autoptr(GError) error = NULL;

    template_set_add(set, "all",
                     "{{title}} {{titel}}\n{{#post}}\n{{subjet}} {{date}}\n{{/post}}\n"
                     "{{#zzz}}{{qqq}}{{title}}{{/zzz}}\n{{>end}}{{>end}}",
                     NULL);
    template_set_add(set, "end", "{{footnote}}", NULL);
    g_assert_true(template_check_known(set, "all", declared, &unused, &unknown, &error));
    g_assert_no_error(error);
    for (guint i = 0; i < unknown->len; i++)
        g_test_message("%s", ((GError *)unknown->pdata[i])->message);
    g_assert_cmpuint(unknown->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < unknown->len; i++)
        g_assert_cmpstr(((GError *)unknown->pdata[i])->message, ==, wanted[i]);
    g_assert_cmpstr(error_hint(unknown->pdata[1]), ==, "did you mean \"posts\"?");
    g_assert_null(unused[0]);
}

static void
test_lists(void)
{
    g_autoptr(TemplateSet) set = set_to_check();
    g_auto(GStrv) names = template_placeholders(set, "page", NULL);
    g_auto(GStrv) messages = template_messages(set, "page", NULL);
    g_autofree char *joined = g_strjoinv(" ", names);

    g_assert_cmpstr(joined, ==,
                    "title posts posts.subject posts.author.name posts.site posts.children "
                    "posts.children.subject");
    g_assert_cmpstr(messages[0], ==, "Rien {{title}}");
    g_assert_null(messages[1]);
}

static gpointer
render_often(gpointer user_data)
{
    g_autoptr(Catalogue) catalogue = english();

    for (int i = 0; i < 200; i++) {
        g_autoptr(Value) value = value_dict();
        g_autoptr(GString) out = g_string_new(NULL);
        value_set_int(value, "name", i);
        if (!template_render(user_data, i % 2 ? "a" : "b", value, catalogue, out, NULL))
            return (gpointer) "failed";
        g_autofree char *expected = g_strdup_printf("Hello %d,", i);
        if (g_strcmp0(out->str, expected) != 0)
            return (gpointer) "differs";
    }
    return NULL;
}

static void
test_threads(void)
{
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);
    GThread *threads[4];

    template_set_add(set, "a", "{{>b}}", NULL);
    template_set_add(set, "b", "{{#_}}Bonjour {{name}},{{/_}}", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("render", render_often, set);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpstr(g_thread_join(threads[i]), ==, NULL);
}

/* Not a benchmark: a page that takes a hundred times too long fails, a busy machine does not. */
static void
test_speed(void)
{
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    const int rounds = 50;

    template_set_add(set, "page",
                     "<table>\n{{#rows}}\n  <tr class=\"{{class}}\">\n    <td><a "
                     "href=\"/l/{{id}}/\">{{subject}}</a>\n    <td>{{author}}\n    "
                     "<td><time>{{date}}</time>\n{{#replies}}<td>{{replies}}{{/replies}}\n"
                     "{{/rows}}\n</table>\n",
                     NULL);
    gint64 begin = g_get_monotonic_time();
    for (int round = 0; round < rounds; round++) {
        g_autoptr(Value) page = value_dict();
        Value *rows = value_set_list(page, "rows");
        for (int i = 0; i < 200; i++) {
            Value *row = value_append_dict(rows);
            value_set_text(row, "class", "odd");
            value_set_text(row, "subject", "Les vélos de l'été & les bus du soir");
            value_set_text(row, "author", "Gwenn");
            value_set_text(row, "date", "22 novembre 2026");
            value_set_int(row, "id", i);
            value_set_int(row, "replies", i % 3);
        }
        g_string_truncate(out, 0);
        g_assert_true(template_render(set, "page", page, NULL, out, NULL));
    }
    double ms = (double)(g_get_monotonic_time() - begin) / 1000.0 / rounds;
    g_test_message("a page of 200 rows, %" G_GSIZE_FORMAT " bytes: %.3f ms", out->len, ms);
    g_assert_cmpfloat(ms, <, 100);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/template/only-marked-html-is-printed-raw", test_escaping);
    g_test_add_func("/template/values-print-and-decide-as-documented", test_values);
    g_test_add_func("/template/site-file-wins-over-shipped-one", test_files);
    g_test_add_func("/template/syntax-error-names-file-and-line", test_syntax_errors);
    g_test_add_func("/template/endless-template-is-stopped", test_bounds);
    g_test_add_func("/template/message-is-translated-with-its-variables", test_translation);
    g_test_add_func("/template/wrong-translation-is-an-error", test_translation_errors);
    g_test_add_func("/template/check-finds-unknown-and-unused-names", test_check);
    g_test_add_func("/template/check-names-each-unknown", test_check_known);
    g_test_add_func("/template/lists-placeholders-and-messages", test_lists);
    g_test_add_func("/template/threads-share-a-set", test_threads);
    g_test_add_func("/template/page-of-200-rows-is-quick", test_speed);
    return g_test_run();
}

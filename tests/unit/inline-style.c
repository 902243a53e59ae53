/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Styles land on the tags they are for, once, and nowhere else. */
#include "news/inline-style.h"
#include "base/error.h"

static void
test_apply(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(InlineStyle) style =
        inline_style_parse("test", "\np { margin: 0; }\n a{color:#000}\n", &error);
    static const char *const pairs[][2] = {
        {"<p>a</p>", "<p style=\"margin: 0;\">a</p>"},
        {"<a href=\"x>y\">b</a>", "<a style=\"color:#000\" href=\"x>y\">b</a>"},
        {"<pre>c</pre>", "<pre>c</pre>"},
        {"<p style=\"x\">d</p>", "<p style=\"x\">d</p>"},
        {"1 &lt; 2", "1 &lt; 2"},
        {"<p", "<p"},
        {"", ""},
    };

    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *html = inline_style_apply(style, pairs[i][0]);
        g_assert_cmpstr(html, ==, pairs[i][1]);
    }
}

static void
test_refused(void)
{
    static const char *const bad[] = {"p",
                                      "p { }",
                                      "p { a: b",
                                      ".c { a: b; }",
                                      "p { a: \"b\"; }",
                                      "p { a: b; } }",
                                      "p { a: <b>; }",
                                      "{ a: b; }"};

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(InlineStyle) style = inline_style_parse("test", bad[i], &error);
        g_test_message("%s", bad[i]);
        g_assert_null(style);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(g_strrstr(error->message, "line 1"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/inline-style/lands-on-its-tags", test_apply);
    g_test_add_func("/inline-style/refuses-what-is-no-rule", test_refused);
    return g_test_run();
}

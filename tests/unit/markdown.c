/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown becomes safe HTML, and a text part that reads like a letter somebody typed. */
#include <string.h>

#include "page/markdown.h"

#include "lib/patience.h"

static void
expect_text(const char *markdown, guint width, const char *expected)
{
    g_autofree char *text = markdown_to_text(markdown, MARKDOWN_DEFAULT, width, NULL);

    g_assert_cmpstr(text, ==, expected);
}

static void
expect_html(const char *markdown, MarkdownFlags flags, const char *expected)
{
    g_autofree char *html = markdown_to_html(markdown, flags);

    g_assert_cmpstr(html, ==, expected);
}

static void
test_html(void)
{
    expect_html("# *Été*\n\nUn [lien](https://example.org/?a&b).", MARKDOWN_DEFAULT,
                "<h1><em>Été</em></h1>\n<p>Un <a href=\"https://example.org/?a&amp;b\">lien</a>."
                "</p>\n");
    expect_html("a <b>c</b>", MARKDOWN_DEFAULT,
                "<p>a <!-- raw HTML omitted -->c<!-- raw HTML omitted --></p>\n");
    expect_html("[x](javascript:alert(1))", MARKDOWN_DEFAULT, "<p><a href=\"\">x</a></p>\n");
    expect_html("![une *carte*](https://example.org/p.gif)", MARKDOWN_DEFAULT,
                "<p>une <em>carte</em></p>\n");
    expect_html("![une carte](p.png)", MARKDOWN_IMAGES,
                "<p><img src=\"p.png\" alt=\"une carte\" /></p>\n");
    expect_html(NULL, MARKDOWN_DEFAULT, "");
    expect_html("a\xff", MARKDOWN_DEFAULT, "<p>a\xef\xbf\xbd</p>\n");
}

static void
test_blocks(void)
{
    expect_text("# Été\n\nBonjour *à* **tous**,\nici `code`  \nligne\n\n## À vélo\n", 72,
                "Été\n===\n\nBonjour *à* *tous*, ici code\nligne\n\nÀ vélo\n------\n");
    expect_text("a\n\n    x  y\n\n      z\n\n***\n\n<div>b</div>\n", 72,
                "a\n\n    x  y\n\n      z\n\n* * *\n");
    expect_text("", 72, "");
    expect_text(NULL, 72, "");
    expect_text("![une carte](https://example.org/p.gif)", 72, "une carte\n");
}

static void
test_lists(void)
{
    expect_text("avant\n\n- un\n- deux\n  - trois\n  - quatre\n\naprès", 72,
                "avant\n\n- un\n- deux\n  - trois\n  - quatre\n\naprès\n");
    expect_text("9. neuf\n10. dix\n\n    suite\n", 72, "9. neuf\n\n10. dix\n\n    suite\n");
    expect_text("-\n- b", 72, "-\n- b\n");
    expect_text("- un mot et encore des mots", 20, "- un mot et encore\n  des mots\n");
}

static void
test_quotes(void)
{
    expect_text("a\n\n> b\n>\n> > c\n>\n> d\n\ne", 72, "a\n\n> b\n>\n> > c\n>\n> d\n\ne\n");
    expect_text("> - un\n> - deux\n>\n> trois", 72, "> - un\n> - deux\n>\n> trois\n");
    expect_text("- > a\n  > b", 72, "- > a b\n");
    expect_text("> un mot et encore des mots", 20, "> un mot et encore\n> des mots\n");
}

static void
test_wrapping(void)
{
    /* 20 characters, 24 bytes: counted in bytes it would break. */
    expect_text("éééé éééé éééé ééééé suite", 20, "éééé éééé éééé ééééé\nsuite\n");
    /* A no-break space before "!" keeps it with its word. */
    expect_text("Voici la nouvelle du\xc2\xa0! Oui", 20, "Voici la nouvelle\ndu\xc2\xa0! Oui\n");
    expect_text("mot https://example.org/une/adresse/longue mot", 20,
                "mot\nhttps://example.org/une/adresse/longue\nmot\n");
    /* Wide characters take two columns. */
    expect_text("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2 "
                "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2",
                20,
                "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\n"
                "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\n");
}

static void
test_footnotes(void)
{
    guint footnote = 3;
    g_autofree char *first =
        markdown_to_text("[a](https://example.org/a) [b](/b) [c](https://example.org/a)",
                         MARKDOWN_DEFAULT, 72, &footnote);
    g_autofree char *second =
        markdown_to_text("[d](mailto:x@example.org)", MARKDOWN_DEFAULT, 72, &footnote);

    g_assert_cmpstr(first, ==, "a [3] b [4] c [3]\n\n[3] https://example.org/a\n[4] /b\n");
    g_assert_cmpstr(second, ==, "d [5]\n\n[5] mailto:x@example.org\n");
    g_assert_cmpuint(footnote, ==, 6);
    /* What says its address already needs no footnote; what is no good address gets none. */
    expect_text("<https://example.org/> <x@example.org> [x](javascript:a) [y](data:b) "
                "[z](https://a&#10;b) [t](/u&#13;v) []()",
                72, "https://example.org/ x@example.org x y z t\n");
    expect_text("un lien qui coupe [a](/a)", 20, "un lien qui coupe\na [1]\n\n[1] /a\n");
}

static void
test_nesting(void)
{
    g_autofree char *quotes = g_strnfill(60000, '>');
    g_autofree char *stars = g_strnfill(60000, '*');
    g_autoptr(GString) lists = g_string_new(NULL);
    gint64 begin = g_get_monotonic_time();

    for (int i = 0; i < 300; i++)
        g_string_append_printf(lists, "%*s- a\n", i * 2, "");
    const char *sources[] = {quotes, stars, lists->str};
    for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
        g_autofree char *text = markdown_to_text(sources[i], MARKDOWN_DEFAULT, 72, NULL);
        g_autofree char *html = markdown_to_html(sources[i], MARKDOWN_DEFAULT);
        g_assert_nonnull(text);
        g_assert_nonnull(html);
    }
    g_assert_cmpint(g_get_monotonic_time() - begin, <, patience(20));
}

static void
test_size(void)
{
    g_autofree char *large = g_malloc(MARKDOWN_SIZE_MAX + 4);

    memset(large, 'a', MARKDOWN_SIZE_MAX - 1);
    memcpy(large + MARKDOWN_SIZE_MAX - 1, "éb", 4);
    g_autofree char *text = markdown_to_text(large, MARKDOWN_DEFAULT, 72, NULL);
    g_assert_cmpuint(strlen(text), ==, MARKDOWN_SIZE_MAX); /* without the é, with a newline */
}

static void
test_line(void)
{
    static const struct {
        const char *markdown, *line;
    } cases[] = {
        {"# Titre #\n\nUn *mot*,\n  [lien](https://example.org/) et ![image](x.png).  \nSuite",
         "Titre Un mot, lien et image. Suite"},
        {"- un\n- deux\n\n  trois\n\n> quatre\n\n1. `cinq  six`", "un deux trois quatre cinq six"},
        {"    if (a)\n      b;\n\n---\n\nfin", "if (a) b; fin"},
        {"a &amp; b <b>gras</b> &lt;i> <script>x</script>", "a & b gras <i> x"},
        {"<div>\nrien\n</div>\n\n\u00a0été\u00a0", "été"},
        {"", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = markdown_to_line(cases[i].markdown);
        g_assert_cmpstr(line, ==, cases[i].line);
    }
}

/* Spaces that do not break, in words alone: what was set already, code and addresses stay. */
static void
test_french(void)
{
    static const struct {
        const char *markdown, *html;
    } cases[] = {
        {"Bonjour !", "<p>Bonjour\u202f!</p>\n"},
        {"Quoi ?! Non ; oui : bon.", "<p>Quoi\u202f?! Non\u202f; oui\u00a0: bon.</p>\n"},
        {"« Un *banc* »", "<p>«\u00a0Un <em>banc</em>\u00a0»</p>\n"},
        {"« *Un* banc » ?", "<p>«\u00a0<em>Un</em> banc\u00a0»\u202f?</p>\n"},
        {"**Lieu** : ici", "<p><strong>Lieu</strong>\u00a0: ici</p>\n"},
        {"«\u202fSet\u202f»\u00a0!", "<p>«\u202fSet\u202f»\u00a0!</p>\n"},
        {"Non! « oui» «non »", "<p>Non! «\u00a0oui» «non\u00a0»</p>\n"},
        {"` a : b ! `", "<p><code>a : b !</code></p>\n"},
        {"    if (a ? b : c)", "<pre><code>if (a ? b : c)\n</code></pre>\n"},
        {"[la page : ici](<https://example.org/a : b> \"c ! d\")",
         "<p><a href=\"https://example.org/a%20:%20b\" title=\"c ! d\">la page\u00a0: "
         "ici</a></p>\n"},
        {"Voir ?q=1 :-) ;) :) !important", "<p>Voir ?q=1 :-) ;) :) !important</p>\n"},
        {"un\n: deux", "<p>un\n: deux</p>\n"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *french = markdown_to_html(cases[i].markdown, MARKDOWN_FRENCH);
        g_assert_cmpstr(french, ==, cases[i].html);
    }
    g_autofree char *text = markdown_to_text("Bonjour ! `a : b`", MARKDOWN_FRENCH, 72, NULL);
    g_assert_cmpstr(text, ==, "Bonjour\u202f! a : b\n");
    g_autofree char *english = markdown_to_html("Hello !", MARKDOWN_DEFAULT);
    g_assert_cmpstr(english, ==, "<p>Hello !</p>\n");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/markdown/html-is-safe-and-images-are-their-alt-text", test_html);
    g_test_add_func("/markdown/text-sets-headings-code-and-rules", test_blocks);
    g_test_add_func("/markdown/text-sets-lists", test_lists);
    g_test_add_func("/markdown/text-sets-quotes", test_quotes);
    g_test_add_func("/markdown/text-wraps-by-columns", test_wrapping);
    g_test_add_func("/markdown/links-become-footnotes-numbered-on", test_footnotes);
    g_test_add_func("/markdown/deep-nesting-ends-soon", test_nesting);
    g_test_add_func("/markdown/large-text-is-cut-at-a-character", test_size);
    g_test_add_func("/markdown/line-has-the-words-alone", test_line);
    g_test_add_func("/markdown/spaces-of-french", test_french);
    return g_test_run();
}

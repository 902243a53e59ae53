/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strangers send is shown without harm, read as text, and never costs more than it weighs. */
#include <string.h>
#include <time.h>

#include "page/html.h"

#include "lib/patience.h"

static void
expect_clean(const char *html, const char *expected)
{
    g_autofree char *clean = html_clean(html, strlen(html));

    g_assert_cmpstr(clean, ==, expected);
}

static void
expect_text(const char *html, const char *expected)
{
    g_autofree char *text = html_to_text(html, strlen(html));

    g_assert_cmpstr(text, ==, expected);
}

static void
expect_html(const char *text, const char *expected)
{
    g_autofree char *html = text_to_html(text, "Citation <i>");

    g_assert_cmpstr(html, ==, expected);
}

static void
test_escapers(void)
{
    g_autoptr(GString) out = g_string_new(NULL);

    html_escape_text(out, "<a b=\"c\" d='e'>&é", -1);
    g_assert_cmpstr(out->str, ==, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;é");
    g_string_truncate(out, 0);
    html_escape_attribute(out, "\"x", 1);
    g_assert_cmpstr(out->str, ==, "&quot;");
    g_assert_true(url_is_safe("HTTPS://example.org/"));
    g_assert_true(url_is_safe("mailto:x@example.org"));
    g_assert_false(url_is_safe("javascript:alert(1)"));
    g_assert_false(url_is_safe(" https://example.org"));
    g_assert_false(url_is_safe("https://example.org/\n"));
    g_assert_false(url_is_safe("/relative"));
}

static void
test_clean_keeps(void)
{
    expect_clean("<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body "
                 "bgcolor=red><h1 class=x>Été</h1><p>a &amp; <b>b</b> &lt;c&gt;<br/>d</p></body>",
                 "<h1>Été</h1><p>a &amp; <b>b</b> &lt;c&gt;<br>d</p>");
    expect_clean("<ul><li>a<li>b<ol><li>c</ol></ul>",
                 "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>");
    expect_clean("<table border=1><tr><td colspan=2 rowspan=99999>a<td>b<tr><th>c</table>",
                 "<table><tbody><tr><td colspan=\"2\" rowspan=\"100\">a</td><td>b</td></tr><tr>"
                 "<th>c</th></tr></tbody></table>");
    expect_clean("<A HREF='https://example.org/?a=1&amp;b=\"2\"' onclick=x>lien</A>",
                 "<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\" rel=\"noopener nofollow "
                 "ugc\">lien</a>");
    expect_clean("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>");
    expect_clean("1 < 2 & 3", "1 &lt; 2 &amp; 3");
    expect_clean("<font color=red>a</font><o:p>b</o:p>", "ab");
    expect_clean("a&#5;&#13;&#9;b", "a\tb");
    expect_clean("<pre>\n\na</pre>", "<pre>\n\na</pre>");
    expect_clean("", "");
}

static void
test_clean_leaves_out(void)
{
    static const char *const harmful[] = {
        "<script>x</script>",
        "<SCRIPT >x</SCRIPT\n>",
        "<style>x</style>",
        "<iframe src=x>x</iframe>",
        "<svg><script>x</script></svg>",
        "<math><mtext><style>x</style></math>",
        "<!-- x --><!--> <!-- x",
        "<textarea>x</textarea>",
        "<title>x</title>",
        "<xmp>x</xmp>",
        "<template>x</template>",
        "<div style='a:b; Display : None'>x</div>",
        "<p hidden>x</p>",
        "<img src='https://example.org/p.gif' onerror=x>",
        "<object data=x><embed src=x></object>",
        "<base href=x><meta http-equiv=refresh content=x><link rel=x href=x>",
        "<noframes>x</noframes>",
        "<select><option>x</select>",
        "<script>x",
        "<!-- x --!><script>x",
        "<a href='javascript:x'></a>",
        "<input value=x>",
        "<a href=x",
        "<?xml x?><![CDATA[x]]>",
    };

    for (guint i = 0; i < G_N_ELEMENTS(harmful); i++) {
        g_autofree char *clean = html_clean(harmful[i], strlen(harmful[i]));
        g_autofree char *text = html_to_text(harmful[i], strlen(harmful[i]));
        if (strchr(clean, 'x') != NULL || strchr(text, 'x') != NULL)
            g_error("%s gives %s and %s", harmful[i], clean, text);
    }
    expect_clean("<a href='javascript:alert(1)'>t</a>", "t");
    expect_clean("<a href='data:text/html,x'>t</a>", "t");
    expect_clean("<a href='java&#10;script:alert(1)'>t</a>", "t");
    expect_clean("<a href='/relative'>t</a>", "t");
    expect_clean("<img src='cid:1' alt='une \"carte\"'>", "une &quot;carte&quot;");
    /* What a parser might take for something else once it is written again. */
    expect_clean("<p title='</p><script>x</script>'>a</p>", "<p>a</p>");
    expect_clean("&lt;script&gt;a", "&lt;script&gt;a");
    expect_clean("<scr<script>ipt>a</script>b", "ipt&gt;a"
                                                "b");
    expect_clean("<svg/><b>a</b>", "<b>a</b>");
}

static void
test_text(void)
{
    expect_text("<h1>Été</h1><p>Un   <b>mot</b>\n &eacute;crit<br>ligne</p><p>b</p>",
                "Été\n\nUn mot écrit\nligne\n\nb\n");
    expect_text("<a href='https://example.org/'>ici</a>, <a "
                "href=https://example.org/>https://example.org/</a> <a "
                "href='mailto:a@example.org'>a@example.org</a> <a href='javascript:x'>y</a>",
                "ici (https://example.org/), https://example.org/ a@example.org y\n");
    expect_text("<p>a</p><ul><li>b<li><p>c</p><p>d</p></ul><ol><li>e<li>f</ol>g",
                "a\n\n- b\n- c\n\n  d\n\n1. e\n2. f\n\ng\n");
    expect_text("a<blockquote>b<blockquote>c</blockquote></blockquote>d",
                "a\n\n> b\n>\n> > c\n\nd\n");
    expect_text("<pre>\n  a\n\n    b</pre>c", "  a\n\n    b\n\nc\n");
    expect_text("<table><tr><td>a<td>b</tr><tr><td>c<td><p>d</table>", "a  b\nc\n\nd\n");
    expect_text("<div>a</div><div><br></div><div>b</div>a<br><br>b", "a\n\nb\na\n\nb\n");
    expect_text("<img alt='une carte' src=x><hr>b", "une carte\n\n* * *\n\nb\n");
    expect_text("", "");
}

static void
test_bytes(void)
{
    static const char nul[] = "a\0<b>b\xff</b>";
    g_autofree char *clean = html_clean(nul, sizeof nul - 1);

    g_assert_cmpstr(clean, ==, "a\xef\xbf\xbd<b>b\xef\xbf\xbd</b>");
}

/* Twenty thousand <div> took gumbo ten seconds; formatting left open makes a tree of millions. */
static void
test_hostile(void)
{
    static const struct {
        const char *again;
        guint times;
    } cases[] = {
        {"<div>", 300000},
        {"<b>", 300000},
        {"<p><font><b><i><u>", 60000},
        {"<a href=//x>", 100000},
        {"<table><tr><td>", 80000},
        {"<table>", 200000},
        {"<table><b>x", 100000},
        {"<ul><li>", 150000},
        {"<blockquote>x", 100000},
        {"</p>", 300000},
        {"<!--", 300000},
        {"<p x='", 200000},
        {"<i></b><p>", 100000},
        {"<svg>", 200000},
        {"<script>", 150000},
        {"<li><dt><dd>", 100000},
        {"&amp", 300000},
        {"<a b c d e f g", 90000},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) html = g_string_new(NULL);
        guint times = under_valgrind() ? cases[i].times / 30 : cases[i].times;
        for (guint n = 0; n < times; n++)
            g_string_append(html, cases[i].again);
        gint64 begin = g_get_monotonic_time();
        g_autofree char *clean = html_clean(html->str, html->len);
        g_autofree char *text = html_to_text(html->str, html->len);
        double seconds = (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC;
        g_test_message("%s: %.3f s", cases[i].again, seconds);
        g_assert_cmpfloat(seconds * G_USEC_PER_SEC, <, (double)patience(20));
        g_assert_cmpuint(strlen(clean), <, 20 * html->len);
    }
}

static void
test_text_to_html(void)
{
    expect_html("Bonjour,\r\n\r\nun <b> & deux\nlignes\n",
                "<p>Bonjour,</p>\n<p>un &lt;b&gt; &amp; deux<br>\nlignes</p>\n");
    expect_html("  a   b\tc\x1b[1m", "<p>&nbsp; a&nbsp;&nbsp; b&nbsp;&nbsp;&nbsp; c[1m</p>\n");
    expect_html("", "");
    expect_html("a\xff", "<p>a\xef\xbf\xbd</p>\n");
}

/* A line of a megabyte is some hundred pages; each was reckoned to the end of all. */
static void
test_text_cut_often(void)
{
    enum { ADDRESSES = 300000 };
    g_autoptr(GString) line = g_string_new(NULL);
    guint pieces = 0;

    for (guint i = 0; i < ADDRESSES; i++)
        g_string_append(line, "http://");
    clock_t begin = clock();
    for (const char *at = line->str; *at != '\0'; pieces++)
        at += text_cut(at, NULL, 34000);
    g_assert_cmpuint(pieces, >, 100);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    g_assert_cmpfloat(seconds * G_USEC_PER_SEC, <, (double)patience(1));
}

static void
test_text_cut(void)
{
    /* An alinea that fits, else a line, a blank, a letter. */
    g_assert_cmpuint(text_cut("", NULL, 100), ==, 0);
    g_assert_cmpuint(text_cut("un\n\ndeux\n", NULL, 1000), ==, 9);
    g_assert_cmpuint(text_cut("un peu\n\ndeux\n", NULL, 90), ==, 8);
    g_assert_cmpuint(text_cut("un\ndeux\ntrois\n", NULL, 60), ==, 8);
    g_assert_cmpuint(text_cut("un deux trois", NULL, 53), ==, 8);
    g_assert_cmpuint(text_cut("undeuxtrois", NULL, 51), ==, 6);
    /* Never nothing, nor a part of a letter. */
    g_assert_cmpuint(text_cut("été", NULL, 0), ==, 2);
    g_assert_cmpuint(text_cut("\n", NULL, 0), ==, 1);
}

static void
test_text_links(void)
{
#define LINK(url) "<a href=\"" url "\" rel=\"nofollow ugc\">" url "</a>"
    expect_html("Voir https://example.org/a?b=c, oui.",
                "<p>Voir " LINK("https://example.org/a?b=c") ", oui.</p>\n");
    expect_html(
        "(http://example.org/a_(b)) <https://example.org/>",
        "<p>(" LINK("http://example.org/a_(b)") ") &lt;" LINK("https://example.org/") "&gt;</p>\n");
    expect_html("« https://example.org/\xc2\xa0» https://example.org/é» https://example.org.",
                "<p>« " LINK("https://example.org/") "\xc2\xa0» " LINK(
                    "https://example.org/é") "» " LINK("https://example.org") ".</p>\n");
    expect_html("https://a.org/ est là", "<p>" LINK("https://a.org/") " est là</p>\n");
    expect_html("https://a.org/\"onmouseover=x",
                "<p>" LINK("https://a.org/") "&quot;onmouseover=x</p>\n");
    expect_html("javascript:x xhttps://a.example http:// https://",
                "<p>javascript:x xhttps://a.example http:// https://</p>\n");
}

static void
test_text_quotes(void)
{
    expect_html("A écrit :\n> b\n>> c\n> > d\n>\noui",
                "<p>A écrit :</p>\n<details class=\"quote\"><summary>Citation &lt;i&gt;</summary>\n"
                "<blockquote>\n<p>b</p>\n<blockquote>\n<p>c<br>\nd</p>\n</blockquote>\n"
                "</blockquote>\n</details>\n<p>oui</p>\n");
    g_autofree char *unfolded = text_to_html("> a\n> b\n> c\n> d\n", NULL);
    g_assert_cmpstr(unfolded, ==, "<blockquote>\n<p>a<br>\nb<br>\nc<br>\nd</p>\n</blockquote>\n");
    g_autofree char *marks = g_strnfill(100000, '>');
    g_autofree char *deep = text_to_html(marks, NULL);
    g_assert_nonnull(strstr(deep, "&gt;&gt;"));
}

static void
test_text_signature(void)
{
    expect_html("a\n-- \nAnna\nRennes\n\n> b\n",
                "<p>a</p>\n<div class=\"signature\">-- <br>\nAnna<br>\nRennes</div>\n<blockquote>\n"
                "<p>b</p>\n</blockquote>\n");
    expect_html("a\n--\nb", "<p>a<br>\n--<br>\nb</p>\n");
}

static void
test_tricks_are_seen(void)
{
    /* A link says where it leads when its words say something else. */
    expect_clean("<a href='https://evil.example/x'>https://bank.example/</a>",
                 "<a href=\"https://evil.example/x\" rel=\"noopener nofollow ugc\">"
                 "https://bank.example/</a> (evil.example)");
    expect_clean("<a href='https://bank.example@evil.example/'>ma banque</a>",
                 "<a href=\"https://bank.example@evil.example/\" rel=\"noopener nofollow ugc\">"
                 "ma banque</a> (evil.example)");
    expect_clean("<a href='https://www.bank.example/a'>bank.example/b</a>",
                 "<a href=\"https://www.bank.example/a\" rel=\"noopener nofollow ugc\">"
                 "bank.example/b</a>");
    expect_clean("<a href='https://example.org/'>c’est ici, etc.</a>",
                 "<a href=\"https://example.org/\" rel=\"noopener nofollow ugc\">"
                 "c’est ici, etc.</a>");
    /* Letters that look like others: the first is Cyrillic. */
    expect_html("https://\xd0\xb0pple.example/",
                "<p><a href=\"https://\xd0\xb0pple.example/\" rel=\"nofollow ugc\">"
                "https://\xd0\xb0pple.example/</a> (xn--pple-43d.example)</p>\n");
    /* What turns letters around is left out, also where it came as a reference. */
    expect_clean("a&#x202e;gpj.exe&#x2066;b &#x2019;", "agpj.exeb ’");
}

static void
test_code_is_kept(void)
{
    expect_html("Voici :\n\n    a = 1\n\n\tb  <2\n\nFin.",
                "<p>Voici :</p>\n<pre><code>    a = 1\n\n\tb  &lt;2\n</code></pre>\n<p>Fin.</p>\n");
    expect_html("```sh\nls  -l\n\n> x\n```\nFin", "<pre><code>ls  -l\n\n&gt; x\n</code></pre>\n"
                                                  "<p>Fin</p>\n");
    /* Neither is this. */
    expect_html("    Un alinéa,\nqui va.", "<p>&nbsp;&nbsp;&nbsp; Un alinéa,<br>\nqui va.</p>\n");
    expect_html("```\nsans fin", "<p>```<br>\nsans fin</p>\n");
}

/* What a program broke flows again; what somebody ended does not. */
static void
test_broken_lines_flow(void)
{
    expect_html(
        "Nous avons compté les vélos samedi au pont, et il y en avait bien\nplus que l’an dernier "
        "à la même heure, malgré la pluie du matin et \nle vent.\nMaud",
        "<p>Nous avons compté les vélos samedi au pont, et il y en avait bien\nplus que l’an "
        "dernier à la même heure, malgré la pluie du matin et \nle vent.<br>\nMaud</p>\n");
    /* broken here and there, as some programs do */
    expect_html(
        "Is there a way to do a global sort command? Here is the situation: I like\nto sort "
        "by date every folder, since that is the one way to see it all at once.",
        "<p>Is there a way to do a global sort command? Here is the situation: I like\nto "
        "sort by date every folder, since that is the one way to see it all at once.</p>\n");
    expect_html("> Nous avons compté les vélos samedi au pont, et il y en avait bien\n> (tous).",
                "<blockquote>\n<p>Nous avons compté les vélos samedi au pont, et il y en avait "
                "bien\n(tous).</p>\n</blockquote>\n");
    static const char *const kept[] = {
        /* the next word would have fitted */
        "Ceci est une ligne qui a bien cinquante-cinq lettres, oui\nmais on l’a finie ici, car la "
        "suivante va bien plus loin encore",
        "Il faut apporter pour samedi matin, au plus tard à neuf heures\n- des gants, un sécateur",
        "Il faut apporter pour samedi matin, au plus tard à neuf heures\n12. des gants pour tous",
        "Il faut apporter pour samedi matin, au plus tard à neuf heures\no des gants, un sécateur",
        "Il faut apporter pour samedi matin, à neuf heures précises  ::\nextraordinairement tout",
        "Nov 12 08:00:01 maison postfix: connect from unknown sender one\nNov 12 08:00:02 maison "
        "fin",
        "Subject: une réunion de la commission des haies pour novembre\nX-Commission-Des-Haies: "
        "oui",
        "Je vous souhaite à toutes et à tous une très bonne fin de semaine\nMaud Le Bihan",
        "9h30 Accueil des participants autour d’un café offert par la mairie\n10h00 Assemblée",
        "Brest        12 vélos par heure    et    trois remorques aussi\nQuimperlé-sur-Laïta "
        "quatre",
    };
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_auto(GStrv) lines = g_strsplit(kept[i], "\n", 2);
        g_autofree char *html = text_to_html(kept[i], NULL);
        g_autofree char *end = g_strdup_printf("<br>\n%.4s", lines[1]);
        if (strstr(html, end) == NULL)
            g_error("%s", html);
    }
}

static void
test_headings_are_moved_together(void)
{
    static const struct {
        const char *html;
        int top;
        const char *expected;
    } cases[] = {
        {"<h1>A</h1><p>b</p><h3>c</h3>", 2, "<h2>A</h2><p>b</p><h4>c</h4>"},
        {"<h1>A</h1><h5>b</h5><h6>c</h6>", 3, "<h3>A</h3><h6>b</h6><h6>c</h6>"},
        {"<h4>A</h4><h5>b</h5>", 2, "<h2>A</h2><h3>b</h3>"},
        {"<h2>A</h2><h3>b</h3>", 2, "<h2>A</h2><h3>b</h3>"},
        {"<p>&lt;h1&gt;</p><hr><table><thead><tr><th>a</th></tr></thead></table>", 3,
         "<p>&lt;h1&gt;</p><hr><table><thead><tr><th>a</th></tr></thead></table>"},
        {"", 2, ""},
        {"<h1>", 2, "<h2>"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *moved = html_headings_from(cases[i].html, cases[i].top);
        g_assert_cmpstr(moved, ==, cases[i].expected);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html/escapers-fit-their-place", test_escapers);
    g_test_add_func("/html/clean-keeps-structure-and-links", test_clean_keeps);
    g_test_add_func("/html/clean-leaves-out-what-harms", test_clean_leaves_out);
    g_test_add_func("/html/text-reads-like-a-mail", test_text);
    g_test_add_func("/html/any-bytes-give-valid-text", test_bytes);
    g_test_add_func("/html/hostile-nesting-ends-soon", test_hostile);
    g_test_add_func("/html/long-text-is-cut-where-it-reads-best", test_text_cut);
    g_test_add_func("/html/long-lines-are-cut-in-no-time", test_text_cut_often);
    g_test_add_func("/html/mail-text-keeps-lines-and-columns", test_text_to_html);
    g_test_add_func("/html/mail-text-links-addresses", test_text_links);
    g_test_add_func("/html/mail-text-folds-long-quotes", test_text_quotes);
    g_test_add_func("/html/mail-text-sets-the-signature-apart", test_text_signature);
    g_test_add_func("/html/tricks-are-seen", test_tricks_are_seen);
    g_test_add_func("/html/code-is-kept", test_code_is_kept);
    g_test_add_func("/html/broken-lines-flow", test_broken_lines_flow);
    g_test_add_func("/html/headings-are-moved", test_headings_are_moved_together);
    return g_test_run();
}

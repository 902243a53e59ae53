/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the review of a letter's HTML finds, and that it finds nothing in the golden letters. */
#include <string.h>

#include "page/css.h"
#include "page/html-review.h"
#include "page/html.h"
#include "page/look-alike.h"

static ClientSupport *
support_open(void)
{
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "templates", "check", "clients.tsv", NULL);
    g_autoptr(GError) error = NULL;
    ClientSupport *support = client_support_open(path, &error);

    g_assert_no_error(error);
    return support;
}

static void
test_golden(void)
{
    g_autofree char *folder = g_build_filename(g_getenv("SRCDIR"), "tests", "golden", NULL);
    g_autoptr(ClientSupport) support = support_open();
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    guint n = 0;

    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *html = NULL;
        gsize size;
        if (!g_str_has_suffix(name, ".html"))
            continue;
        n++;
        g_assert_true(g_file_get_contents(path, &html, &size, NULL));
        g_autoptr(HtmlReview) review = html_review(html, size, support);
        for (guint i = 0; i < review->faults->len; i++)
            g_test_fail_printf("%s: %s", name, g_array_index(review->faults, ReviewFault, i).words);
        g_assert_cmpuint(review->links->len, >, 1);
    }
    g_assert_cmpuint(n, >=, 9);
}

#define HEAD "<!doctype html><html lang=\"fr\"><head><title>t</title></head><body>"

#define LONG                                                                                       \
    "Des mots que personne ne lit et que les filtres lisent tous, l'un après l'autre, ligne à "  \
    "ligne. "

static const struct {
    const char *html;
    const char *rule; /* NULL: nothing is found */
    guint line;
} cases[] = {
    {HEAD "<h1>Titre</h1><p>Texte.</p>", NULL, 0},
    {"<html><head><title>t</title></head><body><p>Texte.</p>", "lang", 1},
    {"<!doctype html><html lang=\"fr\"><body><p>Texte.</p>", "title", 0},
    {HEAD "<p onclick=\"x()\">a</p>", "script", 1},
    {"<!doctype html><html lang=\"fr\"><head><title>t</title>\n"
     "<meta http-equiv=\"refresh\" content=\"0\"></head><body>a",
     "script", 2},
    {HEAD "<img src=\"a.png\" alt=\"\" width=\"1\" height=\"1\">", "pixel", 1},
    {HEAD "<img src=\"a.png\" alt=\"IMG_1.JPG\">", "alt", 1},
    {HEAD "<img src=\"a.png\" alt=\"a\" width=\"1200\">", "width", 1},
    {HEAD "<img src=\"a.png\" alt=\"a\" width=\"600\">", NULL, 0},
    {HEAD "<table role=\"presentation\" width=\"100%\"></table>", NULL, 0},
    /* what nobody sees */
    {HEAD "<p>a</p>\n<p style=\"display:none\">b</p>", "hidden", 2},
    {HEAD "<p>a</p>\n<p style=\"font-size:0\">b</p>", "hidden", 2},
    {HEAD "<p>a</p>\n<p style=\"font-size:1px\">b</p>", "hidden", 2},
    {HEAD "<p>a</p>\n<p style=\"opacity:0\">b</p>", "hidden", 2},
    {HEAD "<p>a</p>\n<p style=\"text-indent:-9999px\">b</p>", "hidden", 2},
    {HEAD "<p>a</p>\n<div style=\"max-height:0;overflow:hidden\">b</div>", "hidden", 2},
    {HEAD "<p>a</p>\n<div style=\"overflow:hidden;height:0px\"><b>b</b></div>", "hidden", 2},
    {HEAD "<p>a</p><p hidden>b</p>", "hidden", 1},
    {HEAD "<p>a</p><div style=\"height:0;font-size:0\">&nbsp;</div>", NULL, 0},
    {HEAD "<p>a</p><div style=\"max-width:100%;overflow:hidden\">b</div>", NULL, 0},
    {HEAD "<p style=\"display:none\">avant</p><p>a</p>", NULL, 0},
    {HEAD "<p style=\"display:none\">" LONG LONG LONG "</p><p>a</p>", "hidden", 1},
    /* what is not closed */
    {HEAD "<div>\n<strong>a</div>", "unclosed", 2},
    {HEAD "<div><a href=\"https://example.org/\">a</div>", "unclosed", 1},
    {HEAD "<p>a</p>\n<div>b", "unclosed", 2},
    {HEAD "<table role=\"presentation\"><tr>\n<td>a</tr></table>", "unclosed", 2},
    {HEAD "<table role=\"presentation\">\n<tr><td>a</td></table>", "unclosed", 2},
    {HEAD "<ul><li>a<li>b</li></ul>", "unclosed", 1},
    {HEAD "<p>a\n<p>b</p>", "unclosed", 1},
    {HEAD "<p>a<br>b<img src=\"a.png\" alt=\"c\"></p><hr></body></html>", NULL, 0},
    /* what was not opened */
    {HEAD "<div>a</div>\n</div>", "unopened", 2},
    {HEAD "<p>a</b></p>", "unopened", 1},
    {HEAD "<p>a</p>\n</p>", "unopened", 2},
    {HEAD "<table role=\"presentation\"><tr><td>a</td></tr>\n</td></table>", "unopened", 2},
    {HEAD "<!--[if mso]></td></table><![endif]--><p>a<br/></P></BODY>", NULL, 0},
    {HEAD "<style>/* </b> */</style><p>1 < 2</ </b>></p>", NULL, 0},
    /* what moves */
    {HEAD "<p style=\"animation:tourne 2s\">a</p>", "motion", 1},
    {HEAD "\n<style>@keyframes tourne { from { color: red } }</style>", "motion", 2},
    {HEAD "<style>p { -webkit-animation-name: tourne }</style>", "motion", 1},
    {HEAD "<style>.animation { color: red }</style>", NULL, 0},
    /* hosts that pretend */
    {HEAD "<a href=\"https://ex\u0430mple.org/\">la page</a>", "deceptive", 1},
    {HEAD "<a href=\"https://xn--exmple-4nf.org/\">la page</a>", "deceptive", 1},
    {HEAD "<a href=\"https://\u0430\u0440\u0440\u04cf\u0435.com/\">la page</a>", "deceptive", 1},
    {HEAD "<a href=\"https://www.\u00e9cole-cr\u00eaperie.bzh/\">la page</a>", NULL, 0},
    {HEAD "<a href=\"https://xn--cole-9oa.fr/\">école.fr</a>", NULL, 0},
    {HEAD "<a href=\"https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/\">la page</a>",
     NULL, 0},
    {HEAD "<a href=\"https://example.net/a\">voir example.org, la page</a>", "deceptive", 1},
    {HEAD "<a href=\"https://example.net/a\">« www.example.org »</a>", "deceptive", 1},
    {HEAD "<a href=\"https://example.net/a\">la page (https://example.org/b)</a>", "deceptive", 1},
    {HEAD "<a href=\"https://example.net/a\">rapport.pdf, etc.suite de M.Dupont</a>", NULL, 0},
    {HEAD "<a href=\"https://example.net/a\">écrire à a@example.org</a>", NULL, 0},
    {HEAD "<p style=\"font-size:8px\">a</p>", "small", 1},
    {HEAD "<a href=\"mailto:pas-une-adresse\">a</a>", "link", 1},
    {HEAD "<a href=\"mailto:a@example.org,b%40example.org?subject=c%20d\">a</a>", NULL, 0},
    {HEAD "<a href=\"https://banque@example.org/\">a</a>", "deceptive", 1},
    {HEAD "\n<img src=\"a.png\">", "alt", 2},
    {HEAD "<img src=\"a.png\" alt=\"\">", NULL, 0},
    {HEAD "\n\n<p style=\"color:#999\">pâle</p>", "contrast", 3},
    {HEAD "<p style=\"color:#767676\">juste</p>", NULL, 0},
    {HEAD "<p style=\"color:#8c8c8c;font-size:24px\">grand</p>", NULL, 0},
    {HEAD "<p style=\"color:#8c8c8c;font-size:14pt;font-weight:bold\">gras</p>", NULL, 0},
    {HEAD "<p style=\"color:#8c8c8c;font-size:14pt\">maigre</p>", "contrast", 1},
    {HEAD "<table role=\"presentation\" bgcolor=\"#000\"><tr><td>noir</td></tr></table>",
     "contrast", 1},
    {HEAD "<div style=\"background:#000 url(a.png)\"><p style=\"color:white\">b</p></div>",
     "client", 1},
    {HEAD "<p style=\"color:rgba(0, 0, 0, .3)\">voilé</p>", "contrast", 1},
    {HEAD "<p style=\"display:none;color:#fff\">caché</p>", NULL, 0},
    {HEAD "<p style=\"color:#fff\">&nbsp;&#847;</p>", NULL, 0},
    {HEAD "<h2>a</h2>", "heading", 1},
    {HEAD "<h1>a</h1><h3>b</h3>", "heading", 1},
    {HEAD "<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>", NULL, 0},
    {HEAD "<h1>a</h1><h1>b</h1>", "heading", 1},
    {HEAD "<h1></h1>", "heading", 1},
    {HEAD "<a href=\"https://example.org/\"></a>", "link", 1},
    {HEAD "<a href=\"https://example.org/\"><img src=\"a.png\" alt=\"ici\"></a>", NULL, 0},
    {HEAD "<a href=\"https://example.org/\"><img src=\"a.png\" alt=\"\"></a>", "link", 1},
    {HEAD "<a href=\"#x\">a</a>", "link", 1},
    {HEAD "<a href=\"#x\">a</a><p id=\"x\">b</p>", NULL, 0},
    {HEAD "<a href=\"javascript:a()\">a</a>", "link", 1},
    {HEAD "<a href=\"https://example.net/a\">https://example.org/</a>", "deceptive", 1},
    {HEAD "<a href=\"https://example.net/a\">www.example.org</a>", "deceptive", 1},
    {HEAD "<a href=\"https://www.example.org/a\">https://example.org/a</a>", NULL, 0},
    {HEAD "<a href=\"https://lettre.example.org/a\">https://example.org/a</a>", NULL, 0},
    {HEAD "<a href=\"https://badexample.org/a\">https://example.org/a</a>", "deceptive", 1},
    {HEAD "<p id=\"a\">b</p><p id=\"a\">c</p>", "id", 1},
    {HEAD "<table><tr><td>a</td></tr></table>", "table", 1},
    {HEAD "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>", NULL, 0},
    {HEAD "<img alt=\"a\" src=\"http://example.org/a.png\">", "http", 1},
    {HEAD "<img alt=\"a\" src=\"https://example.org/a.WEBP?b\">", "client", 1},
    {HEAD "<img alt=\"a\" src=\"data:image/png;base64,AAAA\">", "client", 1},
    {HEAD "<p style=\"margin:calc(1px + 2px)\">a</p>", "client", 1},
    {HEAD "<p style=\"font-family:'calc (', serif\">a</p>", NULL, 0},
    {HEAD "<p style=\"width:50vw\">a</p>", "client", 1},
    {HEAD "<p style=\"position:absolute\">a</p>", "client", 1},
    {HEAD "<p style=\"position:relative\">a</p>", NULL, 0},
    {HEAD "<video src=\"https://example.org/a\"></video>", "client", 1},
    {HEAD "<style>@import url(a.css);</style>", "client", 1},
    {HEAD "<style>@media (max-width: 480px) { p { color: red } }</style>", NULL, 0},
    {HEAD "<script>a()</script>", "script", 1},
};

static void
test_cases(void)
{
    g_autoptr(ClientSupport) support = support_open();

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(HtmlReview) review = html_review(cases[i].html, strlen(cases[i].html), support);
        const ReviewFault *first =
            review->faults->len > 0 ? &g_array_index(review->faults, ReviewFault, 0) : NULL;
        g_test_message("%s", cases[i].html);
        g_assert_cmpstr(first != NULL ? first->rule : NULL, ==, cases[i].rule);
        g_assert_cmpuint(first != NULL ? first->line : 0, ==, cases[i].line);
        g_assert_cmpuint(review->faults->len, <=, 1);
    }
}

static void
test_drawn_alike(void)
{
    static const struct {
        const char *one, *other;
        gboolean alike;
    } pairs[] = {
        {"paypa1.com", "paypal.com", TRUE},
        {"secure.paypa1.com", "paypal.com", TRUE},
        {"paypa1.net", "paypal.com", TRUE},
        {"rnicrosoft.com", "microsoft.com", TRUE},
        {"g00gle.com", "google.com", TRUE},
        {"irnpots.gouv.fr", "impots.gouv.fr", TRUE},
        {"vvikipedia.org", "wikipedia.org", TRUE},
        {"lci.fr", "lcl.fr", TRUE},
        {"paypal.com", "paypal.com", FALSE},
        {"www.paypal.com", "paypal.com", FALSE},
        {"paypal.fr", "paypal.com", FALSE},
        {"lci.com", "lcl.fr", FALSE}, /* too short to be told without its end */
        {"a1.example.org", "al.example.org", FALSE},
        {"impots.gouv.fr", "service-public.fr", FALSE},
        {"127.0.0.1", "127.0.0.l", FALSE},
        {"127.0.0.10", "127.0.0.1O", FALSE},
        {"", "paypal.com", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_test_message("%s %s", pairs[i].one, pairs[i].other);
        g_assert_cmpint(hosts_look_alike(pairs[i].one, pairs[i].other), ==, pairs[i].alike);
    }
}

/* What gumbo would take minutes for is refused at once. */
static void
test_deep(void)
{
    g_autoptr(ClientSupport) support = support_open();
    g_autoptr(GString) html = g_string_new(HEAD);
    gint64 begun = g_get_monotonic_time();

    for (int i = 0; i < 100000; i++)
        g_string_append(html, "<div>");
    g_autoptr(HtmlReview) review = html_review(html->str, html->len, support);
    g_assert_cmpuint(review->faults->len, ==, 1);
    g_assert_cmpstr(g_array_index(review->faults, ReviewFault, 0).rule, ==, "html");
    g_assert_cmpint(g_get_monotonic_time() - begun, <, G_USEC_PER_SEC);
}

static void
test_contrast(void)
{
    static const struct {
        const char *one, *other;
        double ratio;
    } pairs[] = {{"#000", "white", 21},         {"#777777", "#ffffff", 4.48},
                 {"rgb(255,0,0)", "#fff", 4.0}, {"#0a5766", "#f2f0ea", 7.18},
                 {"navy", "NAVY", 1},           {"rgb(100% 0% 0% / 1)", "#FFF", 4.0}};

    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        CssColor one, other;
        g_assert_true(css_color_read(pairs[i].one, &one) && css_color_read(pairs[i].other, &other));
        g_assert_cmpfloat_with_epsilon(css_contrast(one, other), pairs[i].ratio, 0.02);
    }
    CssColor none;
    g_assert_false(css_color_read("#12", &none) || css_color_read("inherit", &none) ||
                   css_color_read("rgb(1,2)", &none) || css_color_read("", &none));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html-review/nothing-in-golden-letters", test_golden);
    g_test_add_func("/html-review/each-fault-where-it-is", test_cases);
    g_test_add_func("/html-review/hosts-that-are-drawn-alike", test_drawn_alike);
    g_test_add_func("/html-review/depth-is-bounded", test_deep);
    g_test_add_func("/html-review/contrast-as-wcag-has-it", test_contrast);
    return g_test_run();
}

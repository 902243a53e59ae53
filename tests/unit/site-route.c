/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the site that need neither request nor database: addresses, languages, words and
 * dates, marked snippets. */
#include <string.h>

#include "base/error.h"
#include "http/percent.h"
#include "page/catalogue.h"
#include "page/template.h"
#include "site/language.h"
#include "site/route.h"
#include "site/snippet.h"
#include "site/words.h"

static Route
route_of(const char *path)
{
    static char **segments; /* texts of a route belong to them */
    gboolean slash;

    g_strfreev(segments);
    segments = path_split(path, &slash, NULL);
    g_assert_nonnull(segments);
    return route_find((const char *const *)segments, g_strv_length(segments), slash);
}

static void
test_addresses_name_pages(void)
{
    static const struct {
        const char *path;
        RoutePage page;
        gboolean wants_slash;
    } rows[] = {
        {"/", ROUTE_HOME, FALSE},
        {"/mobilites/", ROUTE_LIST, FALSE},
        {"/mobilites", ROUTE_LIST, TRUE},
        {"/mobilites/a%40b/", ROUTE_MESSAGE, FALSE},
        {"/mobilites/a%40b", ROUTE_MESSAGE, TRUE},
        {"/mobilites/a%40b/t/", ROUTE_THREAD, FALSE},
        {"/mobilites/a%40b/T", ROUTE_THREAD_FLAT, TRUE},
        {"/mobilites/a%40b/x/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/new.atom", ROUTE_LIST, FALSE},
        {"/mobilites/new.atom/", ROUTE_MESSAGE, FALSE},
        {"/new.atom", ROUTE_HOME, FALSE},
        {"/mobilites/2026/", ROUTE_MESSAGE, FALSE},
        {"/mobilites/2026/11/", ROUTE_PERIOD, FALSE},
        {"/mobilites/2026/11", ROUTE_PERIOD, TRUE},
        {"/mobilites/2026/11/26/", ROUTE_PERIOD, FALSE},
        {"/mobilites/2026/13/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/2026/1/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/2026/02/29/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/2026-11.mbox.gz", ROUTE_MBOX, FALSE},
        {"/mobilites/months.txt", ROUTE_MIRROR, FALSE},
        {"/archive/abc", ROUTE_PRIVATE, FALSE},
        {"/archive/abc/x", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/months.txt/", ROUTE_MESSAGE, FALSE},
        {"/mobilites/2026-11.mbox.gz/", ROUTE_MESSAGE, FALSE},
        {"/mobilites/2026-13.mbox.gz", ROUTE_MESSAGE, TRUE},
        {"/mobilites/a%40b/t.mbox.gz", ROUTE_MBOX, FALSE},
        {"/mobilites/a%40b/t.mbox.gz/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/a%40b/t.atom", ROUTE_THREAD, FALSE},
        {"/mobilites/a%40b/raw", ROUTE_RAW, FALSE},
        {"/mobilites/a%40b/1.2-plan.pdf", ROUTE_FILE, FALSE},
        {"/mobilites/a%40b/2-..%2F%C3%A9t%C3%A9", ROUTE_FILE, FALSE},
        {"/mobilites/a%40b/1.2-plan.pdf/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/a%40b/1.2-/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/a%40b/plan.pdf", ROUTE_UNKNOWN, FALSE},
        {"/mobilites/2026-11.sitemap.xml", ROUTE_SITEMAP, FALSE},
        {"/sitemap.xml", ROUTE_SITEMAP, FALSE},
        {"/opensearch.xml", ROUTE_OPENSEARCH, FALSE},
        {"/mobilites/a%40b/t/x/", ROUTE_UNKNOWN, FALSE},
        {"/Mobilites/", ROUTE_UNKNOWN, FALSE},
        {"/-x/", ROUTE_UNKNOWN, FALSE},
        {"/unnomdelistebeaucouptroplong/", ROUTE_UNKNOWN, FALSE},
        {"/mobilites%00/", ROUTE_UNKNOWN, FALSE},
        {"/editions/", ROUTE_EDITIONS, FALSE},
        {"/editions", ROUTE_EDITIONS, TRUE},
        {"/editions/lettre/", ROUTE_EDITIONS, FALSE},
        {"/editions/Lettre/", ROUTE_UNKNOWN, FALSE},
        {"/editions/new.atom", ROUTE_EDITIONS, FALSE},
        {"/editions/lettre/feed.json", ROUTE_EDITIONS, FALSE},
        {"/editions/lettre/feed.json/", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/1/new.atom", ROUTE_UNKNOWN, FALSE},
        {"/contributions", ROUTE_CONTRIBUTIONS, TRUE},
        {"/contributions/feed.json", ROUTE_CONTRIBUTIONS, FALSE},
        {"/contributions/12/", ROUTE_CONTRIBUTION, FALSE},
        {"/contributions/012/", ROUTE_UNKNOWN, FALSE},
        {"/contributions/12/new.atom", ROUTE_UNKNOWN, FALSE},
        {"/contributions/x/", ROUTE_UNKNOWN, FALSE},
        {"/territories/", ROUTE_UNKNOWN, FALSE},
        {"/territories/2A004/", ROUTE_TERRITORY, FALSE},
        {"/territories/35/new.atom", ROUTE_TERRITORY, FALSE},
        {"/interests/velo", ROUTE_INTEREST, TRUE},
        {"/interests/velo/x/", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/12/", ROUTE_EDITION, FALSE},
        {"/editions/lettre/12/img-0a1b.png", ROUTE_IMAGE, FALSE},
        {"/editions/lettre/12/img-0a1b.png/", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/12/photo.png", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/x/img-0a1b.png", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/012/", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/0/", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/-1/", ROUTE_UNKNOWN, FALSE},
        {"/editions/lettre/99999999999/", ROUTE_UNKNOWN, FALSE},
        {"/h/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ROUTE_SHORT, FALSE},
        {"/h/ABC", ROUTE_UNKNOWN, FALSE},
        {"/h/ABCDEFGHIJKLMNOPQRSTUVWXYZ234560", ROUTE_UNKNOWN, FALSE},
        {"/u/jeton", ROUTE_UNSUBSCRIBE, FALSE},
        {"/u/jeton/", ROUTE_UNSUBSCRIBE, FALSE},
        {"/l/0123456789ab/1/", ROUTE_LINK, FALSE},
        {"/l/0123456789ab/1/35", ROUTE_LINK, FALSE},
        {"/l/0123456789ab/0/35", ROUTE_UNKNOWN, FALSE},
        {"/l/0123456789ab/1/35/x", ROUTE_UNKNOWN, FALSE},
        {"/l/0123456789ab", ROUTE_UNKNOWN, FALSE},
        {"/style-0123.css", ROUTE_STYLE, FALSE},
        {"/style-0123.css/", ROUTE_UNKNOWN, FALSE},
        {"/icon-0123.svg", ROUTE_ICON, FALSE},
        {"/robots.txt", ROUTE_ROBOTS, FALSE},
        {"/metrics", ROUTE_METRICS, FALSE},
        {"/metrics/", ROUTE_UNKNOWN, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].path);
        if (strstr(rows[i].path, "%00") != NULL) {
            gboolean slash;
            g_assert_null(path_split(rows[i].path, &slash, NULL));
            continue;
        }
        Route route = route_of(rows[i].path);
        g_assert_cmpint(route.page, ==, rows[i].page);
        g_assert_cmpint(route.wants_slash, ==, rows[i].wants_slash);
    }
}

static void
test_addresses_are_read_as_they_are_written(void)
{
    static const char *const ids[] = {"a/b+c=d?e#f%g@example.org", "é\"<>&'@example.org", "t",
                                      "..."};

    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *message = route_message("mobilites", ids[i]);
        g_autofree char *thread = route_thread("mobilites", ids[i]);
        g_assert_null(strchr(message, '@'));
        Route route = route_of(message);
        g_assert_cmpint(route.page, ==, ROUTE_MESSAGE);
        g_assert_cmpstr(route.list, ==, "mobilites");
        g_assert_cmpstr(route.message_id, ==, ids[i]);
        route = route_of(thread);
        g_assert_cmpint(route.page, ==, ROUTE_THREAD);
        g_assert_cmpstr(route.message_id, ==, ids[i]);
    }
    g_autofree char *edition = route_edition("lettre", 7);
    Route route = route_of(edition);
    g_assert_cmpint(route.page, ==, ROUTE_EDITION);
    g_assert_cmpint(route.number, ==, 7);
    g_autofree char *found = route_with("/mobilites/", "q", "l’été & \"nous\"");
    g_assert_cmpstr(found, ==, "/mobilites/?q=l%E2%80%99%C3%A9t%C3%A9%20%26%20%22nous%22");
    g_autofree char *second = route_with(found, "page", "2");
    g_assert_true(g_str_has_suffix(second, "%22&page=2"));
}

static void
test_places_and_pages_are_read_strictly(void)
{
    static const char *const wrong[] = {"",
                                        "1",
                                        "-",
                                        "1-",
                                        "x-1",
                                        "1-2-3",
                                        "1 2",
                                        "1--2",
                                        "0x1-2",
                                        "999999999999999999999-1",
                                        "1-2x",
                                        "+1-2",
                                        "260000000000000000-1"};
    gint64 first, second;
    g_autofree char *place = route_place(-5, 42);

    g_assert_true(route_read_place(place, &first, &second));
    g_assert_cmpint(first, ==, -5);
    g_assert_cmpint(second, ==, 42);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_test_message("%s", wrong[i]);
        g_assert_false(route_read_place(wrong[i], &first, &second));
    }
    g_assert_cmpuint(route_read_page(NULL, 25), ==, 1);
    g_assert_cmpuint(route_read_page("25", 25), ==, 25);
    g_assert_cmpuint(route_read_page("26", 25), ==, 0);
    g_assert_cmpuint(route_read_page("0", 25), ==, 0);
    g_assert_cmpuint(route_read_page("", 25), ==, 0);
    g_assert_cmpuint(route_read_page("2x", 25), ==, 0);
}

static void
test_language_is_what_the_reader_likes_best(void)
{
    static const struct {
        const char *accept, *code;
    } rows[] = {
        {NULL, "fr"},
        {"", "fr"},
        {"de, es", "fr"},
        {"en", "en"},
        {"EN-gb;q=0.8, fr;q=0.7", "en"},
        {"br, fr;q=0.9", "br"},
        {"de, en;q=0.5, br;q=0.6", "br"},
        {"en;q=0, br;q=0.1", "br"},
        {"*", "fr"},
        {"de, *;q=0.5, en;q=0.1", "fr"},
        {"english", "fr"},
        {"en;q=nan, br;q=2, ,;;,=", "fr"},
        {"fr;q=0.5,en;q=0.5", "fr"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].accept);
        g_assert_cmpstr(language_code(language_negotiate(rows[i].accept, LANGUAGE_FR)), ==,
                        rows[i].code);
    }
    g_assert_cmpint(language_negotiate("de", LANGUAGE_BR), ==, LANGUAGE_BR);
}

/* The shipped words in that language, as the site has them. */
static Words *
words_of(const char *code)
{
    g_autofree char *directory = g_build_filename(g_getenv("SRCDIR"), "templates", NULL);
    g_autofree char *po = g_strdup_printf("%s/lang/%s.po", directory, code);
    g_autoptr(GError) error = NULL;
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){directory, NULL}, &error);
    g_assert_no_error(error);
    g_autoptr(Catalogue) catalogue = g_str_equal(code, "fr") ? NULL : catalogue_open(po, &error);
    g_assert_no_error(error);
    g_autoptr(Value) nothing = value_dict();
    g_autoptr(GString) lines = g_string_new(NULL);
    template_render(set, "site/words.txt", nothing, catalogue, lines, &error);
    g_assert_no_error(error);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    Words *words = words_read(lines->str, zone, &error);
    g_assert_no_error(error);
    return words;
}

static void
test_dates_are_written_in_the_language(void)
{
    static const struct {
        const char *code;
        gint64 seconds;
        const char *date, *date_time;
    } rows[] = {
        {"fr", 1795422600, "23 novembre 2026", "23 novembre 2026, 9 h 30"},
        {"en", 1795422600, "23 November 2026", "23 November 2026, 9:30"},
        {"br", 1795422600, "23 a viz Du 2026", "23 a viz Du 2026, 9e30"},
        /* Summer time; the day begins two hours before that of Greenwich. */
        {"fr", 1785535500, "1er août 2026", "1er août 2026, 0 h 05"},
        {"en", 1785535500, "1 August 2026", "1 August 2026, 0:05"},
        {"fr", -62135683200, "1er janvier 1970", "1er janvier 1970, 1 h 00"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Words) words = words_of(rows[i].code);
        g_autofree char *date = words_date(words, rows[i].seconds * G_USEC_PER_SEC);
        g_autofree char *date_time = words_date_time(words, rows[i].seconds * G_USEC_PER_SEC);
        g_assert_cmpstr(date, ==, rows[i].date);
        g_assert_cmpstr(date_time, ==, rows[i].date_time);
    }
}

static void
test_a_word_that_is_missing_is_named(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(GError) error = NULL;

    g_assert_null(words_read("no_subject=x\nsomeone=y\n", zone, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    g_assert_nonnull(strstr(error->message, "\"quote\""));
    g_assert_nonnull(error_hint(error));
}

static void
test_snippets_mark_words_and_nothing_else(void)
{
    static const struct {
        const char *text, *html;
    } rows[] = {
        {NULL, ""},
        {"sans marque", "sans marque"},
        {"l’\001énergie\002 douce", "l’<mark>énergie</mark> douce"},
        {"<mark>\001<b>\002</mark> & \"x\"",
         "&lt;mark&gt;<mark>&lt;b&gt;</mark>&lt;/mark&gt; &amp; &quot;x&quot;"},
        {"\001a\001b\002\002c", "<mark>ab</mark>c"},
        {"a\002b\001c", "ab<mark>c</mark>"},
        {"ligne\nautre\r\tligne", "ligne autre  ligne"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = snippet_to_html(rows[i].text);
        g_assert_cmpstr(html, ==, rows[i].html);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (g_getenv("SRCDIR") == NULL)
        g_setenv("SRCDIR", ".", TRUE);
    g_test_add_func("/site-route/addresses-name-pages", test_addresses_name_pages);
    g_test_add_func("/site-route/addresses-are-read-as-they-are-written",
                    test_addresses_are_read_as_they_are_written);
    g_test_add_func("/site-route/places-and-pages-are-read-strictly",
                    test_places_and_pages_are_read_strictly);
    g_test_add_func("/site-route/language-is-what-the-reader-likes-best",
                    test_language_is_what_the_reader_likes_best);
    g_test_add_func("/site-route/dates-are-written-in-the-language",
                    test_dates_are_written_in_the_language);
    g_test_add_func("/site-route/a-word-that-is-missing-is-named",
                    test_a_word_that_is_missing_is_named);
    g_test_add_func("/site-route/snippets-mark-words-and-nothing-else",
                    test_snippets_mark_words_and_nothing_else);
    return g_test_run();
}

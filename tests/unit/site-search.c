/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site: finding, narrowing and what is refused. */
#include "lib/http-raw.h"

#include "lib/test-site.h"

#define VELO "/mobilites/velo.1%40example.net/"

static TestSite *site;

static void
test_accents_and_elisions_do_not_matter_to_search(void)
{
    static const char *const queries[] = {"energie", "%C3%A9nergie", "ENERGIES", "l%27%C3%A9nergie",
                                          "l%E2%80%99energie"};

    for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autofree char *path = g_strconcat("/?q=", queries[i], NULL);
        g_autofree char *answer = test_site_get(site, path);
        g_test_message("%s", queries[i]);
        g_assert_nonnull(strstr(answer, "<mark>énergie</mark>"));
        g_assert_nonnull(strstr(answer, "href=\"" VELO "\""));
        g_assert_null(strstr(answer, "&gt;"));
    }
    g_autofree char *elsewhere = test_site_get(site, "/lettre/?q=energie");
    g_assert_nonnull(strstr(elsewhere, "Rien de tel"));
    g_autofree char *mischief =
        test_site_get(site, "/?q=%3Cb%3E%20%22%20%27%20%26%20!%20(%20:*%20%5C");
    g_assert_cmpuint(raw_status(mischief), ==, 200);
    g_assert_null(strstr(mischief, "<b>"));
    g_autofree char *stops = test_site_get(site, "/?q=le%20la");
    g_assert_cmpuint(raw_status(stops), ==, 200);
}

static void
test_search_has_pages(void)
{
    g_autofree char *first = test_site_get(site, "/?q=question");
    g_autofree char *last = test_site_get(site, "/?q=question&page=3");
    g_autofree char *beyond = test_site_get(site, "/?q=question&page=26");

    g_assert_cmpuint(raw_count(first, "<li>\n<a class=\"title\""), ==, 20);
    g_assert_nonnull(strstr(first, "href=\"/?q=question&amp;page=2\""));
    g_assert_null(strstr(first, "Page précédente"));
    g_assert_cmpuint(raw_count(last, "<li>\n<a class=\"title\""), ==, 20);
    g_assert_null(strstr(last, "Page suivante"));
    g_assert_cmpuint(raw_status(beyond), ==, 404);
}

static void
test_search_refuses_kindly(void)
{
    static const struct {
        const char *query;
        const char *said;
    } refused[] = {
        {"-haies", "dit seulement ce qu’il faut exclure"},
        {"haies%20after:hier", "hier\u00a0» n’est pas une date"},
        {"has:nonsense", "Un champ de cette recherche n’a pas de sens ici"},
        {"%22%22", "Aucun mot n’a été reconnu"},
    };
    g_autofree char *monster = g_strnfill(500, 'a');
    g_autofree char *crowd = g_strnfill(100, 'b');

    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/?q=", refused[i].query, NULL);
        g_autofree char *answer = test_site_get(site, path);
        g_test_message("%s", refused[i].query);
        g_assert_cmpuint(raw_status(answer), ==, 200);
        g_assert_nonnull(strstr(answer, refused[i].said));
        g_assert_null(strstr(answer, "Rien de tel"));
        g_assert_nonnull(strstr(answer, "<code>avec:pièce</code>"));
    }
    g_autofree char *long_path = g_strconcat("/?q=", monster, NULL);
    g_autofree char *too_long = test_site_get(site, long_path);
    g_assert_nonnull(strstr(too_long, "trop longue"));
    for (guint i = 1; i < 100; i += 2)
        crowd[i] = '+';
    g_autofree char *many_path = g_strconcat("/?q=", crowd, NULL);
    g_autofree char *too_many = test_site_get(site, many_path);
    g_assert_nonnull(strstr(too_many, "plus de 24 mots"));
    g_autofree char *feed = test_site_get(site, "/new.atom?q=-haies");
    g_assert_cmpuint(raw_status(feed), ==, 400);
}

static void
test_search_is_narrowed_and_ordered(void)
{
    test_store_sql(site->test,
                   "INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t "
                   "WHERE l.name = 'mobilites' AND t.code = '29019'");
    g_autofree char *found = test_site_get(site, "/?q=question");
    g_assert_nonnull(strstr(found, "href=\"/?q=question%20list%3Amobilites\""));
    g_assert_nonnull(strstr(found, "href=\"/?q=question%20after%3A2026%20before%3A2027\""));
    g_assert_nonnull(strstr(found, "href=\"/?q=question%20territory%3A29019\""));
    g_assert_nonnull(strstr(found, "href=\"/?q=question&amp;order=newest\""));
    g_autofree char *in_year = test_site_get(site, "/?q=question%20after%3A2026%20before%3A2027");
    g_assert_null(strstr(in_year, "after%3A2026%20before%3A2027%20after"));
    g_assert_cmpuint(raw_count(in_year, "<li>\n<a class=\"title\""), ==, 20);
    g_autofree char *elsewhere = test_site_get(site, "/?q=question%20territory%3A56");
    g_assert_nonnull(strstr(elsewhere, "Rien de tel"));
    g_autofree char *author = test_site_get(site, "/?q=energie");
    g_assert_nonnull(strstr(author, "href=\"/?q=energie%20from%3A%22Maud%22\""));
    g_autofree char *of_author = test_site_get(site, "/?q=energie%20from%3A%22Maud%22");
    g_assert_nonnull(strstr(of_author, "href=\"" VELO "\""));
    g_autofree char *within = test_site_get(site, "/mobilites/?q=question");
    g_assert_null(strstr(within, "list%3Amobilites"));
    g_assert_nonnull(strstr(within, "href=\"/?q=question\" rel=\"nofollow\">Chercher dans toutes"));

    g_autofree char *newest = test_site_get(site, "/?q=question&order=newest");
    g_assert_nonnull(strstr(newest, "href=\"/?q=question&amp;order=newest&amp;page=2\""));
    g_assert_nonnull(strstr(newest, "href=\"/?q=question\" rel=\"nofollow\">Les plus pertinents"));
    char previous[20] = "9999";
    for (const char *at = newest; (at = strstr(at, "· <time datetime=\"")) != NULL;) {
        at += strlen("· <time datetime=\"");
        g_assert_cmpint(strncmp(at, previous, 10), <=, 0);
        g_strlcpy(previous, at, sizeof previous);
    }
}

static void
test_search_suggests_a_word(void)
{
    test_store_sql(site->test, "SELECT search_words_refresh()");
    g_autofree char *typo = test_site_get(site, "/mobilites/?q=qeustion%20-rien");
    g_assert_nonnull(strstr(typo, "Vouliez-vous dire"));
    g_assert_nonnull(strstr(typo, "href=\"/mobilites/?q=question%20-rien\""));
    g_autofree char *nothing = test_site_get(site, "/?q=zzzzzzzz");
    g_assert_null(strstr(nothing, "Vouliez-vous dire"));
}

static void
test_search_says_what_there_is_not(void)
{
    static const struct {
        const char *query, *sentence, *suggestion;
    } searches[] = {
        {"question%20territory:zzz",
         "Aucun territoire n’a «\u00a0zzz\u00a0» pour nom court ou pour code", NULL},
        {"question%20territoire:Finist%C3%A8re", "Aucun territoire n’a", "territoire%3Afinistere"},
        {"question%20territory:%22saint%20denis%22", "Aucun territoire n’a",
         "territory%3Asaint-denis-29019"},
        {"question%20interest:essai-repaer", "Il n’y a pas de thème «\u00a0essai-repaer\u00a0»",
         "interest%3Aessai-reparer"},
        {"question%20liste:mobilite", "Il n’y a pas de liste «\u00a0mobilite\u00a0» ici",
         "liste%3Amobilites"},
    };

    test_store_sql(site->test,
                   "UPDATE territory SET name = 'Finistère', slug = 'finistere' WHERE code = '29'");
    test_store_sql(site->test, "UPDATE territory SET name = 'Saint-Denis', "
                               "slug = 'saint-denis-29019' WHERE code = '29019'");
    for (guint i = 0; i < G_N_ELEMENTS(searches); i++) {
        g_autofree char *url = g_strconcat("/?q=", searches[i].query, NULL);
        g_autofree char *page = test_site_get(site, url);
        g_assert_nonnull(strstr(page, searches[i].sentence));
        g_assert_null(strstr(page, "Rien de tel"));
        if (searches[i].suggestion == NULL)
            g_assert_null(strstr(page, "Vouliez-vous dire"));
        else
            g_assert_nonnull(strstr(page, searches[i].suggestion));
    }
    g_autofree char *known = test_site_get(site, "/?q=question%20territory:56");
    g_assert_null(strstr(known, "Aucun territoire"));
    g_autofree char *hidden = test_site_get(site, "/?q=question%20list:secret");
    g_assert_nonnull(strstr(hidden, "Il n’y a pas de liste"));
    g_assert_null(strstr(hidden, "Vouliez-vous dire"));
}

static void
test_search_has_feeds(void)
{
    g_autofree char *page = test_site_get(site, "/mobilites/?q=question");
    g_assert_nonnull(strstr(page, "href=\"https://example.org/mobilites/new.atom?q=question\""));
    g_autofree char *atom = test_site_get(site, "/mobilites/new.atom?q=question");
    g_assert_nonnull(strstr(atom, "application/atom+xml"));
    g_assert_cmpuint(raw_count(atom, "<entry"), ==, 20);
    g_assert_nonnull(strstr(atom, "https://example.org/mobilites/new.atom?q=question"));
    g_autofree char *json = test_site_get(site, "/feed.json?q=energie");
    g_assert_nonnull(strstr(json, "\"feed_url\":\"https://example.org/feed.json?q=energie\""));
    g_assert_nonnull(strstr(json, "https://example.org" VELO));
    g_autofree char *none = test_site_get(site, "/new.atom?q=zirconium");
    g_assert_cmpuint(raw_status(none), ==, 200);
    g_assert_cmpuint(raw_count(none, "<entry"), ==, 0);
}

int
main(int argc, char **argv)
{
    site = test_site_start(&argc, &argv);
    g_test_add_func("/site-search/accents-and-elisions-do-not-matter-to-search",
                    test_accents_and_elisions_do_not_matter_to_search);
    g_test_add_func("/site-search/search-has-pages", test_search_has_pages);
    g_test_add_func("/site-search/search-refuses-kindly", test_search_refuses_kindly);
    g_test_add_func("/site-search/search-is-narrowed", test_search_is_narrowed_and_ordered);
    g_test_add_func("/site-search/search-suggests", test_search_suggests_a_word);
    g_test_add_func("/site-search/search-unknown", test_search_says_what_there_is_not);
    g_test_add_func("/site-search/search-feeds", test_search_has_feeds);
    int status = g_test_run();
    test_site_stop(site);
    return status;
}

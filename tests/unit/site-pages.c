/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site over HTTP and a real PostgreSQL: what holds for every page. */
#include "lib/http-raw.h"

#include "lib/test-site.h"

#define VELO "/mobilites/velo.1%40example.net/"

static TestSite *site;

static void
test_every_page_answers_without_an_address(void)
{
    static const char *const paths[] = {"/",
                                        "/mobilites/",
                                        VELO,
                                        VELO "t/",
                                        VELO "T/",
                                        "/lettre/",
                                        "/?q=",
                                        "/?q=haies",
                                        "/?q=haies&order=newest",
                                        "/?q=-haies",
                                        "/mobilites/?by=month",
                                        "/mobilites/2026/10/",
                                        "/mobilites/2026/10/02/",
                                        "/mobilites/2026/06/",
                                        "/editions/",
                                        "/editions/lettre/1/",
                                        "/editions/lettre/",
                                        "/contributions/",
                                        "/contributions/1/",
                                        "/contributions/2/",
                                        "/contributions/?kind=finding",
                                        "/territories/56/",
                                        "/territories/29019/",
                                        "/interests/essai-reparer/",
                                        "/mobilites/?q=velo",
                                        "/mobilites/velo%2F4%2Bx%40example.net/",
                                        "/mobilites/seul%40example.net/"};

    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = test_site_get(site, paths[i]);
        g_test_message("%s", paths[i]);
        g_assert_cmpuint(raw_status(answer), ==, 200);
        /* What is hidden reads "a…@…". */
        g_assert_false(g_regex_match_simple("@[a-z0-9]", answer, G_REGEX_CASELESS, 0));
        /* The list's own, as a reference. */
        g_assert_false(
            g_regex_match_simple("mailto:(?!mobilites&#64;lists.example.org\\?)", answer, 0, 0));
        /* Data for programs runs nothing. */
        const char *script = strstr(answer, "<script");
        if (script != NULL && g_str_has_prefix(script, "<script type=\"application/ld+json\">"))
            script = strstr(script + 1, "<script");
        g_assert_null(script);
        g_assert_nonnull(strstr(answer, "\r\nVary: Accept-Language, Cookie, Accept-Encoding\r\n"));
        g_assert_nonnull(strstr(answer, "\r\nETag: \""));
        g_assert_nonnull(strstr(answer, "<html lang=\"fr\">"));
        g_assert_cmpuint(raw_count(answer, "<h1"), ==, 1);
        g_assert_nonnull(strstr(answer, "</html>"));
    }
}

static void
test_what_is_private_looks_like_what_is_not_there(void)
{
    static const char *const paths[] = {"/coulisses/",
                                        "/coulisses/prive%40example.net/",
                                        "/coulisses/prive%40example.net/t/",
                                        "/coulisses/?q=zirconium",
                                        "/mobilites/prive%40example.net/",
                                        "/lettre/velo.1%40example.net/",
                                        "/editions/lettre/2/",
                                        "/editions/mobilites/1/",
                                        "/editions/coulisses/",
                                        "/editions/coulisses/new.atom",
                                        "/contributions/3/",
                                        "/contributions/9223372036854775807/",
                                        "/contributions/?kind=rumour",
                                        "/contributions/?before=never",
                                        "/territories/nowhere/",
                                        "/interests/nothing/",
                                        "/h/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                                        "/mobilites/?before=never",
                                        "/style-0123456789abcdef.css",
                                        "/mobilites/velo.1%40example.net/t/?page=2",
                                        "/coulisses/?by=month",
                                        "/coulisses/2026/10/",
                                        "/coulisses/new.atom",
                                        "/coulisses/2026-10.mbox.gz",
                                        "/coulisses/2026-10.sitemap.xml",
                                        "/coulisses/prive%40example.net/raw",
                                        "/coulisses/prive%40example.net/t.atom",
                                        "/coulisses/prive%40example.net/t.mbox.gz",
                                        "/mobilites/1999/01/",
                                        "/mobilites/2026/02/30/",
                                        "/mobilites/1999-01.mbox.gz",
                                        "/a/b/c/d/e"};
    g_autofree char *unknown = test_site_get(site, "/personne/");

    g_assert_cmpuint(raw_status(unknown), ==, 404);
    g_assert_nonnull(strstr(unknown, "Page introuvable"));
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = test_site_get(site, paths[i]);
        g_test_message("%s", paths[i]);
        g_assert_cmpuint(raw_status(answer), ==, 404);
        g_assert_cmpstr(raw_body(answer), ==, raw_body(unknown));
    }
    g_autofree char *home = test_site_get(site, "/");
    g_autofree char *search = test_site_get(site, "/?q=zirconium");
    g_assert_null(strstr(home, "Coulisses"));
    g_assert_null(strstr(search, "confidentiel"));
    g_assert_nonnull(strstr(search, "Rien de tel"));
}

static void
test_search_engines_are_told(void)
{
    g_autofree char *robots = test_site_get(site, "/robots.txt");
    g_autofree char *index = test_site_get(site, "/sitemap.xml");
    g_autofree char *october = test_site_get(site, "/mobilites/2026-10.sitemap.xml");
    g_autofree char *description =
        test_site_ask(site, "GET", "/opensearch.xml", "Accept-Language: en\r\n", NULL);

    g_assert_nonnull(strstr(robots, "\nSitemap: https://example.org/sitemap.xml\n"));
    g_assert_nonnull(strstr(index, "<loc>https://example.org/mobilites/2026-10.sitemap.xml</loc>"));
    g_assert_null(strstr(index, "coulisses"));
    g_assert_cmpuint(raw_count(october, "<url>"), ==, 6);
    g_assert_nonnull(strstr(october, "<loc>https://example.org/mobilites/velo%2F4%2Bx%40"));
    assert_in_order(description,
                    (const char *[]){"opensearchdescription+xml", "Search the archive",
                                     "template=\"https://example.org/?q={searchTerms}\"", NULL});
}

static void
test_reader_chooses_a_language(void)
{
    g_autofree char *choice = test_site_get(site, "/mobilites/?by=month&language=br");
    g_autofree char *breton = test_site_ask(
        site, "GET", "/mobilites/", "Cookie: a=b; language=br\r\nAccept-Language: en\r\n", NULL);
    g_autofree char *nonsense =
        test_site_ask(site, "GET", "/mobilites/", "Cookie: language=xx\r\n", NULL);
    g_autofree char *another =
        test_site_ask(site, "GET", "/mobilites/", "Cookie: mylanguage=br\r\n", NULL);

    g_assert_cmpuint(raw_status(choice), ==, 303);
    g_assert_nonnull(strstr(choice, "\r\nLocation: /mobilites/?by=month\r\n"));
    g_assert_nonnull(strstr(choice, "\r\nSet-Cookie: language=br; Path=/; "));
    g_assert_nonnull(strstr(breton, "<html lang=\"br\">"));
    g_assert_nonnull(strstr(breton, "href=\"/mobilites/?language=en\" lang=\"en\""));
    g_assert_nonnull(strstr(nonsense, "<html lang=\"fr\">"));
    g_assert_nonnull(strstr(another, "<html lang=\"fr\">"));
}

static void
test_short_link_leads_to_the_permanent_one(void)
{
    g_autofree char *page = test_site_get(site, VELO);
    g_autofree char *url = text_between(page, "href=\"/h/", "\"");
    g_assert_nonnull(url);
    g_autofree char *lower = g_ascii_strdown(url, -1);
    g_autofree char *path = g_strconcat("/h/", lower, NULL);
    g_autofree char *answer = test_site_get(site, path);
    g_autofree char *bare = test_site_get(site, "/mobilites?q=l%E2%80%99air");

    g_assert_cmpuint(raw_status(answer), ==, 301);
    g_assert_nonnull(strstr(answer, "\r\nLocation: " VELO "\r\n"));
    g_assert_cmpuint(raw_status(bare), ==, 301);
    g_assert_nonnull(strstr(bare, "\r\nLocation: /mobilites/?q=l%E2%80%99air\r\n"));
}

static void
test_files_are_kept_for_ever(void)
{
    g_autofree char *home = test_site_get(site, "/");
    g_autofree char *name = text_between(home, "href=\"/style-", "\"");
    g_assert_nonnull(name);
    g_autofree char *path = g_strconcat("/style-", name, NULL);
    g_autofree char *style = test_site_get(site, path);
    g_autofree char *robots = test_site_get(site, "/robots.txt");

    g_assert_nonnull(strstr(style, "\r\nCache-Control: public, max-age=31536000, immutable\r\n"));
    g_assert_nonnull(strstr(style, "\r\nContent-Type: text/css"));
    g_assert_nonnull(strstr(robots, "\r\nContent-Type: text/plain"));
    g_assert_nonnull(strstr(robots, "\nDisallow: /*/t/\n"));
}

static void
test_only_forms_are_posted_to(void)
{
    g_autofree char *answer = test_site_ask(
        site, "POST", "/", "Content-Type: application/x-www-form-urlencoded\r\n", "q=x");

    g_assert_cmpuint(raw_status(answer), ==, 405);
    g_assert_nonnull(strstr(answer, "\r\nAllow: GET, HEAD\r\n"));
    g_assert_nonnull(strstr(answer, "Demande incompréhensible"));
}

static gpointer
lock_messages(gpointer data)
{
    test_store_sql(site->test, "BEGIN; LOCK TABLE colporteur.message IN ACCESS EXCLUSIVE MODE; "
                               "SELECT pg_sleep(2.5); COMMIT");
    return NULL;
}

static void
test_database_that_is_too_slow_means_later(void)
{
    /* What was read before would be answered from memory. */
    static const char unasked[] = "/mobilites/velo.3%40example.net/T/";
    g_autoptr(GThread) thread = g_thread_new("lock", lock_messages, NULL);

    g_usleep(500000);
    g_autofree char *answer = test_site_get(site, unasked);
    g_assert_cmpuint(raw_status(answer), ==, 503);
    g_assert_nonnull(strstr(answer, "\r\nRetry-After: "));
    g_assert_nonnull(strstr(answer, "Un instant"));
    g_thread_join(g_steal_pointer(&thread));
    g_autofree char *after = test_site_get(site, unasked);
    g_assert_cmpuint(raw_status(after), ==, 200);
}

int
main(int argc, char **argv)
{
    site = test_site_start(&argc, &argv);
    g_test_add_func("/site-pages/every-page-answers-without-an-address",
                    test_every_page_answers_without_an_address);
    g_test_add_func("/site-pages/what-is-private-looks-like-what-is-not-there",
                    test_what_is_private_looks_like_what_is_not_there);
    g_test_add_func("/site-pages/search-engines", test_search_engines_are_told);
    g_test_add_func("/site-pages/chosen-language", test_reader_chooses_a_language);
    g_test_add_func("/site-pages/short-link-leads-to-the-permanent-one",
                    test_short_link_leads_to_the_permanent_one);
    g_test_add_func("/site-pages/files-are-kept-for-ever", test_files_are_kept_for_ever);
    g_test_add_func("/site-pages/only-forms-are-posted-to", test_only_forms_are_posted_to);
    g_test_add_func("/site-pages/database-that-is-too-slow-means-later",
                    test_database_that_is_too_slow_means_later);
    int status = g_test_run();
    test_site_stop(site);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site over HTTP and a real PostgreSQL, with the sample that the browser tests read too. */
#include "lib/http-raw.h"

#include "base/clock.h"
#include "base/error.h"
#include "http/server.h"
#include "lib/test-store.h"
#include "site/site.h"
#include "store/query.h"

#define VELO "/mobilites/velo.1%40example.net/"

static TestStore *test;
static Store *site_store;
static Site *site;
static HttpServer *server;

static gboolean
handle(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
{
    return site_answer(site, site_store, request, response, error);
}

static void
fail_page(const HttpRequest *request, HttpResponse *response, const GError *error, gpointer data)
{
    site_failure(site, request, response);
}

static void
log_nothing(const HttpAccess *access, gpointer data)
{
}

static void
start(void)
{
    g_autofree char *data = g_strdup_printf("paths.data=%s", g_getenv("SRCDIR"));
    const char *overrides[] = {data, "site.statement-timeout=1s", "site.url=https://example.org",
                               "paths.templates=/nonexistent", NULL};
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "tests", "browser", "sample.sql", NULL);
    g_autofree char *sample = NULL;
    g_autoptr(GError) error = NULL;

    test = test_store_new(overrides);
    g_assert_true(g_file_get_contents(path, &sample, NULL, NULL));
    test_store_sql(test, sample);
    site_store = store_open(test->settings, test->state, STORE_SITE, &error);
    g_assert_no_error(error);
    site = site_open(test->settings, test->state, &error);
    g_assert_no_error(error);
    /* In the second in which they changed last, pages do not say when. */
    for (gint64 second = clock_now() / G_USEC_PER_SEC; clock_now() / G_USEC_PER_SEC == second;)
        g_usleep(10000);
    /* One thread, since there is one store. */
    HttpSettings settings = {.address = "127.0.0.1:0",
                             .threads = 1,
                             .failure_page = fail_page,
                             .access_log = log_nothing};
    server = http_server_start(&settings, handle, NULL, &error);
    g_assert_no_error(error);
}

static void
stop(void)
{
    http_server_stop(server);
    site_free(site);
    store_free(site_store);
    test_store_free(test);
}

static char *
ask(const char *method, const char *path, const char *headers, const char *body)
{
    g_autofree char *request =
        g_strdup_printf("%s %s HTTP/1.1\r\nHost: lists.example.org\r\nConnection: close\r\n%s",
                        method, path, headers);
    g_autofree char *whole = body != NULL ? g_strdup_printf("%sContent-Length: %zu\r\n\r\n%s",
                                                            request, strlen(body), body)
                                          : g_strconcat(request, "\r\n", NULL);
    return raw_exchange(http_server_port(server), whole);
}

static char *
get(const char *path)
{
    return ask("GET", path, "", NULL);
}

static const char *
body_of(const char *answer)
{
    return strstr(answer, "\r\n\r\n") + 4;
}

/* The value of a header, or of an attribute that comes after `mark`; to be freed. */
static char *
between(const char *text, const char *mark, const char *end)
{
    const char *from = strstr(text, mark);

    if (from == NULL)
        return NULL;
    from += strlen(mark);
    return g_strndup(from, (gsize)(strstr(from, end) - from));
}

static void
assert_in_order(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        g_test_message("%s", *words);
        text = strstr(text, *words);
        g_assert_nonnull(text);
        text += strlen(*words);
    }
}

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
        g_autofree char *answer = get(paths[i]);
        g_test_message("%s", paths[i]);
        g_assert_cmpuint(raw_status(answer), ==, 200);
        /* What is hidden reads "a…@…". */
        g_assert_false(g_regex_match_simple("@[a-z0-9]", answer, G_REGEX_CASELESS, 0));
        /* The list's own, as a reference. */
        g_assert_false(g_regex_match_simple("mailto:(?!mobilites&#64;lists.example.org\\?)",
                                            answer, 0, 0));
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
    g_autofree char *unknown = get("/personne/");

    g_assert_cmpuint(raw_status(unknown), ==, 404);
    g_assert_nonnull(strstr(unknown, "Page introuvable"));
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = get(paths[i]);
        g_test_message("%s", paths[i]);
        g_assert_cmpuint(raw_status(answer), ==, 404);
        g_assert_cmpstr(body_of(answer), ==, body_of(unknown));
    }
    g_autofree char *home = get("/");
    g_autofree char *search = get("/?q=zirconium");
    g_assert_null(strstr(home, "Coulisses"));
    g_assert_null(strstr(search, "confidentiel"));
    g_assert_nonnull(strstr(search, "Rien de tel"));
}

static void
test_accents_and_elisions_do_not_matter_to_search(void)
{
    static const char *const queries[] = {"energie", "%C3%A9nergie", "ENERGIES", "l%27%C3%A9nergie",
                                          "l%E2%80%99energie"};

    for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autofree char *path = g_strconcat("/?q=", queries[i], NULL);
        g_autofree char *answer = get(path);
        g_test_message("%s", queries[i]);
        g_assert_nonnull(strstr(answer, "<mark>énergie</mark>"));
        g_assert_nonnull(strstr(answer, "href=\"" VELO "\""));
        g_assert_null(strstr(answer, "&gt;"));
    }
    g_autofree char *elsewhere = get("/lettre/?q=energie");
    g_assert_nonnull(strstr(elsewhere, "Rien de tel"));
    g_autofree char *mischief = get("/?q=%3Cb%3E%20%22%20%27%20%26%20!%20(%20:*%20%5C");
    g_assert_cmpuint(raw_status(mischief), ==, 200);
    g_assert_null(strstr(mischief, "<b>"));
    g_autofree char *stops = get("/?q=le%20la");
    g_assert_cmpuint(raw_status(stops), ==, 200);
}

static void
test_search_has_pages(void)
{
    g_autofree char *first = get("/?q=question");
    g_autofree char *last = get("/?q=question&page=3");
    g_autofree char *beyond = get("/?q=question&page=26");

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
        g_autofree char *answer = get(path);
        g_test_message("%s", refused[i].query);
        g_assert_cmpuint(raw_status(answer), ==, 200);
        g_assert_nonnull(strstr(answer, refused[i].said));
        g_assert_null(strstr(answer, "Rien de tel"));
        g_assert_nonnull(strstr(answer, "<code>avec:pièce</code>"));
    }
    g_autofree char *long_path = g_strconcat("/?q=", monster, NULL);
    g_autofree char *too_long = get(long_path);
    g_assert_nonnull(strstr(too_long, "trop longue"));
    for (guint i = 1; i < 100; i += 2)
        crowd[i] = '+';
    g_autofree char *many_path = g_strconcat("/?q=", crowd, NULL);
    g_autofree char *too_many = get(many_path);
    g_assert_nonnull(strstr(too_many, "plus de 24 mots"));
    g_autofree char *feed = get("/new.atom?q=-haies");
    g_assert_cmpuint(raw_status(feed), ==, 400);
}

static void
test_search_is_narrowed_and_ordered(void)
{
    test_store_sql(test, "INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t "
                         "WHERE l.name = 'mobilites' AND t.code = '29019'");
    g_autofree char *found = get("/?q=question");
    g_assert_nonnull(strstr(found, "href=\"/?q=question%20list%3Amobilites\""));
    g_assert_nonnull(strstr(found, "href=\"/?q=question%20after%3A2026%20before%3A2027\""));
    g_assert_nonnull(strstr(found, "href=\"/?q=question%20territory%3A29019\""));
    g_assert_nonnull(strstr(found, "href=\"/?q=question&amp;order=newest\""));
    g_autofree char *in_year = get("/?q=question%20after%3A2026%20before%3A2027");
    g_assert_null(strstr(in_year, "after%3A2026%20before%3A2027%20after"));
    g_assert_cmpuint(raw_count(in_year, "<li>\n<a class=\"title\""), ==, 20);
    g_autofree char *elsewhere = get("/?q=question%20territory%3A56");
    g_assert_nonnull(strstr(elsewhere, "Rien de tel"));
    g_autofree char *author = get("/?q=energie");
    g_assert_nonnull(strstr(author, "href=\"/?q=energie%20from%3A%22Maud%22\""));
    g_autofree char *of_author = get("/?q=energie%20from%3A%22Maud%22");
    g_assert_nonnull(strstr(of_author, "href=\"" VELO "\""));
    g_autofree char *within = get("/mobilites/?q=question");
    g_assert_null(strstr(within, "list%3Amobilites"));
    g_assert_nonnull(strstr(within, "href=\"/?q=question\" rel=\"nofollow\">Chercher dans toutes"));

    g_autofree char *newest = get("/?q=question&order=newest");
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
    test_store_sql(test, "SELECT search_words_refresh()");
    g_autofree char *typo = get("/mobilites/?q=qeustion%20-rien");
    g_assert_nonnull(strstr(typo, "Vouliez-vous dire"));
    g_assert_nonnull(strstr(typo, "href=\"/mobilites/?q=question%20-rien\""));
    g_autofree char *nothing = get("/?q=zzzzzzzz");
    g_assert_null(strstr(nothing, "Vouliez-vous dire"));
}

static void
test_search_has_feeds(void)
{
    g_autofree char *page = get("/mobilites/?q=question");
    g_assert_nonnull(strstr(page, "href=\"https://example.org/mobilites/new.atom?q=question\""));
    g_autofree char *atom = get("/mobilites/new.atom?q=question");
    g_assert_nonnull(strstr(atom, "application/atom+xml"));
    g_assert_cmpuint(raw_count(atom, "<entry"), ==, 20);
    g_assert_nonnull(strstr(atom, "https://example.org/mobilites/new.atom?q=question"));
    g_autofree char *json = get("/feed.json?q=energie");
    g_assert_nonnull(strstr(json, "\"feed_url\":\"https://example.org/feed.json?q=energie\""));
    g_assert_nonnull(strstr(json, "https://example.org" VELO));
    g_autofree char *none = get("/new.atom?q=zirconium");
    g_assert_cmpuint(raw_status(none), ==, 200);
    g_assert_cmpuint(raw_count(none, "<entry"), ==, 0);
}

static void
test_list_is_walked_there_and_back(void)
{
    g_autofree char *first = get("/mobilites/");
    g_autofree char *older = between(first, "rel=\"next\" href=\"", "\"");

    g_assert_cmpuint(raw_count(first, "<li>\n<a class=\"title\""), ==, 50);
    g_assert_null(strstr(first, "rel=\"prev\""));
    g_assert_nonnull(strstr(first, "href=\"" VELO "t/\"")); /* a thread with answers, nested */
    g_assert_nonnull(strstr(first, "href=\"/mobilites/seul%40example.net/\""));
    g_assert_nonnull(strstr(first, "(sans objet)"));
    g_assert_nonnull(older);
    g_autofree char *second = get(older);
    g_assert_cmpuint(raw_count(second, "<li>\n<a class=\"title\""), ==, 12);
    g_assert_null(strstr(second, "rel=\"next\""));
    g_autofree char *newer = between(second, "rel=\"prev\" href=\"", "\"");
    g_assert_nonnull(newer);
    g_autofree char *again = get(newer);
    g_autofree char *there = between(first, "<ol class=\"rows\">", "</ol>");
    g_autofree char *back = between(again, "<ol class=\"rows\">", "</ol>");
    g_assert_cmpstr(there, ==, back);
    g_assert_null(strstr(again, "rel=\"prev\""));
}

static void
test_thread_is_nested(void)
{
    g_autofree char *nested = get(VELO "t/");
    g_autofree char *flat = get(VELO "T/");
    g_autofree char *from_within = get("/mobilites/velo.3%40example.net/t/");

    assert_in_order(body_of(nested),
                    (const char *[]){"depth-0", "Maud", "depth-1", "Erwan", "depth-2", "Solène",
                                     "depth-3", "Quelqu’un", "depth-1", "Yann", "en réponse à Maud",
                                     "l’an dernier", NULL});
    assert_in_order(body_of(flat),
                    (const char *[]){"Maud", "Erwan", "Solène", "Yann", "Quelqu’un", NULL});
    g_assert_null(strstr(flat, "depth-1"));
    g_autofree char *whole = between(nested, "<main", "</main>");
    g_autofree char *same = between(from_within, "<main", "</main>");
    g_assert_cmpstr(whole, ==, same);
    g_assert_nonnull(strstr(nested, "<details class=\"quote\"><summary>Texte cité</summary>"));
    g_assert_nonnull(strstr(nested, "<div class=\"signature\">"));
    g_assert_nonnull(strstr(nested, "\r\nLast-Modified: "));
}

static void
test_message_links_to_parent_replies_and_thread(void)
{
    g_autofree char *answer = get("/mobilites/velo.2%40example.net/");
    g_autofree char *alone = get("/mobilites/seul%40example.net/");
    g_autofree char *english = ask("GET", VELO, "Accept-Language: en\r\n", NULL);

    g_assert_nonnull(strstr(answer, "En réponse à Maud"));
    g_assert_nonnull(strstr(answer, "href=\"/mobilites/velo.3%40example.net/\">Solène"));
    g_assert_nonnull(strstr(answer, "href=\"/mobilites/velo.2%40example.net/t/#m-"));
    g_assert_nonnull(strstr(answer, "1er octobre 2026, 11 h 05"));
    g_assert_nonnull(strstr(
        answer, "rel=\"canonical\" href=\"https://example.org/mobilites/velo.2%40example.net/\""));
    g_assert_null(strstr(alone, "Le fil entier"));
    g_assert_nonnull(strstr(alone, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; sans"));
    g_assert_nonnull(strstr(english, "<html lang=\"en\">"));
    g_assert_nonnull(strstr(english, "1 October 2026, 9:30"));
}

static void
test_message_says_what_it_is_to_programs(void)
{
    test_store_sql(test, "UPDATE colporteur.message SET subject = '</script><script>x' WHERE "
                         "message_id = 'seul@example.net'");
    g_autofree char *plain = get(VELO);
    g_autofree char *hostile = get("/mobilites/seul%40example.net/");
    test_store_sql(test, "UPDATE colporteur.message SET subject = '' WHERE message_id = "
                         "'seul@example.net'");
    g_autofree char *json = between(plain, "<script type=\"application/ld+json\">", "</script>");

    g_assert_nonnull(json);
    g_assert_nonnull(strstr(json, "\"\\u0040type\":\"DiscussionForumPosting\""));
    g_assert_nonnull(strstr(json, "\"url\":\"https://example.org" VELO "\""));
    g_assert_nonnull(strstr(json, "\"author\":{\"\\u0040type\":\"Person\",\"name\":\"Maud\"}"));
    g_assert_nonnull(strstr(plain, "property=\"og:title\" content=\"Compter les vélos au pont ?\""));
    g_assert_nonnull(strstr(plain, "href=\"/?q=from%3A%22Maud%22&amp;order=newest\""));
    g_assert_nonnull(strstr(hostile, "\"headline\":\"\\u003c/script>\\u003cscript>x\""));
    g_assert_null(strstr(hostile, "<script>x"));
}

static void
test_places_and_themes_have_their_discussions(void)
{
    test_store_sql(test, "INSERT INTO colporteur.list_territory SELECT l.id, t.id FROM "
                         "colporteur.list l, colporteur.territory t "
                         "WHERE l.name IN ('mobilites', 'coulisses') AND t.code = '29019' ON CONFLICT DO NOTHING;"
                         "INSERT INTO colporteur.list_interest SELECT l.id, i.id FROM "
                         "colporteur.list l, colporteur.interest i "
                         "WHERE l.name = 'mobilites' AND i.slug = 'essai-reparer' ON CONFLICT DO NOTHING");
    g_autofree char *above = get("/territories/29/");
    g_autofree char *beside = get("/territories/56/");
    g_autofree char *theme = get("/interests/essai-reparer/");

    g_assert_nonnull(strstr(above, "href=\"" VELO "t/\">Compter les vélos au pont ?"));
    g_assert_nonnull(strstr(above, "href=\"/?q=territory%3A29&amp;order=newest\""));
    g_assert_null(strstr(above, "Budget confidentiel"));
    g_assert_null(strstr(beside, "id=\"discussions\""));
    g_assert_nonnull(strstr(theme, "href=\"" VELO "t/\">Compter les vélos au pont ?"));
}

static void
test_list_is_read_by_the_calendar(void)
{
    g_autofree char *list = get("/mobilites/");
    g_autofree char *months = get("/mobilites/?by=month");
    g_autofree char *october = get("/mobilites/2026/10/");
    g_autofree char *second = get("/mobilites/2026/10/02/");
    g_autofree char *english = ask("GET", "/mobilites/2026/10/", "Accept-Language: en\r\n", NULL);
    g_autofree char *summer = get("/mobilites/2026/07/");

    g_assert_nonnull(strstr(list, "href=\"/mobilites/?by=month\""));
    assert_in_order(body_of(months),
                    (const char *[]){">2026<", "/mobilites/2026/10/\">octobre<",
                                     "/mobilites/2026/09/\">septembre<",
                                     "/mobilites/2026/07/\">juillet<",
                                     "/mobilites/2026/06/\">juin<", NULL});
    g_assert_null(strstr(months, "2026/08"));
    assert_in_order(
        body_of(october),
        (const char *[]){"<h1 class=\"period\">octobre 2026</h1>", "/mobilites/2026/10/01/",
                         "Maud", "Erwan", "Solène", "/mobilites/2026/10/02/", "Yann",
                         "/mobilites/2026/10/03/", "Quelqu’un", "/mobilites/2026-10.mbox.gz",
                         "/mobilites/2026/09/\">septembre 2026<", NULL});
    /* 18:00 UTC is still the second in Paris, and nothing else was written that day. */
    assert_in_order(body_of(second), (const char *[]){"/mobilites/2026/10/\">octobre 2026<",
                                                      "2 octobre 2026", "Yann", NULL});
    g_assert_null(strstr(second, "Solène"));
    g_assert_nonnull(strstr(english, ">October 2026<"));
    g_assert_cmpuint(raw_count(summer, "<a class=\"title\""), ==, 31);
    assert_in_order(body_of(summer), (const char *[]){"/mobilites/2026/07/01/",
                                                      "/mobilites/2026/07/31/",
                                                      "/mobilites/2026/06/\">juin 2026<",
                                                      "/mobilites/2026/09/\">septembre 2026<",
                                                      NULL});
}

static void
test_posts_have_feeds(void)
{
    g_autofree char *list = get("/mobilites/new.atom");
    g_autofree char *json = get("/mobilites/feed.json");
    g_autofree char *thread = get("/mobilites/velo.3%40example.net/t.atom");
    g_autofree char *all = get("/new.atom");

    g_assert_nonnull(strstr(list, "\r\nContent-Type: application/atom+xml; charset=utf-8\r\n"));
    assert_in_order(body_of(list), (const char *[]){"<id>https://example.org/mobilites/</id>",
                                                    "Quelqu’un", "Yann", "Solène", NULL});
    g_assert_cmpuint(raw_count(list, "<entry"), ==, 20);
    g_assert_nonnull(strstr(json, "https://example.org/mobilites/velo.3%40example.net/"));
    assert_in_order(body_of(thread), (const char *[]){"/mobilites/velo.1%40example.net/t/</id>",
                                                      "Quelqu’un", "Yann", "Solène", "Erwan",
                                                      "Maud", NULL});
    g_assert_cmpuint(raw_count(thread, "<entry"), ==, 5);
    assert_in_order(body_of(all), (const char *[]){"/lettre/reponse%40example.net/",
                                                   "/mobilites/velo.1%40example.net/", NULL});
    g_assert_null(strstr(all, "confidentiel"));
    g_assert_false(g_regex_match_simple("@[a-z0-9]", all, G_REGEX_CASELESS, 0));
}

static void
test_message_leads_on(void)
{
    g_autofree char *answer = get("/mobilites/velo.3%40example.net/");
    g_autofree char *first = get("/mobilites/fil-60%40example.net/");
    g_autofree char *letter = get("/lettre/reponse%40example.net/");
    g_autofree char *raw = get("/mobilites/velo.3%40example.net/raw");

    assert_in_order(
        body_of(answer),
        (const char *[]){"href=\"mailto:mobilites&#64;lists.example.org?In-Reply-To="
                         "%3Cvelo.3%40example.net%3E&amp;Subject=Re%3A%20Compter",
                         "rel=\"prev\" href=\"/mobilites/velo.2%40example.net/\"",
                         "rel=\"next\" href=\"/mobilites/velo.5%40example.net/\"",
                         "<a href=\"/mobilites/velo.2%40example.net/\"",
                         "<a href=\"/mobilites/velo%2F4%2Bx%40example.net/\"",
                         "«\u00a0Re: Compter les vélos au pont ?\u00a0»",
                         ">https://example.org/mobilites/velo.3%40example.net/<", NULL});
    /* The oldest of all has nothing before it, and one that is alone no thread. */
    g_assert_null(strstr(first, ">précédent<"));
    g_assert_nonnull(strstr(first, "<a href=\"/mobilites/fil-59%40example.net/\">suivant<"));
    g_assert_null(strstr(first, "Dans le fil"));
    g_assert_null(strstr(letter, "Répondre par courriel"));
    assert_in_order(raw, (const char *[]){"Content-Type: text/plain; charset=utf-8\r\n",
                                          "hidden@colporteur.invalid",
                                          "Message-ID: <velo.3@example.net>\r\n",
                                          "In-Reply-To: <velo.2@example.net>\r\n",
                                          "References: <velo.1@example.net> <velo.2@example.net>",
                                          NULL});
    g_assert_null(strstr(raw, "Secret"));
}

static void
test_search_engines_are_told(void)
{
    g_autofree char *robots = get("/robots.txt");
    g_autofree char *index = get("/sitemap.xml");
    g_autofree char *october = get("/mobilites/2026-10.sitemap.xml");
    g_autofree char *description = ask("GET", "/opensearch.xml", "Accept-Language: en\r\n", NULL);

    g_assert_nonnull(strstr(robots, "\nSitemap: https://example.org/sitemap.xml\n"));
    g_assert_nonnull(
        strstr(index, "<loc>https://example.org/mobilites/2026-10.sitemap.xml</loc>"));
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
    g_autofree char *choice = get("/mobilites/?by=month&language=br");
    g_autofree char *breton =
        ask("GET", "/mobilites/", "Cookie: a=b; language=br\r\nAccept-Language: en\r\n", NULL);
    g_autofree char *nonsense = ask("GET", "/mobilites/", "Cookie: language=xx\r\n", NULL);
    g_autofree char *another = ask("GET", "/mobilites/", "Cookie: mylanguage=br\r\n", NULL);

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
    g_autofree char *page = get(VELO);
    g_autofree char *url = between(page, "href=\"/h/", "\"");
    g_assert_nonnull(url);
    g_autofree char *lower = g_ascii_strdown(url, -1);
    g_autofree char *path = g_strconcat("/h/", lower, NULL);
    g_autofree char *answer = get(path);
    g_autofree char *bare = get("/mobilites?q=l%E2%80%99air");

    g_assert_cmpuint(raw_status(answer), ==, 301);
    g_assert_nonnull(strstr(answer, "\r\nLocation: " VELO "\r\n"));
    g_assert_cmpuint(raw_status(bare), ==, 301);
    g_assert_nonnull(strstr(bare, "\r\nLocation: /mobilites/?q=l%E2%80%99air\r\n"));
}

static void
test_edition_shows_everything_in_it(void)
{
    g_autofree char *answer = get("/editions/lettre/1/");

    /* Section by section, whatever the order of the pieces. */
    assert_in_order(body_of(answer), (const char *[]){"Haies, garages et savoirs",
                                                      "15 octobre 2026",
                                                      "<strong>haies</strong>",
                                                      "Sur les territoires</h2>",
                                                      "Initiative",
                                                      "/contributions/2/",
                                                      "Un ancien garage",
                                                      "Écrire à l’atelier",
                                                      "/territories/29019/",
                                                      "Brest",
                                                      "Réparer",
                                                      "citoyen",
                                                      "le cahier de l’atelier",
                                                      "À lire partout</h2>",
                                                      "Découverte",
                                                      "Une haie vaut trois clôtures",
                                                      "<li>en été.</li>",
                                                      "Morbihan",
                                                      "Soazig",
                                                      "scientifique",
                                                      "professionnel",
                                                      "Bocages",
                                                      "<a href=\"https://example.org/haies\"",
                                                      "Réponses</h2>",
                                                      "/lettre/reponse%40example.net/",
                                                      "Soazig",
                                                      "/lettre/lettre-1%40lists.example.org/t/",
                                                      NULL});
    g_autofree char *copy = get("/lettre/lettre-1%40lists.example.org/");
    g_assert_nonnull(strstr(copy, "href=\"/editions/lettre/1/\""));
}

static void
test_edition_shows_its_images(void)
{
    g_autofree char *answer = get("/editions/lettre/1/");
    g_autofree char *url = between(answer, "<img src=\"", "\"");
    g_autofree char *image = get(url);

    g_assert_cmpstr(url, ==, "/editions/lettre/1/img-0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d.png");
    g_assert_nonnull(strstr(answer, "width=\"2\" height=\"1\" alt=\"Un banc rouge\">"));
    g_assert_cmpuint(raw_status(image), ==, 200);
    g_assert_nonnull(strstr(image, "\r\nContent-Type: image/png\r\n"));
    /* What the edition does not have is its words. */
    g_assert_cmpuint(raw_count(answer, "<img"), ==, 1);
    g_assert_nonnull(strstr(answer, "Rien"));
}

static void
test_edition_is_in_the_readers_language(void)
{
    g_autofree char *french = get("/editions/lettre/1/");
    g_autofree char *breton = ask("GET", "/editions/lettre/1/", "Accept-Language: br\r\n", NULL);
    g_autofree char *english = ask("GET", "/editions/lettre/1/", "Accept-Language: en\r\n", NULL);
    g_autofree char *asked = get("/editions/lettre/1/?lang=br");

    assert_in_order(breton, (const char *[]){"<h1 lang=\"br\">Girzhier ha karrdioù</h1>",
                                             "15 a viz Here 2026", "hreflang=\"fr\"",
                                             "aria-current=\"true\">Brezhoneg", "Demat d’an holl.",
                                             "War an tiriadoù</h2>", "Reizhañ",
                                             "Da lenn e pep lec’h</h2>", NULL});
    g_assert_null(strstr(breton, "{{"));
    g_assert_nonnull(strstr(french, "href=\"/editions/lettre/1/?lang=br\""));
    g_assert_nonnull(strstr(french, "<h1 lang=\"fr\">"));
    /* A language whose public text was never made is none. */
    g_assert_nonnull(strstr(english, "<h1 lang=\"fr\">"));
    g_assert_null(strstr(english, "Never composed"));
    assert_in_order(asked, (const char *[]){"<html lang=\"fr\">", "?lang=br\">",
                                            "<h1 lang=\"br\">Girzhier", NULL});
}

static void
test_contributions_are_shown_by_place_theme_and_kind(void)
{
    g_autofree char *all = get("/contributions/");
    g_autofree char *findings = get("/contributions/?kind=finding");
    g_autofree char *one = get("/contributions/2/");
    g_autofree char *breton =
        ask("GET", "/interests/essai-reparer/", "Accept-Language: br\r\n", NULL);
    g_autofree char *brest = get("/territories/29019/");
    g_autofree char *finistere = get("/territories/29/");
    g_autofree char *word = get("/territories/brest-29019/");
    g_autofree char *former = get("/territories/29999/feed.json");

    assert_in_order(body_of(all), (const char *[]){"Un ancien garage", "Une haie vaut", NULL});
    g_assert_nonnull(
        strstr(all, ">Sur douze fermes, les haies gardent l’eau. au printemps ; en été.<"));
    g_assert_null(strstr(all, "Une idée qui attend"));
    g_assert_nonnull(strstr(findings, "Une haie vaut"));
    g_assert_null(strstr(findings, "Un ancien garage"));
    assert_in_order(body_of(one),
                    (const char *[]){"Initiative", "Un ancien garage", "Écrire à l’atelier",
                                     "/territories/29019/", "/interests/essai-reparer/", "citoyen",
                                     "/editions/lettre/1/#c-2", NULL});
    assert_in_order(body_of(breton),
                    (const char *[]){"Reizhañ", "Un ancien garage", "/editions/lettre/1/", NULL});
    g_assert_null(strstr(breton, "Une haie vaut"));
    assert_in_order(body_of(brest),
                    (const char *[]){"Brest", "Un ancien garage", "/editions/lettre/1/", NULL});
    g_assert_null(strstr(brest, "Une haie vaut"));
    /* What lies inside counts. */
    assert_in_order(body_of(finistere), (const char *[]){"Finistère", "Un ancien garage", NULL});
    g_assert_null(strstr(finistere, "Une haie vaut"));
    g_assert_cmpuint(raw_status(word), ==, 301);
    g_assert_nonnull(strstr(word, "\r\nLocation: /territories/29019/\r\n"));
    g_assert_cmpuint(raw_status(former), ==, 301);
    g_assert_nonnull(strstr(former, "\r\nLocation: /territories/29019/feed.json\r\n"));
}

static void
test_contributions_are_walked_there_and_back(void)
{
    test_store_sql(test,
                   "INSERT INTO colporteur.contribution (kind, title, body, state, decided_at) "
                   "SELECT 'finding', 'Ancienne ' || n, 'Texte', 'accepted', "
                   "timestamptz '2020-01-01' + n * interval '1 day' FROM generate_series(1, 45) n");
    g_autofree char *first = get("/contributions/");
    g_autofree char *second_url = between(first, "rel=\"next\" href=\"", "\"");
    g_autofree char *second = get(second_url);
    g_autofree char *third_url = between(second, "rel=\"next\" href=\"", "\"");
    g_autofree char *third = get(third_url);
    g_autofree char *back_url = between(third, "rel=\"prev\" href=\"", "\"");
    g_autofree char *back = get(back_url);
    g_autofree char *next_of_last = between(third, "rel=\"next\" href=\"", "\"");

    g_assert_cmpuint(raw_count(first, "class=\"title\""), ==, 20);
    g_assert_cmpuint(raw_count(second, "class=\"title\""), ==, 20);
    g_assert_cmpuint(raw_count(third, "class=\"title\""), ==, 7);
    g_assert_nonnull(strstr(third, "Ancienne 1<"));
    g_assert_null(next_of_last);
    g_assert_cmpstr(strstr(back, "<ol class=\"rows\">"), !=, NULL);
    for (guint n = 8; n <= 27; n++) {
        g_autofree char *title = g_strdup_printf("Ancienne %u<", n);
        g_assert_nonnull(strstr(second, title));
        g_assert_nonnull(strstr(back, title));
    }
    test_store_sql(test, "DELETE FROM colporteur.contribution WHERE title LIKE 'Ancienne %'");
}

static void
test_feeds_say_the_same_in_two_forms(void)
{
    static const char *const rooms[] = {"/editions/", "/editions/lettre/", "/contributions/",
                                        "/territories/29019/", "/interests/essai-reparer/"};

    for (gsize i = 0; i < G_N_ELEMENTS(rooms); i++) {
        g_test_message("%s", rooms[i]);
        g_autofree char *atom_path = g_strconcat(rooms[i], "new.atom", NULL);
        g_autofree char *json_path = g_strconcat(rooms[i], "feed.json", NULL);
        g_autofree char *page = get(rooms[i]);
        g_autofree char *atom = get(atom_path);
        g_autofree char *json = get(json_path);
        g_autofree char *self = g_strdup_printf("href=\"https://example.org%s\"", atom_path);
        g_autofree char *etag = between(atom, "\r\nETag: ", "\r\n");
        g_autofree char *condition = g_strdup_printf("If-None-Match: %s\r\n", etag);
        g_autofree char *again = ask("GET", atom_path, condition, NULL);
        g_autofree char *expected = between(page, "class=\"title\" href=\"", "\"");
        g_autofree char *entry = g_strdup_printf("<id>https://example.org%s</id>", expected);
        g_autofree char *item = g_strdup_printf("\"id\":\"https://example.org%s\"", expected);

        g_assert_cmpuint(raw_status(atom), ==, 200);
        g_assert_cmpuint(raw_status(json), ==, 200);
        g_assert_cmpuint(raw_status(again), ==, 304);
        g_assert_nonnull(strstr(atom, "\r\nContent-Type: application/atom+xml; charset=utf-8\r\n"));
        g_assert_nonnull(strstr(json, "\r\nContent-Type: application/feed+json\r\n"));
        g_assert_true(g_str_has_prefix(body_of(atom), "<?xml "));
        g_assert_nonnull(strstr(atom, self));
        g_assert_nonnull(strstr(page, self));
        g_assert_nonnull(strstr(atom, entry));
        g_autofree char *plain = g_strdup(json);
        g_assert_nonnull(strstr(plain, item));
        g_assert_false(g_regex_match_simple("@[a-z0-9]", atom, G_REGEX_CASELESS, 0));
        g_assert_false(g_regex_match_simple("@[a-z0-9]", json, G_REGEX_CASELESS, 0));
    }
}

static void
test_files_are_kept_for_ever(void)
{
    g_autofree char *home = get("/");
    g_autofree char *name = between(home, "href=\"/style-", "\"");
    g_assert_nonnull(name);
    g_autofree char *path = g_strconcat("/style-", name, NULL);
    g_autofree char *style = get(path);
    g_autofree char *robots = get("/robots.txt");

    g_assert_nonnull(strstr(style, "\r\nCache-Control: public, max-age=31536000, immutable\r\n"));
    g_assert_nonnull(strstr(style, "\r\nContent-Type: text/css"));
    g_assert_nonnull(strstr(robots, "\r\nContent-Type: text/plain"));
    g_assert_nonnull(strstr(robots, "\nDisallow: /*/t/\n"));
}

static void
test_only_forms_are_posted_to(void)
{
    g_autofree char *answer =
        ask("POST", "/", "Content-Type: application/x-www-form-urlencoded\r\n", "q=x");

    g_assert_cmpuint(raw_status(answer), ==, 405);
    g_assert_nonnull(strstr(answer, "\r\nAllow: GET, HEAD\r\n"));
    g_assert_nonnull(strstr(answer, "Demande incompréhensible"));
}

static GLogWriterOutput
log_drop(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    return G_LOG_WRITER_HANDLED;
}

static gpointer
lock_messages(gpointer data)
{
    test_store_sql(test, "BEGIN; LOCK TABLE colporteur.message IN ACCESS EXCLUSIVE MODE; "
                         "SELECT pg_sleep(2.5); COMMIT");
    return NULL;
}

static void
test_database_that_is_too_slow_means_later(void)
{
    g_autoptr(GThread) thread = g_thread_new("lock", lock_messages, NULL);

    g_usleep(500000);
    g_autofree char *answer = get(VELO);
    g_assert_cmpuint(raw_status(answer), ==, 503);
    g_assert_nonnull(strstr(answer, "\r\nRetry-After: "));
    g_assert_nonnull(strstr(answer, "Un instant"));
    g_thread_join(g_steal_pointer(&thread));
    g_autofree char *after = get(VELO);
    g_assert_cmpuint(raw_status(after), ==, 200);
}

/* --- tokens and leaving --- */

static char *
token_for(TokenPurpose purpose, gint64 list, gint64 subscriber)
{
    return token_make(store_token_keys(test->store), purpose, (gint64[]){list, subscriber}, 2);
}

static char *
read_in_sql(const char *purpose, const char *token)
{
    g_autofree char *sql = g_strdup_printf("SELECT token_read('%s', '%s')", purpose, token);

    return test_store_ask(test, sql);
}

static void
test_sql_reads_the_tokens_that_c_makes(void)
{
    static const struct {
        TokenPurpose purpose;
        const char *word;
    } purposes[] = {{TOKEN_BOUNCE, "bounce"},
                    {TOKEN_CONFIRM, "confirm"},
                    {TOKEN_MODERATE, "moderate"},
                    {TOKEN_UNSUBSCRIBE, "unsubscribe"},
                    {TOKEN_PERSON, "person"},
                    {TOKEN_JOIN, "join"}};
    static const gint64 numbers[] = {0, 1, 127, 128, 16383, 16384, 1234567890123, G_MAXINT64};

    for (gsize i = 0; i < G_N_ELEMENTS(purposes); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(numbers); j++) {
            gint64 other = numbers[G_N_ELEMENTS(numbers) - 1 - j];
            g_autofree char *token = token_for(purposes[i].purpose, numbers[j], other);
            g_autofree char *found = read_in_sql(purposes[i].word, token);
            g_autofree char *expected =
                g_strdup_printf("{%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "}", numbers[j], other);
            g_assert_cmpstr(found, ==, expected);
        }
    g_autofree char *token = token_for(TOKEN_UNSUBSCRIBE, 3, 4);
    g_autofree char *loud = g_ascii_strup(token, -1);
    g_autofree char *found = read_in_sql("unsubscribe", loud);
    g_assert_cmpstr(found, ==, "{3,4}");
    g_autofree char *wrong_purpose = read_in_sql("person", token);
    g_assert_cmpstr(wrong_purpose, ==, "");
}

static void
test_sql_refuses_every_changed_token(void)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    g_autofree char *token = token_for(TOKEN_UNSUBSCRIBE, 300, 70000);
    gsize size = strlen(token);
    guint n = 0;
    GString *sql = g_string_new("SELECT count(*) FROM unnest(ARRAY['', 'a', '=', 'é', '1', NULL");

    for (gsize at = 0; at < size; at++)
        for (const char *letter = alphabet; *letter != '\0'; letter++) {
            if (*letter == token[at])
                continue;
            g_autofree char *changed = g_strdup(token);
            changed[at] = *letter;
            g_string_append_printf(sql, ",'%s'", changed);
            n++;
        }
    for (gsize at = 0; at < size; at++) /* cut short, at either end */
        g_string_append_printf(sql, ",'%.*s','%s'", (int)at, token, token + at + 1);
    for (const char *letter = alphabet; *letter != '\0'; letter++)
        g_string_append_printf(sql, ",'%s%c','%c%s'", token, *letter, *letter, token);
    g_string_append(sql, "]) t WHERE token_read('unsubscribe', t) IS NOT NULL");
    g_autofree char *whole = g_string_free(sql, FALSE);
    g_autofree char *accepted = test_store_ask(test, whole);
    g_assert_cmpuint(n, ==, size * 31);
    g_assert_cmpstr(accepted, ==, "0");

    test_store_sql(test, "UPDATE token_key SET retired_at = the_time()");
    g_autofree char *retired = read_in_sql("unsubscribe", token);
    test_store_sql(test, "UPDATE token_key SET retired_at = NULL");
    g_autofree char *valid = read_in_sql("unsubscribe", token);
    g_assert_cmpstr(retired, ==, "");
    g_assert_cmpstr(valid, ==, "{300,70000}");
}

static char *
link_of(TokenPurpose purpose, const char *list)
{
    g_autofree char *sql = g_strdup_printf("SELECT l.id || ' ' || s.id FROM list l, subscriber s "
                                           "WHERE l.name = '%s' AND s.name = 'Enora'",
                                           list);
    g_autofree char *ids = test_store_ask(test, sql);
    char *end;
    gint64 list_id = g_ascii_strtoll(ids, &end, 10);
    g_autofree char *token = token_for(purpose, list_id, g_ascii_strtoll(end, NULL, 10));

    return g_strconcat("/u/", token, NULL);
}

static void
assert_state(const char *list, const char *state, const char *events)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT u.state, (SELECT string_agg(e.what || ' ' || e.how, ',') FROM consent_event e "
        "WHERE e.list = u.list AND e.subscriber = u.subscriber) FROM subscription u "
        "JOIN list l ON l.id = u.list WHERE l.name = '%s'",
        list);
    g_autofree char *found = test_store_ask(test, sql);
    g_autofree char *expected = g_strconcat(state, "|", events, NULL);

    g_assert_cmpstr(found, ==, expected);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static void
test_link_in_a_letter_unsubscribes_by_post_alone(void)
{
    g_autofree char *path = link_of(TOKEN_UNSUBSCRIBE, "lettre");
    g_autofree char *shown = get(path);
    g_autofree char *head = ask("HEAD", path, "", NULL);
    g_autofree char *wrong = ask("POST", path, FORM, "List-Unsubscribe=Later");
    g_autofree char *empty = ask("POST", path, FORM, "");

    g_assert_cmpuint(raw_status(shown), ==, 200);
    g_assert_nonnull(strstr(shown, "Se désabonner de La lettre des territoires"));
    g_assert_nonnull(strstr(shown, "\r\nCache-Control: no-store\r\n"));
    g_assert_nonnull(strstr(shown, "<meta name=\"robots\" content=\"noindex\">"));
    g_assert_cmpuint(raw_status(head), ==, 200);
    g_assert_cmpuint(raw_status(wrong), ==, 400);
    g_assert_cmpuint(raw_status(empty), ==, 400);
    assert_state("lettre", "confirmed", "");

    for (int i = 0; i < 2; i++) { /* leaving twice is leaving once */
        g_autofree char *answer = ask("POST", path, FORM, "List-Unsubscribe=One-Click");
        g_assert_cmpuint(raw_status(answer), ==, 200);
        g_assert_null(strstr(answer, "\r\nLocation:"));
        g_assert_null(strstr(answer, "\r\nSet-Cookie:"));
        g_assert_nonnull(strstr(answer, "C’est fait"));
        assert_state("lettre", "unsubscribed", "unsubscribe web");
    }
    assert_state("coulisses", "confirmed", "");
}

static void
test_mail_programs_may_post_multipart(void)
{
    static const char body[] =
        "--limite\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\""
        "\r\n\r\nOne-Click\r\n--limite--\r\n";
    g_autofree char *path = link_of(TOKEN_UNSUBSCRIBE, "coulisses");
    g_autofree char *answer =
        ask("POST", path, "Content-Type: multipart/form-data; boundary=limite\r\n", body);

    g_assert_cmpuint(raw_status(answer), ==, 200);
    assert_state("coulisses", "unsubscribed", "unsubscribe web");
}

static void
test_other_links_unsubscribe_nobody(void)
{
    g_autofree char *person = link_of(TOKEN_PERSON, "lettre");
    g_autofree char *confirm = link_of(TOKEN_CONFIRM, "lettre");
    g_autofree char *forged = link_of(TOKEN_UNSUBSCRIBE, "lettre");
    /* A token of ours over people who are not there looks like any other wrong one. */
    g_autofree char *nobody = token_for(TOKEN_UNSUBSCRIBE, 1, 999);
    g_autofree char *unknown = g_strconcat("/u/", nobody, NULL);

    test_store_sql(test, "UPDATE subscription SET state = 'confirmed'");
    forged[8] = forged[8] == 'a' ? 'b' : 'a';
    const char *paths[] = {person, confirm, forged, unknown, "/u/x", "/u/%C3%A9"};
    g_autofree char *first = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = ask("POST", paths[i], FORM, "List-Unsubscribe=One-Click");
        g_assert_cmpuint(raw_status(answer), ==, 404);
        g_assert_nonnull(strstr(answer, "Ce lien ne vaut plus"));
        if (first == NULL)
            first = g_strdup(body_of(answer));
        g_assert_cmpstr(body_of(answer), ==, first);
    }
    g_autofree char *left =
        test_store_ask(test, "SELECT count(*) FROM subscription WHERE state <> 'confirmed'");
    g_assert_cmpstr(left, ==, "0");
}

static void
test_reading_connection_cannot_write(void)
{
    g_autofree char *path = link_of(TOKEN_UNSUBSCRIBE, "lettre");
    g_autoptr(GError) error = NULL;
    g_autoptr(Rows) rows = site_unsubscribe(site_store, path + strlen("/u/"), &error);

    g_assert_null(rows);
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (g_getenv("SRCDIR") == NULL)
        g_setenv("SRCDIR", ".", TRUE);
    /* A page that is too slow is logged as a warning, which GLib's tests take for the end. */
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    g_log_set_writer_func(log_drop, NULL, NULL);
    start();
    g_test_add_func("/site-pages/every-page-answers-without-an-address",
                    test_every_page_answers_without_an_address);
    g_test_add_func("/site-pages/what-is-private-looks-like-what-is-not-there",
                    test_what_is_private_looks_like_what_is_not_there);
    g_test_add_func("/site-pages/accents-and-elisions-do-not-matter-to-search",
                    test_accents_and_elisions_do_not_matter_to_search);
    g_test_add_func("/site-pages/search-has-pages", test_search_has_pages);
    g_test_add_func("/site-pages/search-refuses-kindly", test_search_refuses_kindly);
    g_test_add_func("/site-pages/search-is-narrowed", test_search_is_narrowed_and_ordered);
    g_test_add_func("/site-pages/search-suggests", test_search_suggests_a_word);
    g_test_add_func("/site-pages/search-feeds", test_search_has_feeds);
    g_test_add_func("/site-pages/list-is-walked-there-and-back",
                    test_list_is_walked_there_and_back);
    g_test_add_func("/site-pages/thread-is-nested", test_thread_is_nested);
    g_test_add_func("/site-pages/message-links-to-parent-replies-and-thread",
                    test_message_links_to_parent_replies_and_thread);
    g_test_add_func("/site-pages/message-says-what-it-is-to-programs",
                    test_message_says_what_it_is_to_programs);
    g_test_add_func("/site-pages/places-and-themes-have-their-discussions",
                    test_places_and_themes_have_their_discussions);
    g_test_add_func("/site-pages/calendar", test_list_is_read_by_the_calendar);
    g_test_add_func("/site-pages/posts-feeds", test_posts_have_feeds);
    g_test_add_func("/site-pages/leads-on", test_message_leads_on);
    g_test_add_func("/site-pages/search-engines", test_search_engines_are_told);
    g_test_add_func("/site-pages/chosen-language", test_reader_chooses_a_language);
    g_test_add_func("/site-pages/short-link-leads-to-the-permanent-one",
                    test_short_link_leads_to_the_permanent_one);
    g_test_add_func("/site-pages/edition-shows-everything-in-it",
                    test_edition_shows_everything_in_it);
    g_test_add_func("/site-pages/edition-shows-its-images", test_edition_shows_its_images);
    g_test_add_func("/site-pages/edition-is-in-the-readers-language",
                    test_edition_is_in_the_readers_language);
    g_test_add_func("/site-pages/contributions-are-shown-by-place-theme-and-kind",
                    test_contributions_are_shown_by_place_theme_and_kind);
    g_test_add_func("/site-pages/contributions-are-walked-there-and-back",
                    test_contributions_are_walked_there_and_back);
    g_test_add_func("/site-pages/feeds-say-the-same-in-two-forms",
                    test_feeds_say_the_same_in_two_forms);
    g_test_add_func("/site-pages/files-are-kept-for-ever", test_files_are_kept_for_ever);
    g_test_add_func("/site-pages/only-forms-are-posted-to", test_only_forms_are_posted_to);
    g_test_add_func("/site-pages/database-that-is-too-slow-means-later",
                    test_database_that_is_too_slow_means_later);
    g_test_add_func("/site-pages/sql-reads-the-tokens-that-c-makes",
                    test_sql_reads_the_tokens_that_c_makes);
    g_test_add_func("/site-pages/sql-refuses-every-changed-token",
                    test_sql_refuses_every_changed_token);
    g_test_add_func("/site-pages/link-in-a-letter-unsubscribes-by-post-alone",
                    test_link_in_a_letter_unsubscribes_by_post_alone);
    g_test_add_func("/site-pages/mail-programs-may-post-multipart",
                    test_mail_programs_may_post_multipart);
    g_test_add_func("/site-pages/other-links-unsubscribe-nobody",
                    test_other_links_unsubscribe_nobody);
    g_test_add_func("/site-pages/reading-connection-cannot-write",
                    test_reading_connection_cannot_write);
    int status = g_test_run();
    stop();
    return status;
}

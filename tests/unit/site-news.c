/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site: editions, contributions, and the pages of places and themes that gather them. */
#include "lib/http-raw.h"

#include "lib/test-site.h"

#define VELO "/mobilites/velo.1%40example.net/"

static TestSite *site;

static void
test_places_and_themes_have_their_discussions(void)
{
    test_store_sql(
        site->test,
        "INSERT INTO colporteur.list_territory SELECT l.id, t.id FROM "
        "colporteur.list l, colporteur.territory t "
        "WHERE l.name IN ('mobilites', 'coulisses') AND t.code = '29019' ON CONFLICT DO NOTHING;"
        "INSERT INTO colporteur.list_interest SELECT l.id, i.id FROM "
        "colporteur.list l, colporteur.interest i "
        "WHERE l.name = 'mobilites' AND i.slug = 'essai-reparer' ON CONFLICT DO NOTHING");
    g_autofree char *above = test_site_get(site, "/territories/29/");
    g_autofree char *beside = test_site_get(site, "/territories/56/");
    g_autofree char *theme = test_site_get(site, "/interests/essai-reparer/");

    g_assert_nonnull(strstr(above, "href=\"" VELO "t/\">Compter les vélos au pont ?"));
    g_assert_nonnull(strstr(above, "href=\"/?q=territory%3A29&amp;order=newest\""));
    g_assert_null(strstr(above, "Budget confidentiel"));
    g_assert_null(strstr(beside, "id=\"discussions\""));
    g_assert_nonnull(strstr(theme, "href=\"" VELO "t/\">Compter les vélos au pont ?"));
}

static void
test_edition_shows_everything_in_it(void)
{
    g_autofree char *answer = test_site_get(site, "/editions/lettre/1/");

    /* Section by section, whatever the order of the pieces. */
    assert_in_order(raw_body(answer), (const char *[]){"Haies, garages et savoirs",
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
    g_autofree char *copy = test_site_get(site, "/lettre/lettre-1%40lists.example.org/");
    g_assert_nonnull(strstr(copy, "href=\"/editions/lettre/1/\""));
}

static void
test_edition_shows_its_images(void)
{
    g_autofree char *answer = test_site_get(site, "/editions/lettre/1/");
    g_autofree char *url = text_between(answer, "<img src=\"", "\"");
    g_autofree char *image = test_site_get(site, url);

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
    g_autofree char *french = test_site_get(site, "/editions/lettre/1/");
    g_autofree char *breton =
        test_site_ask(site, "GET", "/editions/lettre/1/", "Accept-Language: br\r\n", NULL);
    g_autofree char *english =
        test_site_ask(site, "GET", "/editions/lettre/1/", "Accept-Language: en\r\n", NULL);
    g_autofree char *asked = test_site_get(site, "/editions/lettre/1/?lang=br");

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
    g_autofree char *all = test_site_get(site, "/contributions/");
    g_autofree char *findings = test_site_get(site, "/contributions/?kind=finding");
    g_autofree char *one = test_site_get(site, "/contributions/2/");
    g_autofree char *breton =
        test_site_ask(site, "GET", "/interests/essai-reparer/", "Accept-Language: br\r\n", NULL);
    g_autofree char *brest = test_site_get(site, "/territories/29019/");
    g_autofree char *finistere = test_site_get(site, "/territories/29/");
    g_autofree char *word = test_site_get(site, "/territories/brest-29019/");
    g_autofree char *former = test_site_get(site, "/territories/29999/feed.json");

    assert_in_order(raw_body(all), (const char *[]){"Un ancien garage", "Une haie vaut", NULL});
    g_assert_nonnull(
        strstr(all, ">Sur douze fermes, les haies gardent l’eau. au printemps ; en été.<"));
    g_assert_null(strstr(all, "Une idée qui attend"));
    g_assert_nonnull(strstr(findings, "Une haie vaut"));
    g_assert_null(strstr(findings, "Un ancien garage"));
    assert_in_order(raw_body(one),
                    (const char *[]){"Initiative", "Un ancien garage", "Écrire à l’atelier",
                                     "/territories/29019/", "/interests/essai-reparer/", "citoyen",
                                     "/editions/lettre/1/#c-2", NULL});
    assert_in_order(raw_body(breton),
                    (const char *[]){"Reizhañ", "Un ancien garage", "/editions/lettre/1/", NULL});
    g_assert_null(strstr(breton, "Une haie vaut"));
    assert_in_order(raw_body(brest),
                    (const char *[]){"Brest", "Un ancien garage", "/editions/lettre/1/", NULL});
    g_assert_null(strstr(brest, "Une haie vaut"));
    /* What lies inside counts. */
    assert_in_order(raw_body(finistere), (const char *[]){"Finistère", "Un ancien garage", NULL});
    g_assert_null(strstr(finistere, "Une haie vaut"));
    g_assert_cmpuint(raw_status(word), ==, 301);
    g_assert_nonnull(strstr(word, "\r\nLocation: /territories/29019/\r\n"));
    g_assert_cmpuint(raw_status(former), ==, 301);
    g_assert_nonnull(strstr(former, "\r\nLocation: /territories/29019/feed.json\r\n"));
}

static void
test_contributions_are_walked_there_and_back(void)
{
    test_store_sql(site->test,
                   "INSERT INTO colporteur.contribution (kind, title, body, state, decided_at) "
                   "SELECT 'finding', 'Ancienne ' || n, 'Texte', 'accepted', "
                   "timestamptz '2020-01-01' + n * interval '1 day' FROM generate_series(1, 45) n");
    g_autofree char *first = test_site_get(site, "/contributions/");
    g_autofree char *second_url = text_between(first, "rel=\"next\" href=\"", "\"");
    g_autofree char *second = test_site_get(site, second_url);
    g_autofree char *third_url = text_between(second, "rel=\"next\" href=\"", "\"");
    g_autofree char *third = test_site_get(site, third_url);
    g_autofree char *back_url = text_between(third, "rel=\"prev\" href=\"", "\"");
    g_autofree char *back = test_site_get(site, back_url);
    g_autofree char *next_of_last = text_between(third, "rel=\"next\" href=\"", "\"");

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
    test_store_sql(site->test, "DELETE FROM colporteur.contribution WHERE title LIKE 'Ancienne %'");
}

/* They are sent as they were while nothing changes, and never once something has. */
static void
test_what_is_withdrawn_is_gone_at_once(void)
{
    static const char *const rooms[] = {"/territories/29019/", "/interests/essai-reparer/",
                                        "/contributions/"};

    for (gsize i = 0; i < G_N_ELEMENTS(rooms); i++) {
        g_autofree char *first = test_site_get(site, rooms[i]);
        g_autofree char *again = test_site_get(site, rooms[i]);
        g_autofree char *breton =
            test_site_ask(site, "GET", rooms[i], "Accept-Language: br\r\n", NULL);
        test_store_sql(site->test,
                       "UPDATE colporteur.contribution SET state = 'proposed' WHERE id = 2");
        g_autofree char *without = test_site_get(site, rooms[i]);
        g_autofree char *breton_without =
            test_site_ask(site, "GET", rooms[i], "Accept-Language: br\r\n", NULL);
        test_store_sql(site->test,
                       "UPDATE colporteur.contribution SET state = 'accepted' WHERE id = 2");
        g_autofree char *with = test_site_get(site, rooms[i]);

        g_assert_nonnull(strstr(first, "/contributions/2/"));
        g_assert_cmpstr(raw_body(again), ==, raw_body(first));
        g_assert_nonnull(strstr(breton, "<html lang=\"br\">"));
        g_assert_null(strstr(without, "/contributions/2/"));
        g_assert_null(strstr(breton_without, "/contributions/2/"));
        g_assert_cmpstr(raw_body(with), ==, raw_body(first));
    }
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
        g_autofree char *page = test_site_get(site, rooms[i]);
        g_autofree char *atom = test_site_get(site, atom_path);
        g_autofree char *json = test_site_get(site, json_path);
        g_autofree char *self = g_strdup_printf("href=\"https://example.org%s\"", atom_path);
        g_autofree char *etag = text_between(atom, "\r\nETag: ", "\r\n");
        g_autofree char *condition = g_strdup_printf("If-None-Match: %s\r\n", etag);
        g_autofree char *again = test_site_ask(site, "GET", atom_path, condition, NULL);
        g_autofree char *expected = text_between(page, "class=\"title\" href=\"", "\"");
        g_autofree char *entry = g_strdup_printf("<id>https://example.org%s</id>", expected);
        g_autofree char *item = g_strdup_printf("\"id\":\"https://example.org%s\"", expected);

        g_assert_cmpuint(raw_status(atom), ==, 200);
        g_assert_cmpuint(raw_status(json), ==, 200);
        g_assert_cmpuint(raw_status(again), ==, 304);
        g_assert_nonnull(strstr(atom, "\r\nContent-Type: application/atom+xml; charset=utf-8\r\n"));
        g_assert_nonnull(strstr(json, "\r\nContent-Type: application/feed+json\r\n"));
        g_assert_true(g_str_has_prefix(raw_body(atom), "<?xml "));
        g_assert_nonnull(strstr(atom, self));
        g_assert_nonnull(strstr(page, self));
        g_assert_nonnull(strstr(atom, entry));
        g_autofree char *plain = g_strdup(json);
        g_assert_nonnull(strstr(plain, item));
        g_assert_false(g_regex_match_simple("@[a-z0-9]", atom, G_REGEX_CASELESS, 0));
        g_assert_false(g_regex_match_simple("@[a-z0-9]", json, G_REGEX_CASELESS, 0));
    }
}

int
main(int argc, char **argv)
{
    site = test_site_start(&argc, &argv);
    g_test_add_func("/site-news/places-and-themes-have-their-discussions",
                    test_places_and_themes_have_their_discussions);
    g_test_add_func("/site-news/edition-shows-everything-in-it",
                    test_edition_shows_everything_in_it);
    g_test_add_func("/site-news/edition-shows-its-images", test_edition_shows_its_images);
    g_test_add_func("/site-news/edition-is-in-the-readers-language",
                    test_edition_is_in_the_readers_language);
    g_test_add_func("/site-news/contributions-are-shown-by-place-theme-and-kind",
                    test_contributions_are_shown_by_place_theme_and_kind);
    g_test_add_func("/site-news/contributions-are-walked-there-and-back",
                    test_contributions_are_walked_there_and_back);
    g_test_add_func("/site-news/what-is-withdrawn-is-gone-at-once",
                    test_what_is_withdrawn_is_gone_at_once);
    g_test_add_func("/site-news/feeds-say-the-same-in-two-forms",
                    test_feeds_say_the_same_in_two_forms);
    int status = g_test_run();
    test_site_stop(site);
    return status;
}

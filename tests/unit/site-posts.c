/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site: lists, threads and messages, and how one leads to the other. */
#include "lib/http-raw.h"

#include "lib/test-site.h"

#define VELO "/mobilites/velo.1%40example.net/"

static TestSite *site;

static void
test_list_is_walked_there_and_back(void)
{
    g_autofree char *first = test_site_get(site, "/mobilites/");
    g_autofree char *older = text_between(first, "rel=\"next\" href=\"", "\"");

    g_assert_cmpuint(raw_count(first, "<li>\n<a class=\"title\""), ==, 50);
    g_assert_null(strstr(first, "rel=\"prev\""));
    g_assert_nonnull(strstr(first, "href=\"" VELO "t/\"")); /* a thread with answers, nested */
    g_assert_nonnull(strstr(first, "href=\"/mobilites/seul%40example.net/\""));
    g_assert_nonnull(strstr(first, "(sans objet)"));
    g_assert_nonnull(older);
    g_autofree char *second = test_site_get(site, older);
    g_assert_cmpuint(raw_count(second, "<li>\n<a class=\"title\""), ==, 12);
    g_assert_null(strstr(second, "rel=\"next\""));
    g_autofree char *newer = text_between(second, "rel=\"prev\" href=\"", "\"");
    g_assert_nonnull(newer);
    g_autofree char *again = test_site_get(site, newer);
    g_autofree char *there = text_between(first, "<ol class=\"rows\">", "</ol>");
    g_autofree char *back = text_between(again, "<ol class=\"rows\">", "</ol>");
    g_assert_cmpstr(there, ==, back);
    g_assert_null(strstr(again, "rel=\"prev\""));
}

static void
test_thread_is_nested(void)
{
    g_autofree char *nested = test_site_get(site, VELO "t/");
    g_autofree char *flat = test_site_get(site, VELO "T/");
    g_autofree char *from_within = test_site_get(site, "/mobilites/velo.3%40example.net/t/");

    assert_in_order(raw_body(nested),
                    (const char *[]){"depth-0", "Maud", "depth-1", "Erwan", "depth-2", "Solène",
                                     "depth-3", "Quelqu’un", "depth-1", "Yann", "en réponse à Maud",
                                     "l’an dernier", NULL});
    assert_in_order(raw_body(flat),
                    (const char *[]){"Maud", "Erwan", "Solène", "Yann", "Quelqu’un", NULL});
    g_assert_null(strstr(flat, "depth-1"));
    g_autofree char *whole = text_between(nested, "<main", "</main>");
    g_autofree char *same = text_between(from_within, "<main", "</main>");
    g_assert_cmpstr(whole, ==, same);
    g_assert_nonnull(strstr(nested, "<details class=\"quote\"><summary>Texte cité</summary>"));
    g_assert_nonnull(strstr(nested, "<div class=\"signature\">"));
    g_assert_nonnull(strstr(nested, "\r\nLast-Modified: "));
}

static void
test_message_links_to_parent_replies_and_thread(void)
{
    g_autofree char *answer = test_site_get(site, "/mobilites/velo.2%40example.net/");
    g_autofree char *alone = test_site_get(site, "/mobilites/seul%40example.net/");
    g_autofree char *english = test_site_ask(site, "GET", VELO, "Accept-Language: en\r\n", NULL);

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
    test_store_sql(site->test, "UPDATE colporteur.message SET subject = '</script><script>x' WHERE "
                               "message_id = 'seul@example.net'");
    g_autofree char *plain = test_site_get(site, VELO);
    g_autofree char *hostile = test_site_get(site, "/mobilites/seul%40example.net/");
    test_store_sql(site->test, "UPDATE colporteur.message SET subject = '' WHERE message_id = "
                               "'seul@example.net'");
    g_autofree char *json =
        text_between(plain, "<script type=\"application/ld+json\">", "</script>");

    g_assert_nonnull(json);
    g_assert_nonnull(strstr(json, "\"\\u0040type\":\"DiscussionForumPosting\""));
    g_assert_nonnull(strstr(json, "\"url\":\"https://example.org" VELO "\""));
    g_assert_nonnull(strstr(json, "\"author\":{\"\\u0040type\":\"Person\",\"name\":\"Maud\"}"));
    g_assert_nonnull(
        strstr(plain, "property=\"og:title\" content=\"Compter les vélos au pont ?\""));
    g_assert_nonnull(strstr(plain, "href=\"/?q=from%3A%22Maud%22&amp;order=newest\""));
    g_assert_nonnull(strstr(hostile, "\"headline\":\"\\u003c/script>\\u003cscript>x\""));
    g_assert_null(strstr(hostile, "<script>x"));
}

static void
test_list_is_read_by_the_calendar(void)
{
    g_autofree char *list = test_site_get(site, "/mobilites/");
    g_autofree char *months = test_site_get(site, "/mobilites/?by=month");
    g_autofree char *october = test_site_get(site, "/mobilites/2026/10/");
    g_autofree char *second = test_site_get(site, "/mobilites/2026/10/02/");
    g_autofree char *english =
        test_site_ask(site, "GET", "/mobilites/2026/10/", "Accept-Language: en\r\n", NULL);
    g_autofree char *summer = test_site_get(site, "/mobilites/2026/07/");

    g_assert_nonnull(strstr(list, "href=\"/mobilites/?by=month\""));
    assert_in_order(raw_body(months), (const char *[]){">2026<", "/mobilites/2026/10/\">octobre<",
                                                       "/mobilites/2026/09/\">septembre<",
                                                       "/mobilites/2026/07/\">juillet<",
                                                       "/mobilites/2026/06/\">juin<", NULL});
    g_assert_null(strstr(months, "2026/08"));
    assert_in_order(raw_body(october),
                    (const char *[]){"<h1 class=\"period\">octobre 2026</h1>",
                                     "/mobilites/2026/10/01/", "Maud", "Erwan", "Solène",
                                     "/mobilites/2026/10/02/", "Yann", "/mobilites/2026/10/03/",
                                     "Quelqu’un", "/mobilites/2026-10.mbox.gz",
                                     "/mobilites/2026/09/\">septembre 2026<", NULL});
    /* 18:00 UTC is still the second in Paris, and nothing else was written that day. */
    assert_in_order(raw_body(second), (const char *[]){"/mobilites/2026/10/\">octobre 2026<",
                                                       "2 octobre 2026", "Yann", NULL});
    g_assert_null(strstr(second, "Solène"));
    g_assert_nonnull(strstr(english, ">October 2026<"));
    g_assert_cmpuint(raw_count(summer, "<a class=\"title\""), ==, 31);
    assert_in_order(raw_body(summer),
                    (const char *[]){"/mobilites/2026/07/01/", "/mobilites/2026/07/31/",
                                     "/mobilites/2026/06/\">juin 2026<",
                                     "/mobilites/2026/09/\">septembre 2026<", NULL});
}

static void
test_posts_have_feeds(void)
{
    g_autofree char *list = test_site_get(site, "/mobilites/new.atom");
    g_autofree char *json = test_site_get(site, "/mobilites/feed.json");
    g_autofree char *thread = test_site_get(site, "/mobilites/velo.3%40example.net/t.atom");
    g_autofree char *all = test_site_get(site, "/new.atom");

    g_assert_nonnull(strstr(list, "\r\nContent-Type: application/atom+xml; charset=utf-8\r\n"));
    assert_in_order(raw_body(list), (const char *[]){"<id>https://example.org/mobilites/</id>",
                                                     "Quelqu’un", "Yann", "Solène", NULL});
    g_assert_cmpuint(raw_count(list, "<entry"), ==, 20);
    g_assert_nonnull(strstr(json, "https://example.org/mobilites/velo.3%40example.net/"));
    assert_in_order(raw_body(thread),
                    (const char *[]){"/mobilites/velo.1%40example.net/t/</id>", "Quelqu’un", "Yann",
                                     "Solène", "Erwan", "Maud", NULL});
    g_assert_cmpuint(raw_count(thread, "<entry"), ==, 5);
    assert_in_order(raw_body(all), (const char *[]){"/lettre/reponse%40example.net/",
                                                    "/mobilites/velo.1%40example.net/", NULL});
    g_assert_null(strstr(all, "confidentiel"));
    g_assert_false(g_regex_match_simple("@[a-z0-9]", all, G_REGEX_CASELESS, 0));
}

static void
test_message_leads_on(void)
{
    g_autofree char *answer = test_site_get(site, "/mobilites/velo.3%40example.net/");
    g_autofree char *first = test_site_get(site, "/mobilites/fil-60%40example.net/");
    g_autofree char *letter = test_site_get(site, "/lettre/reponse%40example.net/");
    g_autofree char *raw = test_site_get(site, "/mobilites/velo.3%40example.net/raw");

    assert_in_order(raw_body(answer),
                    (const char *[]){"href=\"mailto:mobilites&#64;lists.example.org?In-Reply-To="
                                     "%3Cvelo.3%40example.net%3E&amp;Subject=Re%3A%20Compter",
                                     "rel=\"prev\" href=\"/mobilites/velo.2%40example.net/\"",
                                     "rel=\"next\" href=\"/mobilites/velo.5%40example.net/\"",
                                     "<a href=\"/mobilites/velo.2%40example.net/\"",
                                     "<a href=\"/mobilites/velo%2F4%2Bx%40example.net/\"",
                                     "«\u00a0Re: Compter les vélos au pont ?\u00a0»",
                                     ">https://example.org/mobilites/velo.3%40example.net/<",
                                     NULL});
    /* The oldest of all has nothing before it, and one that is alone no thread. */
    g_assert_null(strstr(first, ">précédent<"));
    g_assert_nonnull(strstr(first, "<a href=\"/mobilites/fil-59%40example.net/\">suivant<"));
    g_assert_null(strstr(first, "Dans le fil"));
    g_assert_null(strstr(letter, "Répondre par courriel"));
    assert_in_order(
        raw, (const char *[]){"Content-Type: text/plain; charset=utf-8\r\n",
                              "hidden@colporteur.invalid", "Message-ID: <velo.3@example.net>\r\n",
                              "In-Reply-To: <velo.2@example.net>\r\n",
                              "References: <velo.1@example.net> <velo.2@example.net>", NULL});
    g_assert_null(strstr(raw, "Secret"));
}

/* The mail's own first heading is none of the page's. */
static void
test_html_mail_has_its_headings_below_ours(void)
{
    test_store_sql(site->test,
                   "UPDATE message SET html = '<h1>Compte rendu</h1><h2>Le pont</h2><p>Oui.</p>' "
                   "WHERE message_id = 'velo.1@example.net'");
    g_autofree char *page = test_site_get(site, "/mobilites/velo.1%40example.net/");
    g_assert_nonnull(strstr(page, "<h2>Compte rendu</h2><h3>Le pont</h3>"));
    g_assert_cmpuint(raw_count(page, "<h1"), ==, 1);
    g_autofree char *thread = test_site_get(site, "/mobilites/velo.1%40example.net/t/");
    g_assert_nonnull(strstr(thread, "<h3>Compte rendu</h3><h4>Le pont</h4>"));
    g_assert_cmpuint(raw_count(thread, "<h1"), ==, 1);
}

int
main(int argc, char **argv)
{
    site = test_site_start(&argc, &argv);
    g_test_add_func("/site-posts/list-is-walked-there-and-back",
                    test_list_is_walked_there_and_back);
    g_test_add_func("/site-posts/thread-is-nested", test_thread_is_nested);
    g_test_add_func("/site-posts/message-links-to-parent-replies-and-thread",
                    test_message_links_to_parent_replies_and_thread);
    g_test_add_func("/site-posts/message-says-what-it-is-to-programs",
                    test_message_says_what_it_is_to_programs);
    g_test_add_func("/site-posts/calendar", test_list_is_read_by_the_calendar);
    g_test_add_func("/site-posts/posts-feeds", test_posts_have_feeds);
    g_test_add_func("/site-posts/leads-on", test_message_leads_on);
    g_test_add_func("/site-posts/headings", test_html_mail_has_its_headings_below_ours);
    int status = g_test_run();
    test_site_stop(site);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site: tokens, which C makes and SQL reads, and leaving by them. */
#include "lib/http-raw.h"

#include "base/error.h"
#include "lib/test-site.h"
#include "store/query.h"

static TestSite *site;

static char *
token_for(TokenPurpose purpose, gint64 list, gint64 subscriber)
{
    return token_make(store_token_keys(site->test->store), purpose, (gint64[]){list, subscriber},
                      2);
}

static char *
read_in_sql(const char *purpose, const char *token)
{
    g_autofree char *sql = g_strdup_printf("SELECT token_read('%s', '%s')", purpose, token);

    return test_store_ask(site->test, sql);
}

static void
test_sql_reads_the_tokens_that_c_makes(void)
{
    static const struct {
        TokenPurpose purpose;
        const char *word;
    } purposes[] = {{TOKEN_BOUNCE, "bounce"},     {TOKEN_CONFIRM, "confirm"},
                    {TOKEN_MODERATE, "moderate"}, {TOKEN_UNSUBSCRIBE, "unsubscribe"},
                    {TOKEN_PERSON, "person"},     {TOKEN_JOIN, "join"}};
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
    g_autofree char *accepted = test_store_ask(site->test, whole);
    g_assert_cmpuint(n, ==, size * 31);
    g_assert_cmpstr(accepted, ==, "0");

    test_store_sql(site->test, "UPDATE token_key SET retired_at = the_time()");
    g_autofree char *retired = read_in_sql("unsubscribe", token);
    test_store_sql(site->test, "UPDATE token_key SET retired_at = NULL");
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
    g_autofree char *ids = test_store_ask(site->test, sql);
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
    g_autofree char *found = test_store_ask(site->test, sql);
    g_autofree char *expected = g_strconcat(state, "|", events, NULL);

    g_assert_cmpstr(found, ==, expected);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static void
test_link_in_a_letter_unsubscribes_by_post_alone(void)
{
    g_autofree char *path = link_of(TOKEN_UNSUBSCRIBE, "lettre");
    g_autofree char *shown = test_site_get(site, path);
    g_autofree char *head = test_site_ask(site, "HEAD", path, "", NULL);
    g_autofree char *wrong = test_site_ask(site, "POST", path, FORM, "List-Unsubscribe=Later");
    g_autofree char *empty = test_site_ask(site, "POST", path, FORM, "");

    g_assert_cmpuint(raw_status(shown), ==, 200);
    g_assert_nonnull(strstr(shown, "Se désabonner de « La lettre des territoires »"));
    g_assert_nonnull(strstr(shown, "\r\nCache-Control: no-store\r\n"));
    g_assert_nonnull(strstr(shown, "<meta name=\"robots\" content=\"noindex\">"));
    g_assert_cmpuint(raw_status(head), ==, 200);
    g_assert_cmpuint(raw_status(wrong), ==, 400);
    g_assert_cmpuint(raw_status(empty), ==, 400);
    assert_state("lettre", "confirmed", "");

    for (int i = 0; i < 2; i++) { /* leaving twice is leaving once */
        g_autofree char *answer =
            test_site_ask(site, "POST", path, FORM, "List-Unsubscribe=One-Click");
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
    g_autofree char *answer = test_site_ask(
        site, "POST", path, "Content-Type: multipart/form-data; boundary=limite\r\n", body);

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

    test_store_sql(site->test, "UPDATE subscription SET state = 'confirmed'");
    forged[8] = forged[8] == 'a' ? 'b' : 'a';
    const char *paths[] = {person, confirm, forged, unknown, "/u/x", "/u/%C3%A9"};
    g_autofree char *first = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer =
            test_site_ask(site, "POST", paths[i], FORM, "List-Unsubscribe=One-Click");
        g_assert_cmpuint(raw_status(answer), ==, 404);
        g_assert_nonnull(strstr(answer, "Ce lien ne vaut plus"));
        if (first == NULL)
            first = g_strdup(raw_body(answer));
        g_assert_cmpstr(raw_body(answer), ==, first);
    }
    g_autofree char *left =
        test_store_ask(site->test, "SELECT count(*) FROM subscription WHERE state <> 'confirmed'");
    g_assert_cmpstr(left, ==, "0");
}

static void
test_reading_connection_cannot_write(void)
{
    g_autofree char *path = link_of(TOKEN_UNSUBSCRIBE, "lettre");
    g_autoptr(GError) error = NULL;
    g_autoptr(Rows) rows = site_unsubscribe(site->store, path + strlen("/u/"), &error);

    g_assert_null(rows);
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_TRY_LATER);
}

int
main(int argc, char **argv)
{
    site = test_site_start(&argc, &argv);
    g_test_add_func("/site-leaving/sql-reads-the-tokens-that-c-makes",
                    test_sql_reads_the_tokens_that_c_makes);
    g_test_add_func("/site-leaving/sql-refuses-every-changed-token",
                    test_sql_refuses_every_changed_token);
    g_test_add_func("/site-leaving/link-in-a-letter-unsubscribes-by-post-alone",
                    test_link_in_a_letter_unsubscribes_by_post_alone);
    g_test_add_func("/site-leaving/mail-programs-may-post-multipart",
                    test_mail_programs_may_post_multipart);
    g_test_add_func("/site-leaving/other-links-unsubscribe-nobody",
                    test_other_links_unsubscribe_nobody);
    g_test_add_func("/site-leaving/reading-connection-cannot-write",
                    test_reading_connection_cannot_write);
    int status = g_test_run();
    test_site_stop(site);
    return status;
}

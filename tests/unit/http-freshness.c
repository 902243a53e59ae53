/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy holds when its tag is named, or when nothing changed since; a tag wins over a date. */
#include "http/freshness.h"

#define MOMENT (G_GINT64_CONSTANT(784111777) * G_USEC_PER_SEC)

static void
test_dates_go_there_and_back(void)
{
    static const char *const forms[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                        "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    static const char *const nonsense[] = {
        "",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT+1",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Mai 1994 08:49:37 GMT",
        "784111777",
    };
    g_autofree char *text = http_date_format(MOMENT + 999999);
    gint64 time_us;

    g_assert_cmpstr(text, ==, forms[0]);
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_assert_true(http_date_parse(forms[i], &time_us));
        g_assert_cmpint(time_us, ==, MOMENT);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(nonsense); i++)
        g_assert_false(http_date_parse(nonsense[i], &time_us));
}

static void
test_tag_is_found_in_a_list(void)
{
    g_assert_true(http_is_fresh("v2", 0, "\"v2\"", NULL));
    g_assert_true(http_is_fresh("v2", 0, "\"v1\", W/\"v2\"", NULL));
    g_assert_true(http_is_fresh("v2", 0, "*", NULL));
    g_assert_false(http_is_fresh("v2", 0, "\"v22\", \"v\"", NULL));
    g_assert_false(http_is_fresh("v2", 0, "v2", NULL));
    g_assert_false(http_is_fresh("v2", 0, "\"v2", NULL));
    g_assert_false(http_is_fresh(NULL, 0, "\"v2\"", NULL));
}

static void
test_tag_wins_over_date(void)
{
    const char *later = "Mon, 07 Nov 1994 08:49:37 GMT";

    g_assert_true(http_is_fresh("v2", MOMENT + 999999, NULL, "Sun, 06 Nov 1994 08:49:37 GMT"));
    g_assert_false(http_is_fresh("v2", MOMENT, NULL, "Sun, 06 Nov 1994 08:49:36 GMT"));
    g_assert_false(http_is_fresh("v2", MOMENT, "\"v1\"", later));
    g_assert_false(http_is_fresh("v2", 0, NULL, later));
    g_assert_false(http_is_fresh("v2", MOMENT, NULL, "yesterday"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http-freshness/dates-go-there-and-back", test_dates_go_there_and_back);
    g_test_add_func("/http-freshness/tag-is-found-in-a-list", test_tag_is_found_in_a_list);
    g_test_add_func("/http-freshness/tag-wins-over-date", test_tag_wins_over_date);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates: as people write them, and never more in any period than they say. */
#include "base/rate.h"
#include "base/error.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static void
test_read(void)
{
    static const struct {
        const char *text;
        guint n;
        gint64 seconds;
    } good[] = {{"600/min", 600, 60},
                {"5/s", 5, 1},
                {"1/minute", 1, 60},
                {"10000000/hour", 10000000, 3600},
                {"300/day", 300, 86400}};
    static const char *const bad[] = {"",       "600",     "/min",         "0/min",   "-1/min",
                                      "6/",     "6/month", "6/minutes",    "six/min", "6 /min",
                                      "6/min ", "6/min/s", "10000001/hour"};

    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        gint64 period;
        guint n;
        rate_read(good[i].text, &n, &period, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(n, ==, good[i].n);
        g_assert_cmpint(period, ==, good[i].seconds * SECOND);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        gint64 period;
        guint n;
        g_test_message("%s", bad[i]);
        g_assert_false(rate_read(bad[i], &n, &period, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(error_hint(error));
    }
}

/* Asked a hundred times a second, after a rest and in mid-stream: in no window of the period are
 * there more, and over ten of them hardly fewer. */
static void
test_windows(void)
{
    static const struct {
        guint n;
        gint64 period;
    } cases[] = {
        {60, 60 * SECOND}, {200, 60 * SECOND}, {1, 60 * SECOND}, {7, SECOND}, {50, SECOND}};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(gint64));
        gint64 period = cases[i].period;
        Rate rate;
        rate_set(&rate, cases[i].n, period);
        for (gint64 now = 3600 * SECOND; now < 3600 * SECOND + 10 * period; now += SECOND / 100)
            if (rate_wait(&rate, now) == 0) {
                rate_take(&rate, 1, now);
                g_array_append_val(gone, now);
            }
        for (guint k = cases[i].n; k < gone->len; k++)
            g_assert_cmpint(g_array_index(gone, gint64, k) -
                                g_array_index(gone, gint64, k - cases[i].n),
                            >=, period);
        g_assert_cmpuint(gone->len, >=, cases[i].n * 9);
    }
}

static void
test_debt(void)
{
    Rate rate;

    rate_set(&rate, 60, 60 * SECOND);
    g_assert_cmpint(rate_wait(&rate, SECOND), ==, 0);
    rate_take(&rate, 30, SECOND);
    gint64 wait = rate_wait(&rate, SECOND);
    g_assert_cmpint(wait, >, 28 * SECOND);
    g_assert_cmpint(wait, <, 31 * SECOND);
    g_assert_cmpint(rate_wait(&rate, SECOND + wait), ==, 0);
    rate_give_back(&rate, 30);
    g_assert_cmpint(rate_wait(&rate, SECOND), ==, 0);
    rate_set(&rate, 0, 0);
    rate_take(&rate, 1000, SECOND);
    g_assert_cmpint(rate_wait(&rate, SECOND), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/rate/" name, function)
    TEST("as people write it", test_read);
    TEST("no more in any period, and not many fewer", test_windows);
    TEST("what went too early is made up for", test_debt);
    return g_test_run();
}

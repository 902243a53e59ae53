/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much each provider takes: its connections, messages a connection, rate, and rests. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "mailing/provider.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static Providers *
providers_of(const char *table, GError **error)
{
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "providers-XXXXXX", NULL);

    g_close(g_mkstemp(path), NULL);
    g_assert_true(g_file_set_contents(path, table, -1, NULL));
    Providers *providers = providers_read(path, error);
    g_unlink(path);
    return providers;
}

static void
test_shipped(void)
{
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "templates", "delivery", "providers.tsv", NULL);
    static const char *const rows[][2] = {
        {"a@orange.fr", "orange"},    {"a@Wanadoo.FR", "orange"},
        {"a@laposte.net", "laposte"}, {"a@free.fr", "free"},
        {"a@sfr.fr", "sfr"},          {"a@gmail.com", "gmail"},
        {"a@hotmail.com", "outlook"}, {"a@example.net", "example.net"}};
    g_autoptr(GError) error = NULL;
    g_autoptr(Providers) providers = providers_read(path, &error);

    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpstr(provider_name(providers, rows[i][0]), ==, rows[i][1]);
    /* Two sessions, a hundred messages each: what Orange says it takes. */
    Tour *tours[3];
    gint64 wait, now = 0;
    for (guint i = 0; i < 3; i++)
        tours[i] = tour_new(providers);
    for (guint i = 0; i < 100; i++) {
        now += SECOND;
        g_assert_cmpint(tour_take(tours[0], "a@orange.fr", now, &wait), ==, TOUR_GO);
    }
    g_assert_cmpint(tour_take(tours[0], "a@wanadoo.fr", now, &wait), ==, TOUR_ANEW);
    g_assert_cmpint(tour_take(tours[1], "b@orange.fr", now, &wait), ==, TOUR_GO);
    g_assert_cmpint(tour_take(tours[2], "c@orange.fr", now, &wait), ==, TOUR_WAIT);
    for (guint i = 0; i < 3; i++)
        tour_free(tours[i]);
}

static void
test_connections(void)
{
    g_autoptr(Providers) providers = providers_of("one\t1\t-\t-\ta.example b.example\n", NULL);
    Tour *first = tour_new(providers), *second = tour_new(providers);
    gint64 wait = 0, before;

    g_assert_cmpint(tour_take(first, "x@a.example", 0, &wait), ==, TOUR_GO);
    g_assert_cmpint(tour_ask(second, "y@b.example", 0, &wait), ==, TOUR_WAIT);
    g_assert_cmpint(wait, >=, SECOND);
    before = wait;
    g_assert_cmpint(tour_ask(second, "y@b.example", 0, &wait), ==, TOUR_WAIT);
    g_assert_cmpint(wait, >, before); /* behind the one that waits already */
    g_assert_cmpint(tour_take(second, "y@other.example", 0, &wait), ==, TOUR_GO);
    tour_end(first);
    g_assert_cmpint(tour_take(second, "y@b.example", 0, &wait), ==, TOUR_GO);
    g_assert_cmpint(tour_take(first, "x@a.example", 0, &wait), ==, TOUR_WAIT);
    tour_free(first);
    tour_free(second);
}

static void
test_rate(void)
{
    g_autoptr(Providers) providers = providers_of("one\t-\t-\t60\ta.example\n", NULL);
    Tour *tour = tour_new(providers);
    gint64 wait;
    guint gone = 0;

    /* Ten seconds of asking ten times a second. */
    for (guint i = 0; i < 100; i++)
        gone += tour_take(tour, "x@a.example", i * SECOND / 10, &wait) == TOUR_GO;
    g_assert_cmpuint(gone, >=, 10);
    g_assert_cmpuint(gone, <=, 12);
    tour_free(tour);
}

static void
test_rest(void)
{
    g_autoptr(Providers) providers = providers_of("one\t-\t-\t-\ta.example b.example\n", NULL);
    Tour *tour = tour_new(providers);
    gint64 wait, now = g_get_monotonic_time();

    provider_rest(providers, "x@a.example", 60 * SECOND);
    provider_rest(providers, "x@Small.example", 60 * SECOND);
    g_assert_cmpint(tour_take(tour, "y@b.example", now, &wait), ==, TOUR_WAIT);
    g_assert_cmpint(wait, >, 59 * SECOND);
    g_assert_cmpint(tour_take(tour, "y@small.example", now, &wait), ==, TOUR_WAIT);
    g_assert_cmpint(tour_take(tour, "y@other.example", now, &wait), ==, TOUR_GO);
    g_assert_cmpint(tour_take(tour, "y@b.example", now + 61 * SECOND, &wait), ==, TOUR_GO);
    tour_free(tour);
}

static void
test_bad_tables(void)
{
    static const char *const tables[] = {"one\t1\t2\t3\n", "one\tmany\t-\t-\ta.example\n",
                                         "one\t0\t-\t-\ta.example\n",
                                         "# kept\none\t-\t-\t-\ta.example A.example\n"};

    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(providers_of(tables[i], &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(strstr(error->message, i == 3 ? "line 2" : "line 1"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/provider/" name, function)
    TEST("the shipped table says what the large French ones take", test_shipped);
    TEST("no more sessions than it takes, and the others queue up", test_connections);
    TEST("no more a minute than it takes", test_rate);
    TEST("who wants to be left alone is", test_rest);
    TEST("a table that cannot be read is told of with its line", test_bad_tables);
    return g_test_run();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection that sessions share is kept through what is no fault of it, and made anew where it
 * is lost; what is told meanwhile is taken in by those who are busy. */
#include "serve/deliver-line.h"

#include "lib/patience.h"
#include "lib/test-store.h"

static TestStore *test;

static guint
number_now(Line *line)
{
    g_autoptr(GError) error = NULL;
    guint number;

    g_assert_nonnull(line_enter(line, &number, &error));
    line_leave(line);
    return number;
}

/* Any statement, so that a lost connection is seen to be. */
static gboolean
can_ask(Line *line)
{
    g_autoptr(GError) error = NULL;
    guint number;
    Store *store = line_enter(line, &number, &error);

    g_assert_nonnull(store);
    gboolean good = store_listen(store, "nothing", &error);
    line_leave(line);
    return good;
}

static void
test_kept(void)
{
    Line *line = line_new(test->settings, test->state);
    guint first = number_now(line);

    /* Who failed for another reason lets it go in vain. */
    line_drop(line, first);
    g_assert_cmpuint(number_now(line), ==, first);
    test_store_cut(test);
    g_assert_false(can_ask(line));
    g_assert_null(line_enter_now(line));
    line_drop(line, first);
    g_assert_null(line_enter_now(line));
    g_assert_cmpuint(number_now(line), !=, first);
    g_assert_true(can_ask(line));
    g_assert_nonnull(line_enter_now(line));
    line_leave(line);
    line_free(line);
}

static void
test_told_while_busy(void)
{
    Line *line = line_new(test->settings, test->state);
    g_autoptr(GError) error = NULL;

    /* Nobody listens yet: there is nothing to take in. */
    line_drain(line);
    g_assert_cmpuint(line_news(line), ==, 0);
    g_assert_true(line_wait(line, 0, 0, -1, &error)); /* begins to listen, which is news */
    guint64 seen = line_news(line);
    line_drain(line);
    g_assert_cmpuint(line_news(line), ==, seen);
    test_store_sql(test, "NOTIFY mailing");
    for (gint64 end = g_get_monotonic_time() + patience(10); line_news(line) == seen;) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        line_drain(line);
        g_usleep(1000);
    }
    /* It is not told twice; and where the listener is lost, something may have been. */
    seen = line_news(line);
    g_assert_true(line_wait(line, seen, 0, -1, &error));
    g_assert_cmpuint(line_news(line), ==, seen);
    test_store_cut(test);
    for (gint64 end = g_get_monotonic_time() + patience(10); line_news(line) == seen;) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        line_drain(line);
    }
    line_free(line);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
    g_test_add_func("/deliver-line/a connection is kept unless it is lost", test_kept);
    g_test_add_func("/deliver-line/what is told while all are busy is taken in",
                    test_told_while_busy);
    int status = g_test_run();
    test_store_free(test);
    return status;
}

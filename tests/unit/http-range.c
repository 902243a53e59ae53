/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a file is what goes, and what cannot be read is everything. */
#include "http/range.h"

static void
test_ranges(void)
{
    static const struct {
        const char *header;
        RangeKind kind;
        gsize from, count;
    } rows[] = {
        {NULL, RANGE_WHOLE, 0, 0},         {"bytes=0-0", RANGE_PART, 0, 1},
        {"bytes=2-5", RANGE_PART, 2, 4},   {"bytes=2-", RANGE_PART, 2, 8},
        {"bytes=2-99", RANGE_PART, 2, 8},  {"bytes=-3", RANGE_PART, 7, 3},
        {"bytes=-30", RANGE_PART, 0, 10},  {"BYTES=9-9", RANGE_PART, 9, 1},
        {"bytes=10-", RANGE_BEYOND, 0, 0}, {"bytes=-0", RANGE_BEYOND, 0, 0},
        {"bytes=5-2", RANGE_WHOLE, 0, 0},  {"bytes=0-1,3-4", RANGE_WHOLE, 0, 0},
        {"bytes=", RANGE_WHOLE, 0, 0},     {"bytes=a-b", RANGE_WHOLE, 0, 0},
        {"lines=0-1", RANGE_WHOLE, 0, 0},  {"bytes=0-99999999999999999999999", RANGE_WHOLE, 0, 0},
    };
    gsize from = 0, count = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        from = count = 0;
        g_assert_cmpint(range_read(rows[i].header, 10, &from, &count), ==, rows[i].kind);
        g_assert_cmpuint(from, ==, rows[i].from);
        g_assert_cmpuint(count, ==, rows[i].count);
    }
    g_assert_cmpint(range_read("bytes=-5", 0, &from, &count), ==, RANGE_BEYOND);
}

static void
test_of_the_same_file(void)
{
    gint64 moment = G_GINT64_CONSTANT(784111777) * G_USEC_PER_SEC;

    g_assert_true(range_holds(NULL, NULL, 0));
    g_assert_true(range_holds("\"v2\"", "v2", 0));
    g_assert_false(range_holds("\"v2\"", "v1", 0));
    g_assert_false(range_holds("W/\"v2\"", "v2", moment));
    g_assert_true(range_holds("Sun, 06 Nov 1994 08:49:37 GMT", "v2", moment));
    g_assert_false(range_holds("Sun, 06 Nov 1994 08:49:36 GMT", "v2", moment));
    g_assert_false(range_holds("Sun, 06 Nov 1994 08:49:37 GMT", "v2", 0));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http-range/ranges", test_ranges);
    g_test_add_func("/http-range/of-the-same-file", test_of_the_same_file);
    return g_test_run();
}

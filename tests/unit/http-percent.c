/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths are cut before they are decoded, decoded once, and refused when they mean mischief. */
#include "base/error.h"
#include "http/percent.h"

static void
test_encoded_slash_stays_inside_its_segment(void)
{
    gboolean slash;
    g_auto(GStrv) segments = path_split("/mobilites/a%2Fb%2525@x.example/t/", &slash, NULL);

    g_assert_nonnull(segments);
    g_assert_cmpuint(g_strv_length(segments), ==, 3);
    g_assert_cmpstr(segments[1], ==, "a/b%25@x.example");
    g_assert_cmpstr(segments[2], ==, "t");
    g_assert_true(slash);
}

static void
test_root_has_no_segment(void)
{
    gboolean slash = FALSE;
    g_auto(GStrv) segments = path_split("/", &slash, NULL);

    g_assert_nonnull(segments);
    g_assert_null(segments[0]);
    g_assert_true(slash);
}

static void
test_mischief_is_refused(void)
{
    static const char *const paths[] = {
        "",        "*",    "a",      "//",         "/a//b", "/a/../b",   "/..",
        "/%2e%2E", "/./a", "/a%00b", "/a%0d%0ab",  "/a%7f", "/%",        "/%4",
        "/%zz",    "/%ff", "/%c3",   "/%ed%a0%80", "/a b",  "/\xc3\xa9", "/a\tb",
    };
    gboolean slash;

    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(GStrv) segments = path_split(paths[i], &slash, &error);
        g_test_message("%s", paths[i]);
        g_assert_null(segments);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
}

static void
test_length_and_depth_are_bounded(void)
{
    gboolean slash;
    g_autofree char *name = g_strnfill(PATH_MAX_BYTES - 1, 'a');
    g_autofree char *longest = g_strconcat("/", name, NULL);
    g_autofree char *too_long = g_strconcat(longest, "a", NULL);
    g_auto(GStrv) whole = path_split(longest, &slash, NULL);
    g_auto(GStrv) refused = path_split(too_long, &slash, NULL);
    g_auto(GStrv) deep = path_split("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", &slash, NULL);

    g_assert_nonnull(whole);
    g_assert_null(refused);
    g_assert_null(deep);
}

static void
test_encoding_comes_back(void)
{
    const char *text = "cafe\xcc\x81 /?#%&=+@\xe2\x80\x99";
    g_autofree char *encoded = percent_encode(text);
    g_autofree char *decoded = percent_decode(encoded, strlen(encoded), PERCENT_PLAIN, NULL);

    g_assert_cmpstr(decoded, ==, text);
    g_assert_null(strpbrk(encoded, " /?#&=+@"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http-percent/encoded-slash-stays-inside-its-segment",
                    test_encoded_slash_stays_inside_its_segment);
    g_test_add_func("/http-percent/root-has-no-segment", test_root_has_no_segment);
    g_test_add_func("/http-percent/mischief-is-refused", test_mischief_is_refused);
    g_test_add_func("/http-percent/length-and-depth-are-bounded",
                    test_length_and_depth_are_bounded);
    g_test_add_func("/http-percent/encoding-comes-back", test_encoding_comes_back);
    return g_test_run();
}

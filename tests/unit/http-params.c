/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms are read as browsers write them, and refused where no browser would have. */
#include <string.h>

#include "base/error.h"
#include "http/params.h"

static void
test_pairs_as_browsers_write_them(void)
{
    const char *text = "q=caf%C3%A9+cr%C3%A8me&&vide=&seul&t=22&t=29&a=b=c";
    g_autoptr(Params) params = params_new();

    g_assert_true(params_parse(params, text, strlen(text), NULL));
    g_assert_cmpuint(params_count(params), ==, 6);
    g_assert_cmpstr(params_get(params, "q"), ==, "caf\xc3\xa9 cr\xc3\xa8me");
    g_assert_cmpstr(params_get(params, "vide"), ==, "");
    g_assert_cmpstr(params_get(params, "seul"), ==, "");
    g_assert_cmpstr(params_nth(params, "t", 0), ==, "22");
    g_assert_cmpstr(params_nth(params, "t", 1), ==, "29");
    g_assert_null(params_nth(params, "t", 2));
    g_assert_cmpstr(params_get(params, "a"), ==, "b=c");
    g_assert_null(params_get(params, "absent"));
}

static void
test_what_is_no_text_is_refused(void)
{
    static const char *const texts[] = {"a=%00", "a=%",   "a=%4",  "a=%gg",
                                        "a=%ff", "%80=a", "a=\xff"};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Params) params = params_new();
        g_autoptr(GError) error = NULL;
        g_assert_false(params_parse(params, texts[i], strlen(texts[i]), &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
    }
    g_autoptr(Params) params = params_new();
    g_assert_false(params_parse(params, "a=b\0c", 5, NULL));
}

static void
test_number_of_pairs_is_bounded(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Params) params = params_new();

    for (int i = 0; i < PARAMS_MAX_PAIRS; i++)
        g_string_append(text, "a=1&");
    g_assert_true(params_parse(params, text->str, text->len, NULL));
    g_assert_false(params_parse(params, "a=1", 3, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http-params/pairs-as-browsers-write-them", test_pairs_as_browsers_write_them);
    g_test_add_func("/http-params/what-is-no-text-is-refused", test_what_is_no_text_is_refused);
    g_test_add_func("/http-params/number-of-pairs-is-bounded", test_number_of_pairs_is_bounded);
    return g_test_run();
}

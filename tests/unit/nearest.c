/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A misspelt name finds the one that was meant, and a foreign word finds none. */
#include <glib.h>

#include "base/nearest.h"

static const char *const names[] = {"title", "territory", "interest", "découverte", "kind", NULL};

static void
test_misspelt(void)
{
    g_assert_cmpstr(nearest_name("titel", names), ==, "title");
    g_assert_cmpstr(nearest_name("TITLE", names), ==, "title");
    g_assert_cmpstr(nearest_name("teritory", names), ==, "territory");
    g_assert_cmpstr(nearest_name("interests", names), ==, "interest");
    g_assert_cmpstr(nearest_name("decouverte", names), ==, "découverte");
    g_assert_cmpstr(nearest_name("knid", names), ==, "kind");
}

static void
test_nothing_near(void)
{
    g_autofree char *long_word = g_strnfill(500, 'a');

    g_assert_null(nearest_name("password", names));
    g_assert_null(nearest_name("", names));
    g_assert_null(nearest_name("ab", (const char *[]){"cd", NULL}));
    g_assert_null(nearest_name(long_word, names));
    g_assert_null(nearest_name("\xff\xfe", names));
    g_assert_null(nearest_name("title", NULL));
    g_assert_null(nearest_name(NULL, names));
}

static void
test_first_of_equals(void)
{
    g_assert_cmpstr(nearest_name("lisr", (const char *[]){"lisp", "list", NULL}), ==, "lisp");
    g_assert_cmpstr(nearest_name("list", (const char *[]){"lisp", "list", NULL}), ==, "list");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nearest/misspelt-name-finds-what-was-meant", test_misspelt);
    g_test_add_func("/nearest/foreign-word-finds-nothing", test_nothing_near);
    g_test_add_func("/nearest/first-of-equals-and-exact-one-win", test_first_of_equals);
    return g_test_run();
}

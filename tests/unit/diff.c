/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two texts: as diff -u says it, for random texts too, where the patch must
 * make one of the other. */
#include <string.h>

#include "base/diff.h"

static void
test_says_it_as_diff_does(void)
{
    g_autoptr(GString) out = g_string_new(NULL);

    g_assert_false(diff_unified("a", "x\ny\n", "b", "x\ny\n", out));
    g_assert_cmpstr(out->str, ==, "");
    g_assert_true(
        diff_unified("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "b", "1\n2\n3\n4\nV\n6\n7\n8\n9\n", out));
    g_assert_cmpstr(out->str, ==,
                    "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n");
    g_string_truncate(out, 0);
    g_assert_true(diff_unified("a", "", "b", "neu\n", out));
    g_assert_cmpstr(out->str, ==, "--- a\n+++ b\n@@ -0,0 +1 @@\n+neu\n");
}

static void
test_moved_words(void)
{
    const char *const a[] = {"1", "2", "3", "4"}, *const b[] = {"2", "3", "1", "5"};
    gboolean keep_a[4], keep_b[4];

    diff_keep(a, 4, b, 4, keep_a, keep_b);
    g_assert_false(keep_a[0]);
    g_assert_true(keep_a[1] && keep_a[2]);
    g_assert_false(keep_a[3]);
    g_assert_true(keep_b[0] && keep_b[1]);
    g_assert_false(keep_b[2] || keep_b[3]);
}

static char *
random_text(GRand *random)
{
    GString *text = g_string_new(NULL);
    int n = g_rand_int_range(random, 0, 40);

    for (int i = 0; i < n; i++)
        g_string_append_printf(text, "%c\n", 'a' + g_rand_int_range(random, 0, 5));
    return g_string_free(text, FALSE);
}

/* Applies unified hunks to `text`, checking each line that stays or goes. */
static char *
apply(const char *text, const char *patch)
{
    g_auto(GStrv) old = g_strsplit(text, "\n", -1);
    g_auto(GStrv) lines = g_strsplit(patch, "\n", -1);
    GString *out = g_string_new(NULL);
    guint at = 0;

    for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++) {
        if (g_str_has_prefix(lines[i], "@@ -")) {
            char *end;
            guint first = (guint)g_ascii_strtoull(lines[i] + 4, &end, 10);
            gboolean is_none = g_str_has_prefix(end, ",0");
            for (; at + (is_none ? 0 : 1) < first; at++)
                g_string_append_printf(out, "%s\n", old[at]);
        } else if (*lines[i] == '+') {
            g_string_append_printf(out, "%s\n", lines[i] + 1);
        } else {
            g_assert_cmpstr(lines[i] + 1, ==, old[at]);
            if (*lines[i] == ' ')
                g_string_append_printf(out, "%s\n", old[at]);
            at++;
        }
    }
    for (; old[at] != NULL && old[at + 1] != NULL; at++)
        g_string_append_printf(out, "%s\n", old[at]);
    return g_string_free(out, FALSE);
}

static void
test_makes_one_of_the_other(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);

    for (int i = 0; i < 2000; i++) {
        g_autofree char *a = random_text(random);
        g_autofree char *b = random_text(random);
        g_autoptr(GString) out = g_string_new(NULL);
        if (!diff_unified("a", a, "b", b, out))
            continue;
        g_autofree char *made = apply(a, out->str);
        g_assert_cmpstr(made, ==, b);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/says-it-as-diff-does", test_says_it_as_diff_does);
    g_test_add_func("/diff/what-is-moved-does-not-stay", test_moved_words);
    g_test_add_func("/diff/makes-one-of-the-other", test_makes_one_of_the_other);
    return g_test_run();
}

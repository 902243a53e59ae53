/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short names of messages: the known ones, always 32 letters, no two alike. */
#include <string.h>

#include <glib.h>

#include "base/short-hash.h"

/* Checked against: printf %s ID | openssl sha1 -binary | base32 */
static void
test_known(void)
{
    static const char *const known[][2] = {
        {"", "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"},
        {"a@example.org", "VLYVDRJVOOCRBJ6AOIFVZO3QDPZE6UTF"},
        {"20261123093000.1@example.org", "PYWNSITOJRHK2K6O5ZZ4XZWM6CPJ66PU"},
        {"été/1+2@example.net", "YLKYY66DWP5PHSKQAWRQMLY3XMYV66HL"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autofree char *hash = message_short_hash(known[i][0]);
        g_assert_cmpstr(hash, ==, known[i][1]);
        g_assert_cmpuint(strlen(hash), ==, 32);
    }
}

static void
test_case_and_brackets_count(void)
{
    g_autofree char *lower = message_short_hash("a@example.org");
    g_autofree char *upper = message_short_hash("A@example.org");
    g_autofree char *bracketed = message_short_hash("<a@example.org>");

    g_assert_cmpstr(lower, !=, upper);
    g_assert_cmpstr(lower, !=, bracketed);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/short-hash/agrees with openssl and base32", test_known);
    g_test_add_func("/short-hash/takes the identifier as it is", test_case_and_brackets_count);
    return g_test_run();
}

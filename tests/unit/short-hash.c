/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short names of messages: the known ones, always 32 letters, no two alike. */
#include <string.h>

#include <glib.h>

#include "base/sha256.h"
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

/* FIPS 180-4's own example, whole and in pieces. */
static void
test_sha256(void)
{
    static const guint8 abc[SHA256_SIZE] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                            0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                            0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
                                            0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    const Sha256Piece pieces[] = {{"ab", 2}, {NULL, 0}, {"c", 1}};
    g_autoptr(GBytes) known = g_bytes_new_static(abc, sizeof abc);
    g_autoptr(GBytes) whole = sha256_of(&(Sha256Piece){"abc", 3}, 1);
    g_autoptr(GBytes) pieced = sha256_of(pieces, G_N_ELEMENTS(pieces));

    g_assert_true(g_bytes_equal(whole, known));
    g_assert_true(g_bytes_equal(pieced, known));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/short-hash/agrees with openssl and base32", test_known);
    g_test_add_func("/short-hash/takes the identifier as it is", test_case_and_brackets_count);
    g_test_add_func("/sha256/of the known example", test_sha256);
    return g_test_run();
}

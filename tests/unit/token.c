/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: bound to purpose and key, one spelling, and anything changed is refused alike. */
#include <string.h>

#include "base/error.h"
#include "base/token.h"

static const TokenKey old_and_new[] = {{7, "a younger key, thirty-two bytes"},
                                       {3, "an older key, thirty-two bytes."}};
static const TokenKeys keys = {old_and_new, 2};

static void
assert_refused(const TokenKeys *with, TokenPurpose purpose, const char *token, guint n)
{
    g_autoptr(GError) error = NULL;
    gint64 numbers[TOKEN_MAX_NUMBERS] = {-1, -1, -1};

    g_assert_false(token_read(with, purpose, token, numbers, n, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_assert_cmpstr(error->message, ==, "this address or link is not valid");
    g_assert_cmpint(numbers[0], ==, -1);
}

static void
test_round_trip(void)
{
    static const gint64 values[] = {0, 1, 127, 128, 16383, 16384, 4294967296, G_MAXINT64};

    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        gint64 in[2] = {values[i], 42};
        gint64 out[2] = {-1, -1};
        g_autofree char *token = token_make(&keys, TOKEN_BOUNCE, in, 2);
        g_assert_true(token_read(&keys, TOKEN_BOUNCE, token, out, 2, NULL));
        g_assert_cmpint(out[0], ==, in[0]);
        g_assert_cmpint(out[1], ==, in[1]);
        g_autofree char *upper = g_ascii_strup(token, -1);
        g_assert_true(token_read(&keys, TOKEN_BOUNCE, upper, out, 2, NULL));
    }
}

static void
test_fits_a_local_part(void)
{
    gint64 numbers[2] = {2000000, 200000000};
    g_autofree char *bounce = token_make(&keys, TOKEN_BOUNCE, numbers, 2);
    g_autofree char *moderate = token_make(&keys, TOKEN_MODERATE, numbers + 1, 1);

    /* The longest list name is 22 letters; a local part has 64 (RFC 5321 4.5.3.1.1). */
    g_assert_cmpint(22 + strlen("-bounces+") + strlen(bounce), <=, 64);
    g_assert_cmpint(22 + strlen("-moderate+") + strlen(moderate), <=, 64);
}

static void
test_another_purpose_is_refused(void)
{
    gint64 number = 42;
    g_autofree char *token = token_make(&keys, TOKEN_UNSUBSCRIBE, &number, 1);

    for (TokenPurpose purpose = 0; purpose < TOKEN_N_PURPOSES; purpose++)
        if (purpose != TOKEN_UNSUBSCRIBE)
            assert_refused(&keys, purpose, token, 1);
    assert_refused(&keys, TOKEN_UNSUBSCRIBE, token, 2);
}

static void
test_every_changed_letter_is_refused(void)
{
    gint64 numbers[2] = {9, 77};
    g_autofree char *token = token_make(&keys, TOKEN_BOUNCE, numbers, 2);

    for (gsize i = 0; token[i] != '\0'; i++) {
        char kept = token[i];
        token[i] = kept == 'a' ? 'b' : 'a';
        assert_refused(&keys, TOKEN_BOUNCE, token, 2);
        token[i] = kept;
    }
    for (gsize length = strlen(token); length-- > 0;) {
        token[length] = '\0';
        assert_refused(&keys, TOKEN_BOUNCE, token, 2);
    }
    assert_refused(&keys, TOKEN_BOUNCE, "", 2);
    assert_refused(&keys, TOKEN_BOUNCE, "0189!", 2);
    g_autofree char *monster = g_strnfill(100000, 'a');
    assert_refused(&keys, TOKEN_BOUNCE, monster, 2);
}

static void
test_keys_rotate(void)
{
    const TokenKeys before = {old_and_new + 1, 1};
    const TokenKeys after = {old_and_new, 1};
    gint64 number = 5;
    gint64 out = 0;
    g_autofree char *token = token_make(&before, TOKEN_PERSON, &number, 1);

    g_assert_true(token_read(&keys, TOKEN_PERSON, token, &out, 1, NULL));
    g_assert_cmpint(out, ==, 5);
    assert_refused(&after, TOKEN_PERSON, token, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/token/round-trip", test_round_trip);
    g_test_add_func("/token/fits-a-local-part", test_fits_a_local_part);
    g_test_add_func("/token/another-purpose-is-refused", test_another_purpose_is_refused);
    g_test_add_func("/token/every-changed-letter-is-refused", test_every_changed_letter_is_refused);
    g_test_add_func("/token/keys-rotate", test_keys_rotate);
    return g_test_run();
}

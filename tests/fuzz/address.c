/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address - whatever is taken has a key that is taken too, and is its own key */
#include <stdint.h>
#include <string.h>

#include "base/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autofree char *key = address_fold(text);
    g_autofree char *of_path = address_of_path(text);
    g_autofree char *same = address_of_path(of_path);

    g_assert_cmpuint(strlen(of_path), <=, strlen(text));
    if (*of_path != '@' && *of_path != '"')
        g_assert_cmpstr(of_path, ==, same);

    if (!address_is_valid(text, &error)) {
        g_assert_nonnull(error);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        return 0;
    }
    g_assert_nonnull(key);
    g_autofree char *again = address_fold(key);
    g_assert_cmpstr(key, ==, again);
    g_assert_true(address_is_valid(key, NULL));
    return 0;
}

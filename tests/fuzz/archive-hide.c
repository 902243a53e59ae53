/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hiding addresses and tokens: stays UTF-8, changes nothing the second time. */
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "archive/hide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autofree char *once = archive_hide_addresses(text);
    g_autofree char *twice = archive_hide_addresses(once);
    g_autofree char *tokens = archive_hide_tokens(text);
    g_autofree char *tokens_twice = archive_hide_tokens(tokens);

    g_assert_true(g_utf8_validate(once, -1, NULL) && g_utf8_validate(tokens, -1, NULL));
    g_assert_cmpstr(once, ==, twice);
    g_assert_cmpstr(tokens, ==, tokens_twice);
    return 0;
}

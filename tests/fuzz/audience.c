/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience - whatever is understood is understood again from its own text, as the same */
#include <stdint.h>

#include "people/audience.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Audience) audience = audience_parse(text, &error);

    g_assert_true((audience != NULL) != (error != NULL));
    if (audience == NULL)
        return 0;
    g_autofree char *again = audience_text(audience);
    /* A bare value may hold a quotation mark, and chains get parentheses of their own. */
    g_autoptr(Audience) same = audience_parse(again, NULL);
    if (same != NULL && g_strrstr(text, "\"") == NULL) {
        g_autofree char *third = audience_text(same);
        g_assert_cmpstr(again, ==, third);
    }
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choices - what somebody may have meant, in one line */
#include "people/choices.h"

#include <string.h>

#include "base/error.h"

#define WORD_MAX 200

char *
choices_text(const GPtrArray *labels)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < labels->len && i < CHOICES_SHOWN; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", (const char *)labels->pdata[i]);
    if (labels->len > CHOICES_SHOWN)
        g_string_append_printf(text, " and %u more", labels->len - CHOICES_SHOWN);
    return g_string_free(text, FALSE);
}

gboolean
choices_word(const char *word, const char *what, GError **error)
{
    gsize size = strlen(word);

    if (size == 0)
        return fail(error, ERROR_BAD_INPUT, "the %s is empty", what);
    if (size > WORD_MAX)
        return fail(error, ERROR_BAD_INPUT, "the %s has more than %d bytes", what, WORD_MAX);
    if (!g_utf8_validate(word, (gssize)size, NULL))
        return fail(error, ERROR_BAD_INPUT, "the %s is not UTF-8", what);
    for (const char *p = word; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return fail(error, ERROR_BAD_INPUT, "the %s has a control character", what);
    return TRUE;
}

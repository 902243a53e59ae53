/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * french-spaces - spaces that French puts beside marks, so that no line breaks there
 *
 * Lexique des règles typographiques en usage à l'Imprimerie nationale: a narrow one before ; ! ?,
 * a whole one before : and inside « ». Cannot fail.
 */
#include "page/french-spaces.h"

#include <string.h>

#define WHOLE "\u00a0"
#define NARROW "\u202f"
#define OPENS "\u00ab"
#define CLOSES "\u00bb"

/* What stands for the plain space before `at`; NULL where it stays: before ":-)", "?q=", "!x". */
static const char *
space_before(const char *at)
{
    const char *end = at + strspn(at, ";:!?");

    if (g_str_has_prefix(at, CLOSES))
        return WHOLE;
    if (end == at || (*end != '\0' && *end != '\n' && strchr(" *_.,)]\"'", *end) == NULL &&
                      !g_str_has_prefix(end, CLOSES) && !g_str_has_prefix(end, WHOLE) &&
                      !g_str_has_prefix(end, NARROW) && !g_str_has_prefix(end, "\u2026")))
        return NULL;
    if ((*at == ':' || *at == ';') && *end == ')')
        return NULL;
    return *at == ':' ? WHOLE : NARROW;
}

char *
french_spaces(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));

    for (const char *at = text; *at != '\0'; at++) {
        gboolean plain = *at == ' ' && at[1] != ' ' && (at == text || at[-1] != ' ');
        gboolean opened =
            plain && (gsize)(at - text) >= strlen(OPENS) && g_str_has_prefix(at - 2, OPENS);
        const char *as = opened ? WHOLE : plain ? space_before(at + 1) : NULL;
        if (as != NULL)
            g_string_append(out, as);
        else
            g_string_append_c(out, *at);
    }
    return g_string_free(out, FALSE);
}

gboolean
french_spaces_are_for(const char *language)
{
    return g_str_equal(language, "fr") || g_str_equal(language, "br");
}

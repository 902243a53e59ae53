/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * old-url - which message a page of another archive showed; see old-url.h
 *
 * MHonArc begins a page with <!--X-Message-Id: ID -->, whose awkward characters are references;
 * pipermail has a mailto link whose In-Reply-To is percent-encoded.
 */
#include <string.h>

#include "http/percent.h"

#include "archive/old-url.h"

enum { ID_MAX = 998 };

/* "&#45;", "&#x2d;", "&lt;", "&gt;", "&amp;" as what they stand for; whatever else as it is. */
static char *
without_references(const char *text)
{
    static const struct {
        const char *written;
        char meant;
    } named[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
    GString *out = g_string_new(NULL);

    while (*text != '\0') {
        char *end = NULL;
        gboolean hex = g_ascii_strncasecmp(text, "&#x", 3) == 0;
        guint64 code = g_str_has_prefix(text, "&#")
                           ? g_ascii_strtoull(text + (hex ? 3 : 2), &end, hex ? 16 : 10)
                           : 0;
        gsize i = 0;
        if (code > 0x1f && code < 0x7f && *end == ';') {
            g_string_append_c(out, (char)code);
            text = end + 1;
            continue;
        }
        while (i < G_N_ELEMENTS(named) && !g_str_has_prefix(text, named[i].written))
            i++;
        g_string_append_c(out, i < G_N_ELEMENTS(named) ? named[i].meant : *text);
        text += i < G_N_ELEMENTS(named) ? strlen(named[i].written) : 1;
    }
    return g_string_free(out, FALSE);
}

/* From `mark` to `end`, or NULL. */
static char *
between(const char *text, const char *mark, const char *end)
{
    const char *from = strstr(text, mark);
    const char *to = from != NULL ? strstr(from + strlen(mark), end) : NULL;

    return to != NULL ? g_strndup(from + strlen(mark), (gsize)(to - from) - strlen(mark)) : NULL;
}

/* Takes `id` and gives it without <>, or NULL for what is no Message-ID. */
static char *
checked(char *id)
{
    g_autofree char *given = id != NULL ? g_strstrip(id) : NULL;
    g_autofree char *within = given != NULL ? between(given, "<", ">") : NULL;
    char *bare = within != NULL ? g_steal_pointer(&within) : g_steal_pointer(&given);

    if (bare != NULL &&
        (*bare == '\0' || strlen(bare) > ID_MAX || !g_utf8_validate(bare, -1, NULL)))
        g_clear_pointer(&bare, g_free);
    return bare;
}

char *
old_url_message_id(const char *page, gsize size)
{
    g_autofree char *text = g_strndup(page, MIN(size, OLD_URL_BYTES));
    g_autofree char *comment = between(text, "<!--X-Message-Id: ", " -->");
    g_autofree char *answer = NULL;

    if (comment != NULL)
        return checked(without_references(comment));
    answer = between(text, "In-Reply-To=", "\"");
    if (answer == NULL)
        return NULL;
    g_autofree char *decoded = percent_decode(answer, strlen(answer), PERCENT_PLAIN, NULL);
    g_autofree char *whole = decoded != NULL ? without_references(decoded) : NULL;
    return checked(whole != NULL ? between(whole, "<", ">") : NULL);
}

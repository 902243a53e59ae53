/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * old-url - which message a page of another archive showed; see old-url.h
 *
 * MHonArc begins a page with <!--X-Message-Id: ID -->, whose awkward characters are references;
 * pipermail has a mailto link whose In-Reply-To is percent-encoded.
 */
#include "archive/old-url.h"

#include <string.h>

#include "http/percent.h"

#include "archive/mhonarc.h"

enum { ID_MAX = 998 };

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
    const char *at = text;
    char *comment = mhonarc_field(&at, "Message-Id");
    g_autofree char *answer = NULL;

    if (comment != NULL)
        return checked(comment);
    answer = between(text, "In-Reply-To=", "\"");
    if (answer == NULL)
        return NULL;
    g_autofree char *decoded = percent_decode(answer, strlen(answer), PERCENT_PLAIN, NULL);
    g_autofree char *whole = decoded != NULL ? mhonarc_plain(decoded) : NULL;
    return checked(whole != NULL ? between(whole, "<", ">") : NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* preparation-change - how a list prepares posts for its members */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "list/list.h"

enum { FOOTER_MAX = 4000, PREFIX_MAX = 100 };

static gboolean
check_word(const char *what, const char *word, const char *const *words, GError **error)
{
    g_autofree char *all = g_strjoinv(", ", (char **)words);

    if (word == NULL || g_strv_contains(words, word))
        return TRUE;
    const char *nearest = nearest_name(word, words);
    fail(error, ERROR_BAD_INPUT, "%s cannot be \"%s\"", what, word);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "it is one of: %s", all);
}

/* UTF-8 without control characters but those of `allowed`. */
static gboolean
check_text(const char *what, const char *text, gsize max, const char *allowed, GError **error)
{
    if (text == NULL)
        return TRUE;
    if (strlen(text) > max)
        return fail(error, ERROR_BAD_INPUT, "%s is longer than %zu bytes", what, max);
    if (!g_utf8_validate(text, -1, NULL))
        return fail(error, ERROR_BAD_INPUT, "%s is not UTF-8", what);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_iscntrl(g_utf8_get_char(p)) && strchr(allowed, *p) == NULL)
            return fail(error, ERROR_BAD_INPUT, "%s holds a control character", what);
    return TRUE;
}

gboolean
list_preparation_check(const ListPreparation *wanted, GError **error)
{
    static const char *const reply_to[] = {"given", "list", "author", "both", NULL};
    static const char *const author_in[] = {"reply-to", "cc", NULL};

    return check_word("Reply-To", wanted->reply_to, reply_to, error) &&
           check_word("the author's place", wanted->author_in, author_in, error) &&
           check_text("the prefix", wanted->prefix, PREFIX_MAX, "", error) &&
           check_text("the footer", wanted->footer, FOOTER_MAX, "\n\t", error);
}

gboolean
list_preparation_change(Store *store, const List *list, const ListPreparation *wanted,
                        GError **error)
{
    if (!list_preparation_check(wanted, error))
        return FALSE;
    return list_prepare_set(store, list->id, wanted->prefix, wanted->reply_to, wanted->author_in,
                            wanted->footer, NULL, error);
}

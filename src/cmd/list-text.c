/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-text - a list's own words to who comes, leaves or asks what it is */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/list.h"
#include "cmd/listing.h"
#include "cmd/source-text.h"

static gboolean json;
static char *language;

const GOptionEntry cmd_list_text_options[] = {
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr, en or br; without it the list's own",
     "LANGUAGE"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

static gboolean
print_texts(Call *call, const List *list, GError **error)
{
    g_autoptr(Rows) rows = list_texts(call->store, list->id, error);
    g_autoptr(Listing) listing = listing_new("what", "language", "text", NULL);
    ListTexts row;

    if (rows == NULL)
        return FALSE;
    while (list_texts_next(rows, &row))
        listing_row(listing, row.what, row.language, row.text);
    listing_print(listing, json);
    return TRUE;
}

static gboolean
check_word(const char *word, const char *const *words, const char *hint, GError **error)
{
    if (g_strv_contains(words, word))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is none of the words that are meant here", word);
    return fail_hint(error, "%s", hint);
}

gboolean
cmd_list_text(Call *call, GError **error)
{
    static const char *const whats[] = {"welcome", "farewell", "info", NULL};
    static const char *const languages[] = {"fr", "en", "br", NULL};
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL)
        return FALSE;
    if (call->n_arguments == 1)
        return print_texts(call, list, error);
    const char *what = call->arguments[1];
    const char *in = language != NULL ? language : list->language;
    if (!check_word(what, whats, "it is one of: welcome, farewell, info", error) ||
        !check_word(in, languages, "languages are: fr, en, br", error))
        return FALSE;
    g_autofree char *text =
        source_text_read(call->n_arguments > 2 ? call->arguments[2] : "-", error);
    if (text == NULL)
        return FALSE;
    g_strstrip(text);
    if (!(*text != '\0' ? list_text_set(call->store, list->id, what, in, text, NULL, error)
                        : list_text_clear(call->store, list->id, what, in, NULL, error)))
        return FALSE;
    printf(*text != '\0' ? "%s has words of its own for %s (%s)\n"
                         : "%s has no words of its own for %s (%s) any more\n",
           list->name, what, in);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-prepare - how posts look when members get them */
#include "list/list.h"

#include "cmd/list.h"
#include "cmd/listing.h"
#include "cmd/source-text.h"

static gboolean json;
static char *prefix;
static char *reply_to;
static char *author_in;
static char *footer;

const GOptionEntry cmd_list_prepare_options[] = {
    {"prefix", 0, 0, G_OPTION_ARG_STRING, &prefix, "what subjects begin with; empty for nothing",
     "TEXT"},
    {"reply-to", 0, 0, G_OPTION_ARG_STRING, &reply_to,
     "where answers go: given (as the author says), list, author or both", "WHERE"},
    {"author-in", 0, 0, G_OPTION_ARG_STRING, &author_in,
     "where the author is when From cannot name them (DMARC): reply-to or cc", "WHERE"},
    {"footer", 0, 0, G_OPTION_ARG_FILENAME, &footer,
     "lines to put behind each post (- for standard input); an empty file for none", "FILE"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

static gboolean
show(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autoptr(Listing) listing = listing_new("prefix", "reply-to", "author-in", "footer", NULL);

    if (list == NULL)
        return FALSE;
    listing_row(listing, list->prefix, list_reply_to_word(list->reply_to),
                list->author_in_cc ? "cc" : "reply-to", list->footer);
    listing_print_one(listing, json);
    return TRUE;
}

gboolean
cmd_list_prepare(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autofree char *text = NULL;

    if (list == NULL || (footer != NULL && (text = source_text_read(footer, error)) == NULL))
        return FALSE;
    const ListPreparation wanted = {prefix, reply_to, author_in, text};
    return list_preparation_change(call->store, list, &wanted, error) && show(call, error);
}

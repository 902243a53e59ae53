/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list - read a list and who looks after it
 *
 * A name is looked up in lower case, as mail programs and people write it either way. A name that
 * is not found brings the nearest one as hint, which costs a second query in the failing case only.
 */
#include "list/list.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

static const char *const kind_words[] = {
    [LIST_DISCUSSION] = "discussion",
    [LIST_ANNOUNCE] = "announce",
    [LIST_NEWSLETTER] = "newsletter",
};

const char *
list_kind_word(ListKind kind)
{
    return kind_words[kind];
}

static ListKind
kind_of(const char *word)
{
    for (ListKind kind = 0; kind < G_N_ELEMENTS(kind_words); kind++)
        if (g_str_equal(word, kind_words[kind]))
            return kind;
    g_assert_not_reached(); /* the column has a constraint */
}

static const char *const reply_to_words[] = {
    [REPLY_TO_GIVEN] = "given",
    [REPLY_TO_LIST] = "list",
    [REPLY_TO_AUTHOR] = "author",
    [REPLY_TO_BOTH] = "both",
};

const char *
list_reply_to_word(ListReplyTo reply_to)
{
    return reply_to_words[reply_to];
}

static ListReplyTo
reply_to_of(const char *word)
{
    for (ListReplyTo i = 0; i < G_N_ELEMENTS(reply_to_words); i++)
        if (g_str_equal(word, reply_to_words[i]))
            return i;
    g_assert_not_reached(); /* the column has a constraint */
}

static List *
list_new(const ListGetRow *row)
{
    List *list = g_new0(List, 1);

    list->id = row->id;
    list->name = g_strdup(row->name);
    list->domain = g_strdup(row->domain);
    list->kind = kind_of(row->kind);
    list->title = g_strdup(row->title);
    list->description = g_strdup(row->description);
    list->language = g_strdup(row->language);
    list->prefix = g_strdup(row->prefix);
    list->is_public = row->is_public;
    list->policy = g_strdup(row->policy);
    list->reply_to = reply_to_of(row->reply_to);
    list->author_in_cc = g_str_equal(row->author_in, "cc");
    list->footer = g_strdup(row->footer);
    list->clicks = g_strdup(row->clicks);
    list->is_closed = row->is_closed;
    list->version = g_strdup(row->version);
    return list;
}

static List *
fail_unknown(Store *store, const char *name, GError **error)
{
    g_autoptr(Rows) rows = list_all(store, FALSE, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    ListAll row;

    fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", name);
    while (rows != NULL && list_all_next(rows, &row))
        g_ptr_array_add(names, (gpointer)row.name);
    g_ptr_array_add(names, NULL);
    const char *nearest = nearest_name(name, (const char *const *)names->pdata);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s\"?", nearest);
    else
        fail_hint(error, "colporteur list list shows them all");
    return NULL;
}

List *
list_find(Store *store, const char *name, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    g_autoptr(Rows) rows = list_get_row(store, 0, lower, error);
    ListGetRow row;

    if (rows == NULL)
        return NULL;
    if (!list_get_row_next(rows, &row))
        return fail_unknown(store, name, error);
    return list_new(&row);
}

List *
list_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(Rows) rows = list_get_row(store, id, NULL, error);
    ListGetRow row;

    if (rows == NULL)
        return NULL;
    if (!list_get_row_next(rows, &row))
        return fail_null(error, ERROR_NOT_FOUND, "no list has number %" G_GINT64_FORMAT, id);
    return list_new(&row);
}

void
list_free(List *list)
{
    if (list == NULL)
        return;
    g_free(list->name);
    g_free(list->domain);
    g_free(list->title);
    g_free(list->description);
    g_free(list->language);
    g_free(list->prefix);
    g_free(list->policy);
    g_free(list->footer);
    g_free(list->clicks);
    g_free(list->version);
    g_free(list);
}

char *
list_address(const List *list, const char *suffix)
{
    return g_strconcat(list->name, suffix, "@", list->domain, NULL);
}

char **
list_keepers(Store *store, gint64 list, GError **error)
{
    g_autoptr(Rows) rows = list_keeper_rows(store, list, error);
    g_autoptr(GStrvBuilder) addresses = g_strv_builder_new();
    ListKeeperRows row;

    if (rows == NULL)
        return NULL;
    while (list_keeper_rows_next(rows, &row))
        g_strv_builder_add(addresses, row.address);
    return g_strv_builder_end(addresses);
}

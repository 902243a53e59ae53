/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive-choose - which message of a list somebody means; see archive-choose.h
 *
 * Two that share a Message-ID may be from forgers, or from a program that counts badly: who asks
 * says which, under the names that the hint has.
 */
#include "cmd/archive-choose.h"

#include "base/error.h"

static gboolean
fail_ambiguous(const char *given, Rows *rows, const char *more, GError **error)
{
    g_autoptr(GString) choices = g_string_new(NULL);
    ArchiveChoose row;

    while (archive_choose_next(rows, &row))
        g_string_append_printf(choices, "%s%s (\"%s\", %s)", choices->len > 0 ? ", " : "",
                               row.choice, row.subject, row.date);
    fail(error, ERROR_BAD_INPUT, "%u messages have the Message-ID \"%s\"", rows_count(rows), given);
    return fail_hint(error, "name one of %s%s", choices->str, more);
}

static Rows *
choose(Store *store, const List *list, const char *given, GError **error)
{
    g_autoptr(Rows) rows = archive_choose(store, list->id, given, error);

    if (rows == NULL || rows_count(rows) > 0)
        return g_steal_pointer(&rows);
    fail(error, ERROR_NOT_FOUND, "list \"%s\" has no message \"%s\"", list->name, given);
    fail_hint(error, "its Message-ID or what stands behind /%s/ in its address", list->name);
    return NULL;
}

Rows *
archive_choose_rows(Store *store, const List *list, const char *given, gboolean all, GError **error)
{
    g_autoptr(Rows) rows = choose(store, list, given, error);

    if (rows == NULL || rows_count(rows) == 1 || all)
        return g_steal_pointer(&rows);
    fail_ambiguous(given, rows, "; or take each with --all", error);
    return NULL;
}

gboolean
archive_choose_one(Store *store, const List *list, const char *given, Rows **rows,
                   ArchiveChoose *row, GError **error)
{
    g_autoptr(Rows) found = choose(store, list, given, error);

    if (found == NULL)
        return FALSE;
    if (rows_count(found) > 1)
        return fail_ambiguous(given, found, "", error);
    *rows = g_steal_pointer(&found);
    return archive_choose_next(*rows, row);
}

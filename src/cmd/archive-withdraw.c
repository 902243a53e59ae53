/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive-withdraw - take something out of the archive: a message, a part of one, a name
 *
 * What is taken out is gone from every page, feed, mbox and search with the transaction, and no
 * import brings it back. The reason goes into the audit log.
 */
#include <stdio.h>
#include <string.h>

#include "archive/rewrite.h"
#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/archive.h"
#include "cmd/ask.h"

static gboolean yes;
static gboolean dry_run;
static char *reason;
static char *part;
static char *name;

#define COMMON                                                                                     \
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, for the audit log", "TEXT"},              \
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would go, and change nothing", \
         NULL},                                                                                    \
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},                              \
    {                                                                                              \
        0                                                                                          \
    }

const GOptionEntry cmd_archive_hide_options[] = {COMMON};
const GOptionEntry cmd_archive_delete_options[] = {COMMON};
const GOptionEntry cmd_archive_unhide_options[] = {COMMON};
const GOptionEntry cmd_archive_redact_options[] = {
    {"part", 0, 0, G_OPTION_ARG_STRING, &part, "empty a part of the message, as 2.1", "NUMBER"},
    {"name", 0, 0, G_OPTION_ARG_STRING, &name,
     "take a person's name out of the message, or of all messages of the list", "NAME"},
    COMMON};

static gboolean
need_reason(GError **error)
{
    if (reason != NULL && *reason != '\0')
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "the reason is missing");
    return fail_hint(error, "say why with --reason: the audit log keeps it");
}

/* `*rows` holds what `*row` points to. */
static gboolean
find(Store *store, const List *list, const char *link, Rows **rows, ArchiveFind *row,
     GError **error)
{
    *rows = archive_find(store, list->id, link, error);
    if (*rows == NULL)
        return FALSE;
    return archive_find_next(*rows, row) ||
           fail(error, ERROR_NOT_FOUND, "list \"%s\" has no message \"%s\"", list->name, link);
}

static gboolean
withdraw(Call *call, const char *what, const char *done_word, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !need_reason(error))
        return FALSE;
    for (guint i = 1; i < call->n_arguments; i++) {
        g_autoptr(Rows) rows = NULL;
        ArchiveFind row;
        if (!find(call->store, list, call->arguments[i], &rows, &row, error))
            return FALSE;
        printf("%s: \"%s\" by %s\n", row.link, row.subject, row.author);
    }
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "%s %u?", what, call->n_arguments - 1))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    guint n = 0;
    for (guint i = 1; transaction != NULL && i < call->n_arguments; i++) {
        g_autoptr(Rows) rows = NULL;
        ArchiveFind row;
        ArchiveWithdraw result;
        if (!find(call->store, list, call->arguments[i], &rows, &row, error))
            return FALSE;
        g_autoptr(Rows) done =
            archive_withdraw(call->store, list->id, row.message, what, reason, error);
        if (done == NULL || !archive_withdraw_next(done, &result))
            return FALSE;
        n += (guint)result.done;
    }
    if (transaction == NULL || !transaction_commit(transaction, error))
        return FALSE;
    printf("%s %u\n", done_word, n);
    return TRUE;
}

gboolean
cmd_archive_hide(Call *call, GError **error)
{
    return withdraw(call, "hide", "hidden", error);
}

gboolean
cmd_archive_delete(Call *call, GError **error)
{
    return withdraw(call, "delete", "deleted", error);
}

gboolean
cmd_archive_unhide(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows = NULL;
    ArchiveFind row;
    ArchiveRestore result;

    if (list == NULL || !find(call->store, list, call->arguments[1], &rows, &row, error))
        return FALSE;
    if (g_str_equal(row.state, "delete"))
        return fail(error, ERROR_REFUSED, "\"%s\" was deleted for good", row.link);
    if (dry_run)
        return TRUE;
    g_autoptr(Rows) done = archive_restore(call->store, list->id, row.message, error);
    if (done == NULL || !archive_restore_next(done, &result))
        return FALSE;
    puts(result.done ? "shown again" : "it was not hidden");
    return TRUE;
}

/* --- redact --- */

static gboolean
redact_part(Call *call, const List *list, GError **error)
{
    g_autoptr(Rows) rows = NULL;
    ArchiveFind row;

    if (call->n_arguments < 2)
        return fail(error, ERROR_BAD_INPUT, "which message has the part?");
    if (!find(call->store, list, call->arguments[1], &rows, &row, error))
        return FALSE;
    printf("%s: \"%s\" by %s\n", row.link, row.subject, row.author);
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "empty part %s for good?", part))
        return FALSE;
    g_autoptr(GBytes) raw = g_bytes_new(row.raw.data, row.raw.size);
    g_autofree char *act = g_strconcat("empty part ", part, NULL);
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    return transaction != NULL && archive_empty_part(call->store, row.message, raw, part, error) &&
           archive_audit(call->store, list->id, row.message_id, act, reason, NULL, error) &&
           transaction_commit(transaction, error);
}

/* The messages that have the name: all of the list, or the one named. */
static gboolean
redact_named(Call *call, const List *list, gboolean change, guint *n, GError **error)
{
    const char *only = call->n_arguments > 1 ? call->arguments[1] : NULL;
    gint64 last = 0;
    guint found;

    *n = 0;
    do {
        g_autoptr(Rows) rows = archive_named(call->store, list->id, name, last, 100, error);
        ArchiveNamed row;
        if (rows == NULL)
            return FALSE;
        found = rows_count(rows);
        while (archive_named_next(rows, &row)) {
            last = row.message;
            if (only != NULL && !g_str_equal(only, row.message_id))
                continue;
            g_autoptr(GBytes) raw = g_bytes_new(row.raw.data, row.raw.size);
            ++*n;
            if (change && (!archive_remove_name(call->store, row.message, raw, name, error) ||
                           !archive_audit(call->store, list->id, row.message_id, "remove a name",
                                          reason, NULL, error)))
                return FALSE;
        }
    } while (found == 100);
    return TRUE;
}

static gboolean
redact_name(Call *call, const List *list, GError **error)
{
    guint n;

    if (strlen(name) < 3) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is too short: it would take letters out of words",
             name);
        return fail_hint(error, "name the person in full");
    }
    if (!redact_named(call, list, FALSE, &n, error))
        return FALSE;
    printf("%u messages have the name\n", n);
    if (dry_run || n == 0)
        return TRUE;
    if (!ask(yes, error, "take it out of them? Their attachments go too"))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    return transaction != NULL && redact_named(call, list, TRUE, &n, error) &&
           transaction_commit(transaction, error);
}

gboolean
cmd_archive_redact(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !need_reason(error))
        return FALSE;
    if ((part == NULL) == (name == NULL))
        return fail(error, ERROR_BAD_INPUT, "say what to take out with --part or with --name");
    if (!(part != NULL ? redact_part(call, list, error) : redact_name(call, list, error)))
        return FALSE;
    if (!dry_run)
        puts("redacted");
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-thread - threads made anew, and by hand where headers are wrong */
#include <stdio.h>

#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/archive-choose.h"
#include "cmd/archive.h"
#include "cmd/ask.h"
#include "cmd/counted.h"

static gboolean yes;
static char *reason;

#define REASON                                                                                     \
    {                                                                                              \
        "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, for the audit log", "TEXT"             \
    }

const GOptionEntry cmd_archive_rethread_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL}, {0}};
const GOptionEntry cmd_archive_split_options[] = {REASON, {0}};
const GOptionEntry cmd_archive_join_options[] = {REASON, {0}};

gboolean
cmd_archive_rethread(Call *call, GError **error)
{
    ArchiveRethread row;

    if (!ask(yes, error, "make all threads anew? Mail waits until it is done"))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    g_autoptr(Rows) rows = transaction != NULL ? archive_rethread(call->store, error) : NULL;
    if (rows == NULL || !archive_rethread_next(rows, &row) ||
        !transaction_commit(transaction, error))
        return FALSE;
    g_autofree char *all = counted(row.messages, "message", "messages");
    printf("went through %s\n", all);
    return TRUE;
}

/* The Message-ID of a message of the list. */
static char *
find(Store *store, const List *list, const char *link, GError **error)
{
    g_autoptr(Rows) rows = NULL;
    ArchiveChoose row;

    return archive_choose_one(store, list, link, &rows, &row, error) ? g_strdup(row.message_id)
                                                                     : NULL;
}

gboolean
cmd_archive_split(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autofree char *id = list != NULL ? find(call->store, list, call->arguments[1], error) : NULL;
    ArchiveSplit row;

    if (id == NULL)
        return FALSE;
    g_autoptr(Rows) rows = archive_split(call->store, id, reason != NULL ? reason : "", error);
    if (rows == NULL || !archive_split_next(rows, &row))
        return FALSE;
    puts(row.done ? "a thread begins there" : "a thread began there already");
    return TRUE;
}

gboolean
cmd_archive_join(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autofree char *id = list != NULL ? find(call->store, list, call->arguments[1], error) : NULL;
    g_autofree char *other = id != NULL ? find(call->store, list, call->arguments[2], error) : NULL;
    ArchiveJoin row;

    if (other == NULL)
        return FALSE;
    g_autoptr(Rows) rows =
        archive_join(call->store, id, other, reason != NULL ? reason : "", error);
    if (rows == NULL || !archive_join_next(rows, &row))
        return FALSE;
    puts(row.done ? "they are in one thread" : "they were in one thread already");
    return TRUE;
}

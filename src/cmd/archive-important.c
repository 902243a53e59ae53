/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-important - mark a post for those who read the important alone */
#include <stdio.h>

#include "base/error.h"
#include "list/important.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/archive-choose.h"
#include "cmd/archive.h"
#include "cmd/ask.h"

static gboolean undo;
static gboolean yes;
static gboolean dry_run;

const GOptionEntry cmd_archive_important_options[] = {
    {"undo", 0, 0, G_OPTION_ARG_NONE, &undo, "take the mark back; what was sent stays sent", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell whom it would reach, and change nothing",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {0}};

static const char *
people(gint64 n)
{
    return n == 1 ? "reader" : "readers";
}

gboolean
cmd_archive_important(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows = NULL;
    ImportantMark done;
    ArchiveChoose row;
    gint64 readers = 0;

    if (list == NULL)
        return FALSE;
    if (!archive_choose_one(call->store, list, call->arguments[1], &rows, &row, error))
        return FALSE;
    if (!g_str_equal(row.state, "shown")) {
        fail(error, ERROR_REFUSED, "\"%s\" was taken out of the archive", row.link);
        return fail_hint(error, "archive unhide shows it again, where it was hidden");
    }
    if (!undo && !important_count(call->store, list->id, row.message, &readers, error))
        return FALSE;
    printf("%s: \"%s\" by %s\n", row.link, row.subject, row.author);
    if (dry_run) {
        if (!undo)
            printf("would go to %" G_GINT64_FORMAT " more %s\n", readers, people(readers));
        return TRUE;
    }
    if (readers > 0 &&
        !ask(yes, error, "send it to %" G_GINT64_FORMAT " more %s?", readers, people(readers)))
        return FALSE;
    if (!important_mark(call->store, list->id, row.message, !undo, &done, error))
        return FALSE;
    if (!done.changed)
        puts(undo ? "it was not marked" : "it was marked already");
    else if (undo)
        puts("the mark is taken back");
    else
        printf("marked important; goes to %" G_GINT64_FORMAT " more %s\n", done.recipients,
               people(done.recipients));
    return TRUE;
}

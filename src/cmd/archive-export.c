/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-export - a list's archive as an mbox that any mail program reads, and import takes back
 */
#include <errno.h>
#include <stdio.h>

#include "archive/export.h"
#include "base/error.h"
#include "list/list.h"

#include "cmd/archive.h"
#include "cmd/progress.h"

static char *output;

const GOptionEntry cmd_archive_export_options[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "write to a file (default: print)", "FILE"},
    {0}};

static void
on_progress(gint64 mails, gpointer data)
{
    progress_update(data, mails, 0);
}

/* A file appears when it is whole. */
static gboolean
write_file(Store *store, gint64 list, gint64 *mails, GError **error)
{
    g_autofree char *part = g_strconcat(output, ".part", NULL);
    FILE *file = fopen(part, "we");

    if (file == NULL)
        return fail(error, ERROR_REFUSED, "cannot write \"%s\": %s", part, g_strerror(errno));
    g_autoptr(Progress) progress = progress_start("mails", 0);
    gboolean good = archive_export_list(store, list, file, on_progress, progress, mails, error);
    if (fclose(file) != 0 && good)
        good = fail(error, ERROR_TRY_LATER, "could not write \"%s\": %s", part, g_strerror(errno));
    if (good && rename(part, output) != 0)
        good = fail(error, ERROR_REFUSED, "cannot write \"%s\": %s", output, g_strerror(errno));
    if (!good)
        remove(part);
    return good;
}

gboolean
cmd_archive_export(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    gint64 mails = 0;

    if (list == NULL)
        return FALSE;
    if (output == NULL)
        return archive_export_list(call->store, list->id, stdout, NULL, NULL, &mails, error);
    if (!write_file(call->store, list->id, &mails, error))
        return FALSE;
    printf("wrote %" G_GINT64_FORMAT " mails\n", mails);
    return TRUE;
}

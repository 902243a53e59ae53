/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-export - a list's archive as an mbox that any mail program reads, and import takes back
 */
#include <stdio.h>

#include "archive/export.h"
#include "base/error.h"
#include "list/list.h"

#include "cmd/archive.h"
#include "cmd/counted.h"
#include "cmd/intake.h"
#include "cmd/output-file.h"
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

static gboolean
write_file(Store *store, gint64 list, gint64 *mails, GError **error)
{
    g_autoptr(OutputFile) file = output_file_open(output, error);

    if (file == NULL)
        return FALSE;
    g_autoptr(Progress) progress = progress_start("mails", 0);
    return archive_export_list(store, list, output_file_stream(file), on_progress, progress, mails,
                               error) &&
           output_file_finish(g_steal_pointer(&file), error);
}

gboolean
cmd_archive_export(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    gint64 mails = 0;

    if (list == NULL || !intake_tell(call, list, "they are not in what is exported", error))
        return FALSE;
    if (output == NULL)
        return archive_export_list(call->store, list->id, stdout, NULL, NULL, &mails, error);
    if (!write_file(call->store, list->id, &mails, error))
        return FALSE;
    g_autofree char *wrote = counted(mails, "mail", "mails");
    printf("wrote %s\n", wrote);
    return TRUE;
}

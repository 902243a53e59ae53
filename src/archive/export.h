/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export - a list's archive as one mbox
 *
 * mboxrd: one ">" more before each line ">*From ", so that an import gives back the same bytes. A
 * mail that does not end a line gets a line end; a hidden or deleted one is not there.
 */
#pragma once

#include <stdio.h>

#include "store/store.h"

/* Appends one mail to `out`. `date` as microseconds since the epoch; `sender` may be NULL. */
void archive_mbox_append(GString *out, const char *sender, gint64 date, const guint8 *raw,
                         gsize size);

/* Writes all of a list to `file`, oldest first; `mails` gets how many. `progress` may be NULL.
 * ERROR_TRY_LATER when the file cannot be written. */
gboolean archive_export_list(Store *store, gint64 list, FILE *file,
                             void (*progress)(gint64 mails, gpointer data), gpointer data,
                             gint64 *mails, GError **error);

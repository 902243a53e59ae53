/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import-inside - what the files of an import share; for import.c and import-known.c alone */
#pragma once

#include "archive/import.h"
#include "archive/message.h"

typedef struct {
    ArchiveFound found;
    char *hash; /* hexadecimal SHA-256; NULL for what is no mail */
    ArchiveOutcome outcome;
    ArchiveMessage *message; /* NULL until parsed */
} ImportItem;

typedef struct {
    GArray *items; /* of ImportItem */
    GPtrArray *broken;
    gint64 done;
    gint64 total;
    gboolean is_last;
} ImportBatch;

typedef struct {
    Store *store;
    const ArchivePlan *plan;
    ArchiveSource *source;
    GAsyncQueue *empty; /* on their way to the reader */
    GAsyncQueue *read;
    GAsyncQueue *fresh; /* looked up, on their way to the parser */
    GAsyncQueue *parsed;
    GHashTable *seen; /* hashes of this import */
    gint stop;        /* atomic: the reader ends with the batch it has */
} ImportWork;

static inline ImportItem *
import_item(const ImportBatch *batch, guint i)
{
    return &g_array_index(batch->items, ImportItem, i);
}

/* Marks what is on the list by its bytes, and what came before in this import. */
gboolean import_find_bytes(ImportWork *import, ImportBatch *batch, GError **error);

/* Of what was parsed, marks the pages whose mail is here, and what was deleted, however it looks
 * today. */
gboolean import_find_parsed(ImportWork *import, ImportBatch *batch, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - mails of elsewhere become messages of the archive
 *
 * In transactions of many mails: what is broken off stands where it was, and goes on when it is
 * called again, since a mail that is on the list is passed over by the hash of its bytes. Nobody is
 * written to.
 */
#pragma once

#include "archive/source.h"
#include "store/store.h"

typedef enum {
    IMPORT_FILED,
    IMPORT_KNOWN,     /* it is on the list already */
    IMPORT_REPEATED,  /* it came in this import before */
    IMPORT_WITHDRAWN, /* it was deleted from the list, and stays so */
    IMPORT_NO_MAIL,   /* a file that holds none */
    IMPORT_UNWANTED,  /* the plan wants others */
    IMPORT_N_OUTCOMES
} ArchiveOutcome;

/* What became of one; texts last for the call. */
typedef struct {
    const char *place;
    const char *message_id; /* NULL where it was not looked at */
    ArchiveOutcome outcome;
    const char *const *oddities; /* NULL: none */
    const char *date_reason;     /* NULL where it was not looked at */
} ArchiveNews;

typedef struct {
    gint64 list;
    MboxKind kind;
    gboolean dry_run;
    /* NULL: every mail; else whether one with these bytes (SHA-256, hexadecimal) is. */
    gboolean (*wants)(const char *hash, gpointer data);
    void (*news)(const ArchiveNews *news, gpointer data);
    void (*broken)(const char *words, gpointer data); /* a file that could not be read to its end */
    void (*progress)(gint64 done, gint64 total, gpointer data);
    gpointer data;
} ArchivePlan;

/* Errors: those of archive_source_open() and of the store; a broken file is told and passed over.
 */
gboolean archive_import(Store *store, const char *const *paths, const ArchivePlan *plan,
                        GError **error);

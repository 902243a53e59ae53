/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - bring people in, one or a hundred thousand
 *
 * Order of calls: rows from import_read() or made by hand with import_row_new(); then
 * import_prepare(), which looks every name up; then import_store(). A row that cannot be taken
 * has `refusal` set by whichever step found out, and never stops the others.
 *
 * What is known of a person is added to and never taken away: name and language are replaced
 * where the row gives them; territories, interests, knowledge and lists are added. Who has left a
 * list is never put on it again. The same rows twice change nothing.
 */
#pragma once

#include "store/store.h"

typedef struct {
    guint line; /* where the row begins in its file, from 1 */
    char *address;
    char *name;         /* NULL: not said */
    char *language;     /* NULL: not said */
    char **territories; /* as written; never NULL in a row that was made here */
    char **interests;
    char **knowledge;
    char **lists;
    char *refusal; /* why the row cannot be taken; NULL: it can */
    /* Set by import_prepare(): */
    char *address_key;
    char *territory_ids; /* arrays in PostgreSQL's text form */
    char *interest_ids;
    char *list_ids;
} ImportRow;

#define IMPORT_MAX_BYTES (256 * 1024 * 1024)
#define IMPORT_MAX_ROWS 1000000

ImportRow *import_row_new(void);
void import_row_free(ImportRow *row);

/* The rows of a CSV file (RFC 4180, UTF-8 with or without byte order mark, comma or semicolon),
 * as a GPtrArray of ImportRow. The first line names the columns: address, name, territory,
 * interests, language, knowledge, lists, or the French words; only address must be there. Several
 * values in a field stand between semicolons or bars. A file that is no such CSV is
 * ERROR_BAD_INPUT naming the line; nothing is returned then. */
GPtrArray *import_read(const char *data, gsize size, GError **error);

typedef struct {
    const char *const *lists; /* names of lists that everybody goes on besides; NULL: none */
    const char *how;          /* the proof: by whom, and what people agreed to */
    gboolean only_new;        /* a known address is ERROR_CONFLICT */
    gboolean dry_run;         /* do it all, count, and roll back */
    void (*progress)(gint64 done, gint64 total, gpointer data); /* may be NULL */
    gpointer data;
} ImportPlan;

typedef struct {
    gint64 added;
    gint64 changed;
    gint64 unchanged;
    gint64 have_left; /* of these, how many are not put on a list because they left it */
} ImportResult;

/* Checks every row and looks up what it names. FALSE only when a list of the plan is unknown
 * (ERROR_NOT_FOUND) or the database fails. */
gboolean import_prepare(Store *store, GPtrArray *rows, const ImportPlan *plan, GError **error);

/* How many rows are refused so far. */
guint import_refused(const GPtrArray *rows);

/* Stores the rows that are not refused, in one transaction: all of them or none. */
gboolean import_store(Store *store, const GPtrArray *rows, const ImportPlan *plan,
                      ImportResult *result, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - bring people in, one or a hundred thousand
 *
 * import_file() reads a file a chunk of rows at a time and stores the good ones, all in one
 * transaction; import_one() does it for one row made by hand. A row that cannot be taken has
 * `refusal` set by whichever step found out, and never stops the others.
 *
 * What is known of a person is added to and never taken away: name, language and notes are
 * replaced where the row gives them; territories, interests, programmes, knowledge, lists and other
 * addresses are added. Who has left a list is never put on it again. An other address that is
 * somebody else's refuses the row: two people are made one by hand. The same rows twice change
 * nothing.
 */
#pragma once

#include "store/store.h"

/* What another system says of somebody; only the first is ever put on a list as confirmed. */
typedef enum {
    IMPORT_MEMBER,
    IMPORT_UNCONFIRMED, /* was asked, has not answered */
    IMPORT_SILENT,      /* a member who gets no mail (nomail) */
    IMPORT_LEFT,        /* unsubscribed */
    IMPORT_BOUNCED,     /* cleaned, bouncing */
    IMPORT_BLOCKED      /* blocklisted, banned */
} ImportStanding;

/* How somebody reads a list, in words of the database that are constants; NULL: not said. */
typedef struct {
    const char *delivery; /* each, digest, important or none */
    const char *every;    /* of digests: daily or weekly */
    const char *form;     /* of digests: mime or plain */
    gint posts;           /* how many posts a digest waits for at most; 0: as the list says */
} ImportReading;

typedef struct {
    guint line;    /* where the row begins in its file, from 1 */
    char **fields; /* as the file has them; NULL unless asked for */
    char *address;
    char *name; /* NULL: not said, as below */
    char *language;
    char *notes;
    ImportReading reading; /* of the lists that say nothing of it */
    ImportStanding standing;
    char **territories; /* as written; never NULL in a row that was made here */
    char **interests;
    char **programmes;
    char **others; /* addresses beside the one that mail goes to */
    char **knowledge;
    char **lists;  /* NAME[:STATE][:READING]... */
    char *refusal; /* why the row cannot be taken; NULL: it can */
} ImportRow;

/* A field has at most so many values and bytes, a row so many bytes and columns. */
#define IMPORT_MAX_VALUES 100
#define IMPORT_MAX_FIELD 10000
#define IMPORT_MAX_ROW (256 * 1024)
#define IMPORT_MAX_COLUMNS 200

ImportRow *import_row_new(void);
void import_row_free(ImportRow *row);

/* What became of a row. */
typedef struct {
    const ImportRow *row;
    const char *outcome; /* "added", "changed", "unchanged" or "refused" */
    const char *detail;  /* what changes, why it is refused, what it is kept off; NULL: nothing */
} ImportNews;

typedef struct {
    const char *const *lists; /* names of lists that everybody goes on besides; NULL: none */
    const char *how;          /* the proof: by whom, and what people agreed to */
    gint64 agreed_at;         /* when they did, microseconds since the epoch; 0: now */
    gboolean dry_run;         /* find out everything, and write nothing */
    char separator;           /* 0: found out from the file */
    const char *const *map;   /* HEADING=FIELD words; NULL: none */
    gboolean keep_fields;     /* rows have `fields` */
    /* All may be NULL. */
    void (*started)(const char *kind, const char *const *headings, gpointer data);
    void (*news)(const ImportNews *news, gpointer data);
    void (*progress)(gint64 done, gint64 total, gpointer data); /* bytes of the file */
    gpointer data;
} ImportPlan;

typedef struct {
    gint64 added;
    gint64 changed;
    gint64 unchanged;
    gint64 refused;
    gint64 have_left; /* of these, who is not put on a list because they left it */
    gint64 by_standing[IMPORT_BLOCKED + 1]; /* of the good rows, what their system said of them */
} ImportResult;

/* Imports a file: CSV with headings, or an export of another system (import-format.h). UTF-8,
 * UTF-16 with its mark, or Windows-1252. FALSE when the file cannot be read or understood at all
 * (ERROR_NOT_FOUND, ERROR_BAD_INPUT), a list of the plan is unknown (ERROR_NOT_FOUND) or the
 * database fails; then nothing is stored. `finder`, another connection of the same kind, looks
 * things up while `store` writes; `store` itself may be given for it. */
gboolean import_file(Store *store, Store *finder, const char *path, const ImportPlan *plan,
                     ImportResult *result, GError **error);

/* Stores one row. ERROR_BAD_INPUT with the reason when it is refused, ERROR_CONFLICT when its
 * address is known already. */
gboolean import_one(Store *store, ImportRow *row, const ImportPlan *plan, GError **error);

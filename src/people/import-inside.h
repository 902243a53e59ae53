/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-inside - what the files of import share
 *
 * ImportSource gives text, ImportReader makes rows of it, ImportWords makes numbers of their
 * words, ImportWriter stores them.
 */
#pragma once

#include "people/import-format.h"
#include "people/import.h"

/* --- rows --- */

/* The problem and its hint become the row's refusal, unless it has one. */
void import_row_refuse(ImportRow *row, const GError *problem);
/* Checks what can be told without the database, makes language and knowledge uniform and returns
 * the address's key; NULL when the row is or was refused. Free it. */
char *import_row_check(ImportRow *row);
/* "a; b | c" as words, where one of the characters `between` stands between two; NULL when there
 * are more than IMPORT_MAX_VALUES. Free it. */
#define IMPORT_BETWEEN ";|"
char **import_values(const char *text, const char *between);

/* Takes "digest", "weekly", "résumé hebdomadaire": what it says replaces what was said before.
 * FALSE when a word is none. */
gboolean import_reading_take(ImportReading *reading, const char *text);
/* The delivery: digest where only something of digests is said; NULL: nothing is. */
const char *import_reading_delivery(const ImportReading *reading);

/* The name in "LIST:STATE:DELIVERY:+TOPIC+TOPIC". Free it. */
char *import_place_name(const char *word);
/* The words for topics in it; none for most. NULL when there are more than IMPORT_MAX_VALUES.
 * Free them. */
char **import_place_topics(const char *word);

/* --- text: a file as UTF-8, whatever it was --- */

typedef struct ImportSource ImportSource;
ImportSource *import_source_open(const char *path, GError **error);
/* Bytes read so far into `buffer`: 0 at the end, -1 with an error. */
gssize import_source_read(ImportSource *source, char *buffer, gsize size, GError **error);
gint64 import_source_size(const ImportSource *source);          /* of the file, in bytes */
gint64 import_source_done(const ImportSource *source);          /* of these, how many are read */
const char *import_source_encoding(const ImportSource *source); /* a constant: "UTF-8" */
void import_source_free(ImportSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportSource, import_source_free)

/* --- text to rows --- */

typedef struct ImportReader ImportReader;
/* `separator` 0: from the first line; `map`: HEADING=FIELD words or NULL, not copied. */
ImportReader *import_reader_new(char separator, const char *const *map, gboolean keep_fields);
/* Takes the next piece of text; with `last` it is the end. Whole rows are added to `rows`. FALSE
 * (ERROR_BAD_INPUT) when the file as a whole cannot be understood: headings, separator. */
gboolean import_reader_feed(ImportReader *reader, const char *text, gsize size, gboolean last,
                            GPtrArray *rows, GError **error);
/* What was recognised, and its headings; NULL until the first row is read. */
const char *import_reader_kind(const ImportReader *reader);
const char *const *import_reader_headings(const ImportReader *reader);
void import_reader_free(ImportReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportReader, import_reader_free)

/* --- a chunk of rows at a time, read while another is worked on --- */

/* Neither is owned, and nobody else may use them until import_ahead_free(), but between
 * import_ahead_next() and import_ahead_go(). */
typedef struct ImportAhead ImportAhead;
ImportAhead *import_ahead_new(ImportSource *source, ImportReader *reader);
/* The next chunk of ImportRow, freed with it; `done`: bytes of the file that are read. NULL with
 * the errors of import_source_read() and import_reader_feed(). */
GPtrArray *import_ahead_next(ImportAhead *ahead, gboolean *is_last, gint64 *done, GError **error);
/* Begins to read the chunk that follows. */
void import_ahead_go(ImportAhead *ahead);
void import_ahead_free(ImportAhead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportAhead, import_ahead_free)

/* --- addresses that were in the file already --- */

/* Remembers 96 bits of each key, so that a million of them take 32 MB. */
typedef struct ImportSeen ImportSeen;
ImportSeen *import_seen_new(void);
/* The line on which the key was first seen, 0: it was not; then `line` is remembered. */
guint import_seen_line(ImportSeen *seen, const char *key, guint line);
void import_seen_free(ImportSeen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportSeen, import_seen_free)

/* --- words to numbers --- */

/* Numbers of territories and the like, ascending. */
typedef struct {
    gint32 *all; /* NULL: none */
    guint n;
} ImportNumbers;

typedef struct {
    gint64 list;
    const char *state;     /* confirmed, unconfirmed or unsubscribed: a constant */
    ImportReading reading; /* all of it */
    ImportNumbers topics;  /* none: everything */
} ImportPlace;

/* How the row's person is on the list that `word` names, but for number and topics of it. FALSE
 * when something behind the name is none of that. */
gboolean import_place_read(const ImportRow *row, const char *word, ImportPlace *place);

/* An address beside the one that mail goes to. */
typedef struct {
    const char *address; /* in the row */
    char *key;
    gint64 owner; /* who has it, once compared; 0: nobody */
} ImportOther;

/* A row with its numbers. */
typedef struct {
    ImportRow *row;
    char *key;
    gint64 subscriber;
    gboolean is_new;
    gboolean is_changed; /* in more than its lists */
    char *knowledge;     /* an array in PostgreSQL's text form, ascending */
    ImportNumbers territories;
    ImportNumbers places;
    ImportNumbers interests;
    ImportNumbers programmes;
    ImportOther *others; /* each once; NULL: none */
    guint n_others;
    GArray *lists;    /* of ImportPlace */
    GString *changes; /* of who is known; NULL: nothing would change */
    GString *kept;    /* what the person is kept off; NULL: nothing */
} ImportPerson;

typedef struct ImportWords ImportWords;
ImportWords *import_words_new(void);
/* Looks up what the rows' words mean, each word once as long as it is remembered; rows with
 * words that mean nothing are refused. FALSE only when the database fails. */
gboolean import_words_resolve(ImportWords *words, Store *store, ImportPerson *people, guint n,
                              GError **error);
void import_words_free(ImportWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportWords, import_words_free)

void import_person_clear(ImportPerson *person);

/* --- into the database --- */

/* Finds out who is known and what would change; refuses whom an import must not bring back. */
gboolean import_store_compare(Store *store, ImportPerson *people, guint n, GError **error);
/* The same of other addresses, once it is known who is known: leaves those to be added. Who was
 * erased stays so under each address. */
gboolean import_others_compare(Store *store, ImportPerson *people, guint n, GError **error);
/* Sends them, as import_store_write(). */
gboolean import_others_write(Store *store, const ImportPerson *people, guint n, GError **error);
/* Sends who goes on which list, with the proofs, as import_store_write(). */
gboolean import_lists_write(Store *store, const ImportPerson *people, guint n,
                            const ImportPlan *plan, gint64 agreed_at, GError **error);
/* Gives those who are new their numbers. */
gboolean import_store_number(Store *store, ImportPerson *people, guint n, GError **error);
/* Sends what is to be written into the pipeline that is open. */
gboolean import_store_write(Store *store, const ImportPerson *people, guint n,
                            const ImportPlan *plan, gint64 agreed_at, GError **error);

/* --- one chunk while the next is read --- */

typedef struct {
    GPtrArray *rows; /* of ImportRow, freed with it */
    ImportPerson *people;
    guint n;
} ImportChunk;

/* Takes the rows; their people are empty. */
ImportChunk *import_chunk_new(GPtrArray *rows);
void import_chunk_free(ImportChunk *chunk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportChunk, import_chunk_free)

/* `is_beside`: in a thread of its own, so that nobody else may use `store` from give to wait. */
typedef struct ImportWriter ImportWriter;
ImportWriter *import_writer_new(Store *store, const ImportPlan *plan, gint64 agreed_at,
                                gboolean is_beside);
/* Takes a chunk that was compared and numbered, once the one before is written: FALSE when that
 * could not be, and then the chunk is gone too. */
gboolean import_writer_give(ImportWriter *writer, ImportChunk *chunk, GError **error);
/* Waits until all that was given is written. */
gboolean import_writer_wait(ImportWriter *writer, GError **error);
void import_writer_free(ImportWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportWriter, import_writer_free)

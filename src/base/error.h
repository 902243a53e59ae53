/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error - what a caller should do about a failure
 *
 * Every failure in Colporteur is a GError of domain COLPORTEUR_ERROR whose code says what the
 * caller should do, not what went wrong inside. One table (error_row) maps a code to an exit
 * status (sysexits.h), to an SMTP reply (RFC 5321 with RFC 3463 codes) and to a log level.
 *
 * Messages follow one rule: "could not" may work later, "cannot" never will; names are quoted;
 * no full stop, no capital, no newline. What to do about it goes into the hint.
 */
#pragma once

#include <glib.h>

typedef enum {
    ERROR_TRY_LATER, /* a thing outside is away; the same call may work later */
    ERROR_REFUSED,   /* understood, and not allowed */
    ERROR_NOT_FOUND, /* what was named does not exist */
    ERROR_BAD_INPUT, /* what was given cannot be understood */
    ERROR_WRONG_USE, /* a command was called with words or options that it does not know */
    ERROR_CONFLICT,  /* exists already, or somebody else changed it meanwhile */
    ERROR_SETTINGS,  /* the settings are wrong; once somebody has mended them it works */
    ERROR_BUG,       /* a mistake of ours */
    ERROR_N_KINDS
} ErrorKind;

typedef struct {
    const char *word;     /* "try later", for logs */
    int exit_status;      /* sysexits.h */
    int reply;            /* SMTP reply code */
    const char *status;   /* enhanced status code, RFC 3463 */
    GLogLevelFlags level; /* how loudly to log it */
    gboolean permanent;   /* trying again changes nothing */
} ErrorRow;

#define COLPORTEUR_ERROR (colporteur_error_quark())
GQuark colporteur_error_quark(void);

/* Sets `error` (may be NULL) and returns FALSE, so that a failing line is one line:
 *     return fail(error, ERROR_NOT_FOUND, "no list is called \"%s\"", name); */
gboolean fail(GError **error, ErrorKind kind, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same for functions that return a pointer: returns NULL. */
gpointer fail_null(GError **error, ErrorKind kind, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Adds to a set `error` the sentence that says what to do about it; replaces an earlier hint.
 * Does nothing when `error` or `*error` is NULL or of another domain. Returns FALSE always, so
 * that it can close a function after fail(). */
gboolean fail_hint(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Gives a set `error` an enhanced status code (RFC 3463) of its own in place of its kind's; it must
 * be of the same class, 4 or 5. `status` is a constant. Returns FALSE always. */
gboolean fail_status(GError **error, const char *status);

/* Gives a set `error` the same sentence in the language of the person whom it concerns, who is not
 * the one at the command line: the author of a mail. Copied. Returns FALSE always. */
gboolean fail_words(GError **error, const char *words);

/* That sentence, or NULL. Owned by the error. */
const char *error_words(const GError *error);

/* The enhanced status code of any error: its own, or its kind's. Never NULL. */
const char *error_status(const GError *error);

/* Marks a set `error` as a failure of our own side (the database, the disk), whatever its kind says
 * to a person at the command line: mail is never refused for it. Returns FALSE always. */
gboolean fail_inside(GError **error);

/* Whether mail should wait rather than be refused: marked so, or of a kind that may pass. */
gboolean error_is_inside(const GError *error);

/* The hint of an error, or NULL. Owned by the error. */
const char *error_hint(const GError *error);

/* Says of a set `error` where in what was typed the mistake is: `column` counts characters of
 * `text` from 1. Who said so first knows best and is not overruled. Returns FALSE always. */
gboolean fail_place(GError **error, const char *text, guint column);

/* That text and its column; NULL when nobody said so. Owned by the error. */
const char *error_place(const GError *error, guint *column);

/* The kind of any GError: its own for COLPORTEUR_ERROR; for GLib's domains the nearest
 * (G_IO_ERROR_NOT_FOUND and G_FILE_ERROR_NOENT are ERROR_NOT_FOUND, permission is
 * ERROR_REFUSED, option and key file errors are ERROR_BAD_INPUT); ERROR_TRY_LATER otherwise. */
ErrorKind error_kind(const GError *error);

/* The row of the one table. Never NULL. */
const ErrorRow *error_row(ErrorKind kind);

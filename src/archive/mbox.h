/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mbox - the mails of a file that holds many, whichever of its kinds it is
 *
 * mboxrd, mboxo, mboxcl and mboxcl2 differ in what they do to a line of a mail that begins with
 * "From ", which is how the next mail begins. A mail ends before a line that can be nothing else:
 * "From ", something, and a date as ctime() writes it, or behind an empty line anything and then a
 * header every mail has. A Content-Length is believed when a mail ends where it says. What is
 * before the first such line, or lacks its empty line, is read and told.
 */
#pragma once

#include "archive/window.h"

typedef enum {
    MBOX_RD,  /* one ">" less before ">From ", ">>From "... */
    MBOX_O,   /* ">From " was "From "; ">>From " is itself */
    MBOX_CL2, /* nothing was changed: Content-Length says where a mail ends */
    MBOX_AUTO /* the default: as MBOX_RD, but a mail whose Content-Length holds and that has a line
                 "From " in it was not changed */
} MboxKind;

typedef struct {
    GBytes *raw;        /* the mail, without its "From " line; NULL: there is no other */
    gint64 arrival;     /* what that line says, taken for UTC; 0: nothing */
    gint64 offset;      /* where it begins in the file */
    const char *oddity; /* "mbox-cut", "no-blank-line", or NULL */
} MboxMail;

/* The most bytes of one mail: what is longer is cut there, and told as "too-long". */
#define MBOX_MAIL_MAX (64 * 1024 * 1024)

/* TRUE for a line (its end not counted) that begins a mail; `arrival` gets its date, or 0. */
gboolean mbox_from_line(const char *line, gsize size, gint64 *arrival);

/* TRUE where what is in sight begins like a mail: with headers, of which every mail has at least
 * one. "root:x:0:0:" is no header of one. */
gboolean mbox_is_mail(const Window *window);

/* TRUE where what is in sight of a file that does not begin like an mbox is the rest of one that
 * was cut: a mail begins further down, and what is before it has not the headers of one. */
gboolean mbox_is_rest(const Window *window);

/* The next mail. Its raw bytes are the caller's. Errors are the window's: of a file that is broken
 * or cut off, each whole mail comes before. */
gboolean mbox_next(Window *window, MboxKind kind, MboxMail *mail, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail-inside - what the files behind mail.h share; nobody else includes it */
#pragma once

#include "mime/gmime.h"
#include "mime/mail.h"

/* Where part i of the mail lies; same index as Mail.parts. */
typedef struct {
    gsize head;       /* where its headers begin */
    gsize start, end; /* its body in the raw bytes, still encoded */
    GMimeContentEncoding encoding;
    guint alternative; /* the multipart/alternative it belongs to, 0 for none */
    gboolean flowed, delsp;
} PartPlace;

struct MailInside {
    GStringChunk *strings; /* all strings of the mail */
    GArray *headers;       /* of MailHeader */
    GArray *parts;         /* of MailPart */
    GArray *places;        /* of PartPlace */
    GPtrArray *references;
    GPtrArray *oddities;
};

const char *mail_keep(Mail *mail, const char *string); /* copy or NULL */
void mail_note(Mail *mail, const char *oddity);        /* a literal; once each */

/* Where a delimiter line (RFC 2046, 5.1.1) is, and what follows it. */
typedef struct {
    gsize line, next;
    gboolean closes;
} Delimiter;

/* The first delimiter line of `boundary` at or behind `at`, which is the beginning of a line. */
gboolean delimiter_find(const char *data, gsize at, gsize end, const char *boundary,
                        Delimiter *delimiter);

/* Finds the parts of the entity whose headers begin at 0. */
void mail_walk(Mail *mail);

/* TRUE when part `index` is text to show: not attached, not a file. */
gboolean part_is_shown(const Mail *mail, guint index, const char *content_type);

/* Decodes the transfer encoding of part `index`, at most about `max` bytes of it. */
GByteArray *part_decode(const Mail *mail, guint index, gsize max);

/* The decoded size of part `index`. */
gsize part_size(const Mail *mail, guint index);

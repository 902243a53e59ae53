/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message - what the archive keeps of a mail, worked out before the database is asked */
#pragma once

#include "mime/mail.h"

enum {
    ARCHIVE_TEXT_MAX = 1024 * 1024, /* bytes of text kept to be shown and searched */
    ARCHIVE_SUBJECT_MAX = 998,
    ARCHIVE_NAME_MAX = 200,
    ARCHIVE_REFERS_MAX = 300
};

/* A row of table message, whose columns say what each is. */
typedef struct {
    GBytes *raw;
    GBytes *content_hash;
    char *message_id;
    char *short_hash;
    char **refers_to;
    char *from_name;
    char *from_address; /* NULL when there is none */
    char *subject;
    char *body;
    char *html; /* NULL where there is a text part */
    gint64 date;
    const char *date_reason; /* a constant */
    gint64 date_header;      /* 0 when it says nothing that can be read */
    char *parts;             /* JSON */
    gint32 attachments;
    char **oddities;
    GBytes *search;        /* a tsvector, in binary; NULL: the database makes it */
    GBytes *search_quoted; /* what stands behind the author's name in it; NULL with it */
} ArchiveMessage;

/* Of `mail`, parsed from `raw` or from its CRLF form, which came at `arrival` (microseconds since
 * the epoch). Cannot fail: what is wrong with the mail is an oddity. archive_message_free(). */
ArchiveMessage *archive_message_new(const Mail *mail, GBytes *raw, gint64 arrival);
void archive_message_free(ArchiveMessage *message);

/* Where a mail answers what is in no archive, such as a digest: its headers name `named`, which
 * would keep all that answer it together, and mean `meant` (NULL: nothing there is). */
typedef struct {
    const char *named;
    const char *meant;
} ArchiveAnswer;

/* Has `message` refer to what is meant in place of what is named. Copies both; cannot fail. */
void archive_message_answers(ArchiveMessage *message, const ArchiveAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ArchiveMessage, archive_message_free)

/* The Message-ID a mail is filed under: its own, or where it has none one that is made from the
 * SHA-256 of `raw`, the same whenever and wherever it is made. Free it. */
char *archive_message_id(const Mail *mail, GBytes *raw);

/* The date a mail is filed by, and why: "date" (its own, when it is neither before 1980 nor more
 * than a day after it arrived, nor a year older than that), "received" (the topmost Received, when
 * it is neither before 1980 nor more than a day after `arrival`) or "accepted" (`arrival`: our
 * clock, or where a mail comes from elsewhere the time it was put there). Microseconds since the
 * epoch. */
gint64 archive_date(const Mail *mail, gint64 arrival, const char **reason);

/* Message-IDs a mail refers to: References, then In-Reply-To unless among them, so nearest last;
 * without `message_id`, its own; at most ARCHIVE_REFERS_MAX. g_strfreev(). */
char **archive_refers_to(const Mail *mail, const char *message_id);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce-inside - what the files behind bounce-classify.h share; nobody else includes it */
#pragma once

#include "mime/mail.h"

#include "mailing/bounce-classify.h"

/* What there is to read in a mail. */
typedef struct {
    char *head;         /* header lines, unfolded and decoded */
    char *text;         /* what people are told, without the letter that is returned */
    GPtrArray *lines;   /* the same, a char * each */
    GPtrArray *groups;  /* of ReportGroup: of the report, or NULL */
    gboolean is_report; /* declared as one: its statuses are meant */
    gboolean is_feedback;
    gboolean is_receipt;
} BounceText;

BounceText *bounce_text_read(const BounceRules *rules, const Mail *mail, GPtrArray *oddities);
void bounce_text_free(BounceText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BounceText, bounce_text_free)

/* Somebody that a text is about, and what it says of them. */
typedef struct {
    char *address;
    char *said; /* the lines around them */
} BounceMention;

/* Whom the lines of a text name, each once, in order; of BounceMention. */
GPtrArray *bounce_mentions(const BounceRules *rules, const BounceText *text);

/* What is known of one recipient; any may be "". */
typedef struct {
    const char *status; /* of the report */
    const char *code;   /* what the server said, in the report */
    const char *around; /* what the text says of them */
    const char *all;    /* what it says at all */
    gboolean delayed;   /* the server goes on trying */
    gboolean is_report;
} BounceEvidence;

/* Fills reason, class, rule, status, reply and said. */
void bounce_judge(const BounceRules *rules, const BounceEvidence *evidence, BounceVerdict *verdict);

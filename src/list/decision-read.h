/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decision-read - what somebody who decides by mail answered */
#pragma once

#include "mime/mail.h"

#include "list/command-words.h"

/* What a moderator answered: the first line that is neither empty nor quoted, nor greets. */
typedef struct {
    const char *decision; /* "accept", "trust", "important", "reject", "discard", "yes" which is
                             less than a word of one's own choice, ...; NULL: not understood */
    char *text; /* what stands behind the word, up to the quotation or signature, no tokens */
    gboolean is_asked; /* its line has a question mark */
    gboolean is_alone; /* nothing else is said: neither on its line nor below it */
    char *topics;      /* what the post is about, as said behind "topics"; NULL: not said */
} MailDecision;

void mail_decision_clear(MailDecision *decision);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailDecision, mail_decision_clear)

void decision_read(const CommandWords *words, const Mail *mail, MailDecision *decision);

/* Whether it greets or thanks and says nothing else: no question, no attachment. */
gboolean decision_is_thanks(const CommandWords *words, const Mail *mail);

/* One of several decisions in a mail. */
typedef struct {
    const char *decision; /* as above, or "ask"; belongs to the words */
    gint64 number;        /* what it is about; 0: not said, which only the first may leave out */
    char *text;           /* what follows, up to the next decision, the quotation or signature */
    gboolean has_note;    /* words behind the number and a sign, "accept 12: thank you" */
    gboolean is_clear;    /* FALSE: it would publish or drop, and may be a question or a sentence */
} NumberedDecision;

/* All of them, in order, none for a mail that begins with something else. A line that begins with
 * such a word and names no number is text of the decision before it. g_ptr_array_unref(). */
GPtrArray *decisions_read(const CommandWords *words, const Mail *mail);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer - answers to the letters of a list's robot that ask something */
#pragma once

#include "list/answer-read.h"
#include "list/robot.h"

/* What the author of the mail answered. An error inside: the words of commands cannot
 * be read. */
gboolean answer_take(const Settings *settings, const Incoming *incoming, Answer *answer,
                     GError **error);

/* Whom an answer is about, and how they are written to. */
typedef struct {
    const char *address;  /* NULL: nobody can be written to */
    const char *language; /* "fr", "en" or "br" */
    const char *again;    /* the address at which they may answer again; NULL: none */
} AnswerPerson;

/* Writes them one item of the robot's letter: "forgotten", "not_on", ... Counted as all that the
 * robot writes, so that they may hear nothing. In the incoming mail's transaction. Errors: those of
 * the store and of templates. */
gboolean answer_tell(Store *store, const Settings *settings, const Incoming *incoming,
                     const AnswerPerson *person, const char *item, GError **error);

/* Nothing was done by it: people get to read the answer, and its author is told that. Errors: those
 * of incoming_hold() and answer_tell(). */
gboolean answer_pass_on(Store *store, const Settings *settings, const Incoming *incoming,
                        const AnswerPerson *person, GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - from what a server said to a WireResult, and what is refused before any server sees it
 */
#pragma once

#include <glib.h>

#include "wire/outlet.h"

/* The command that was answered. */
typedef enum { STAGE_MAIL, STAGE_RCPT, STAGE_DATA, STAGE_END } ReplyStage;

/* Fills `out`. `text` may be anything: it is cut to one line of valid UTF-8 that fits. `status`
 * may be NULL: derived from `code`. */
void result_set(WireResult *out, WireOutcome outcome, WireScope scope, int code, const char *status,
                const char *text);

/*
 * Grades an answer (RFC 5321, 4.2; RFC 3463). `status` is the enhanced status as three numbers,
 * all 0 when the reader found none; then it is looked for at the head of `text` (may be NULL).
 * One whose class is not the code's is not believed. A 2xx is WIRE_DONE at STAGE_END alone; the
 * caller must know besides that all of the message was sent. 421 is about the connection once
 * something `delivered` went through it, and about the server before. An answer that shows the
 * two sides out of step (no code, 3xx, 500, 502, 503) is LATER and SCOPE_CONNECTION.
 */
void reply_grade(ReplyStage stage, int code, const int status[3], const char *text,
                 gboolean delivered, WireResult *out);

/* A mailbox that may go into MAIL or RCPT as it stands: visible ASCII, no angle bracket, at most
 * 320 bytes, with a local part and a domain. NULL when it is one, else why not. */
const char *mailbox_problem(const char *mailbox);

/* What a message is made of. */
typedef struct {
    gsize size;          /* bytes */
    gsize head;          /* of these, before the empty line behind the header; all, without one */
    gboolean unfinished; /* the last line has no end */
} EnvelopeLines;

/*
 * Looks at an envelope before it goes anywhere. FALSE when nothing of it can be sent: then every
 * row of `results` is written. TRUE otherwise: rows of recipients that cannot be written in an
 * SMTP command are written and their `refused` set, and `lines` is filled in.
 *
 * Refused besides bad mailboxes: an empty message, and any CR or LF that is not half of a CRLF,
 * which servers read differently from one another (a message smuggled inside a message).
 */
gboolean envelope_check(const WireEnvelope *envelope, WireResult *results, gboolean *refused,
                        EnvelopeLines *lines);

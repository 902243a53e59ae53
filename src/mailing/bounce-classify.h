/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounce-classify - what a mail that came back says, of whom, and by which rule
 *
 * Reports of RFC 3464 and RFC 5965 are read as such; every other form by rules kept as data
 * (bounce-rules.h). Automatic answers (RFC 3834) and receipts (RFC 8098) are known, so that they
 * are never taken for a dead address. It reads at most BOUNCE_TEXT_MAX bytes of text and names at
 * most BOUNCE_RECIPIENTS_MAX people; whatever is wrong with a mail is an oddity, never a failure.
 */
#pragma once

#include "mailing/bounce-rules.h"

#define BOUNCE_TEXT_MAX (128 * 1024)
#define BOUNCE_RECIPIENTS_MAX 1000

typedef struct {
    char *recipient;    /* as the mail names them; "" when it does not */
    char *status;       /* RFC 3463, told or derived from the reason; "" when there is none */
    guint reply;        /* 550; 0 when none is told */
    const char *reason; /* "userunknown"; owned by the rules; "" when there is none */
    BounceClass class;
    const char *rule; /* what decided; owned by the rules or a literal */
    char *said;       /* what the server said, one line of at most 500 bytes */
} BounceVerdict;

typedef struct {
    GPtrArray *verdicts; /* of BounceVerdict, at least one */
    GPtrArray *oddities; /* of const char *: a mail's own (mime/mail.h) and ours */
} BounceReport;

/* Never NULL. Must be freed before the rules. */
BounceReport *bounce_classify(const BounceRules *rules, GBytes *raw);
void bounce_report_free(BounceReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BounceReport, bounce_report_free)

/* What SMTP itself said of one recipient: for failures of our own deliveries. `status` and `said`
 * may be "". Free with bounce_verdict_free(). */
BounceVerdict *bounce_classify_reply(const BounceRules *rules, const char *status,
                                     const char *said);
void bounce_verdict_free(BounceVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BounceVerdict, bounce_verdict_free)

/* "hard". */
const char *bounce_class_word(BounceClass class);

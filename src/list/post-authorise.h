/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-authorise - the policy: from what is known of a mail to what happens to it */
#pragma once

#include "list/post-recognise.h"

typedef enum {
    POST_ACCEPTED,  /* archived and distributed */
    POST_FILED,     /* archived, told to the owners, not distributed */
    POST_HELD,      /* waits for a moderator */
    POST_DUPLICATE, /* is on the list already: nothing to do */
    POST_DISCARDED, /* dropped: a program's answer to one of our mails */
    POST_REFUSED    /* the sender's mail server is told no */
} PostOutcome;

typedef struct {
    PostOutcome outcome;
    const char *reason; /* a machine word: held_message.reason, logs, --json */
    const char *status; /* RFC 3463, of a refusal; NULL else */
    const char *text;   /* the same as a clause, for commands and replies of the mail server */
} PostDecision;

/* Decides; asks nobody and changes nothing. The texts are constants. */
PostDecision post_authorise(const PostFacts *facts);

/* "accepted", "filed", "held", "duplicate", "discarded", "refused". */
const char *post_outcome_word(PostOutcome outcome);

/* The clause for a reason of a held message; the reason itself where it is not known. */
const char *post_reason_text(const char *reason);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-authorise - from what is known of a mail to what happens to it */
#pragma once

#include "list/policy.h"
#include "list/post-recognise.h"

typedef struct {
    PostOutcome outcome;
    const char *reason;     /* a machine word, a constant: held_message.reason, logs, --json */
    const char *status;     /* RFC 3463, of a refusal; NULL else */
    const char *text;       /* the same as a clause, for commands and replies of the mail server */
    const PolicyRule *rule; /* that decided; NULL where no rule was asked */
} PostDecision;

/* Decides; asks nobody and changes nothing. `text` and `rule` may be the policy's. */
PostDecision post_authorise(const Policy *policy, const PostFacts *facts);

/* For which answers of the database about a mail of which all else is known it is accepted: a bit
 * for each, whose number is POST_IF_ words added up. Who is on the list is confirmed or a stranger
 * to it, judged by the rules or trusted, and not banned; the mail is new, and its author's posts
 * count for nothing. */
enum {
    POST_IF_CONFIRMED = 1,
    POST_IF_TRUSTED = 2,
    POST_IF_OWNER = 4,
    POST_IF_MODERATOR = 8,
    POST_IF_REPLY = 16,
    POST_IF_ALL = 32
};
gint64 post_accepts_if(const Policy *policy, const PostFacts *facts);

/* The clause for a reason of a held message; the reason itself where it is not known. */
const char *post_reason_text(const char *reason);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-authorise - the policy: from what is known of a mail to what happens to it
 *
 * Read it from top to bottom: the first line that fits decides.
 *
 * Programs come first. A null sender is a bounce that missed its return path, or an answer;
 * refused, it goes nowhere, since nobody may answer a null sender. A mail that has our own List-Id
 * has been through here: refused, or it would go round for ever. An automatic answer to a post is
 * dropped without a word: to refuse it would make a mail server write to a person on holiday about
 * it. Anything else a program sent waits for a person to look at.
 *
 * Then people. On a discussion list those who are on it may write; everybody else waits. A
 * newsletter or announce list is one voice to many: a subscriber's answer belongs under the letter
 * in the archive and to the owners, but sending it to thousands who never asked for a discussion
 * would make them leave. What is no answer waits.
 */
#include <string.h>

#include "list/post-authorise.h"

typedef struct {
    PostDecision decision;
    gboolean (*fits)(const PostFacts *facts);
} Rule;

static gboolean
is_null_sender(const PostFacts *facts)
{
    return facts->null_sender;
}

static gboolean
is_loop(const PostFacts *facts)
{
    return facts->loop;
}

static gboolean
is_oversized(const PostFacts *facts)
{
    return facts->oversized;
}

static gboolean
is_duplicate(const PostFacts *facts)
{
    return facts->duplicate;
}

static gboolean
is_auto_reply(const PostFacts *facts)
{
    return facts->auto_reply;
}

static gboolean
is_automatic(const PostFacts *facts)
{
    return facts->automatic;
}

static gboolean
is_anonymous(const PostFacts *facts)
{
    return facts->standing == STANDING_ANONYMOUS;
}

static gboolean
is_stranger(const PostFacts *facts)
{
    return facts->standing == STANDING_STRANGER;
}

static gboolean
is_unconfirmed(const PostFacts *facts)
{
    return facts->standing == STANDING_UNCONFIRMED;
}

static gboolean
has_left(const PostFacts *facts)
{
    return facts->standing == STANDING_LEFT;
}

static gboolean
is_discussion(const PostFacts *facts)
{
    return facts->kind == LIST_DISCUSSION;
}

static gboolean
is_reply(const PostFacts *facts)
{
    return facts->is_reply;
}

static gboolean
always(const PostFacts *facts G_GNUC_UNUSED)
{
    return TRUE;
}

static const Rule rules[] = {
    {{POST_REFUSED, "null-sender", "5.7.1",
      "it has a null sender, as bounces and automatic answers have"},
     is_null_sender},
    {{POST_REFUSED, "loop", "5.4.6", "it has been through this list before"}, is_loop},
    {{POST_REFUSED, "headers-too-long", "5.6.0", "its headers are over 100 KB"}, is_oversized},
    {{POST_DUPLICATE, "duplicate", NULL, "it is on the list already"}, is_duplicate},
    {{POST_DISCARDED, "auto-reply", NULL, "it is an automatic answer"}, is_auto_reply},
    {{POST_HELD, "automatic", NULL, "a program sent it"}, is_automatic},
    {{POST_HELD, "no-author", NULL, "its From names no address"}, is_anonymous},
    {{POST_HELD, "stranger", NULL, "its author is not on the list"}, is_stranger},
    {{POST_HELD, "unconfirmed", NULL, "its author has not confirmed the subscription"},
     is_unconfirmed},
    {{POST_HELD, "left", NULL, "its author has left the list"}, has_left},
    {{POST_ACCEPTED, "subscriber", NULL, "its author is on the list"}, is_discussion},
    {{POST_FILED, "reply", NULL, "it answers a letter: kept under it and told to the owners"},
     is_reply},
    {{POST_HELD, "not-a-reply", NULL,
      "only owners write to this list, and it answers none of its letters"},
     always},
};

PostDecision
post_authorise(const PostFacts *facts)
{
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].fits(facts))
            return rules[i].decision;
    g_assert_not_reached();
}

const char *
post_outcome_word(PostOutcome outcome)
{
    static const char *const words[] = {"accepted",  "filed",     "held",
                                        "duplicate", "discarded", "refused"};
    return words[outcome];
}

const char *
post_reason_text(const char *reason)
{
    if (g_str_equal(reason, "command"))
        return "it is written to the robot";
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        if (g_str_equal(rules[i].decision.reason, reason))
            return rules[i].decision.text;
    return reason;
}

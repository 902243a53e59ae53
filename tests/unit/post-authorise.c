/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy of posts, one case a line. */
#include <glib.h>

#include "list/post-authorise.h"

static void
assert_decision(PostFacts facts, PostOutcome outcome, const char *reason, const char *status)
{
    PostDecision decision = post_authorise(&facts);

    g_assert_cmpstr(decision.reason, ==, reason);
    g_assert_cmpstr(post_outcome_word(decision.outcome), ==, post_outcome_word(outcome));
    g_assert_cmpstr(decision.status, ==, status);
    g_assert_nonnull(decision.text);
    g_assert_cmpstr(post_reason_text(reason), ==, decision.text);
}

/* The author's standing first, then what else is so. */
#define FACTS(...) ((PostFacts){.standing = __VA_ARGS__})

static void
test_programs(void)
{
    assert_decision(FACTS(STANDING_CONFIRMED, .null_sender = TRUE, .loop = TRUE, .duplicate = TRUE),
                    POST_REFUSED, "null-sender", "5.7.1");
    assert_decision(FACTS(STANDING_CONFIRMED, .loop = TRUE, .automatic = TRUE, .duplicate = TRUE),
                    POST_REFUSED, "loop", "5.4.6");
    assert_decision(FACTS(STANDING_CONFIRMED, .oversized = TRUE), POST_REFUSED, "headers-too-long",
                    "5.6.0");
    assert_decision(FACTS(STANDING_CONFIRMED, .duplicate = TRUE, .automatic = TRUE), POST_DUPLICATE,
                    "duplicate", NULL);
    assert_decision(FACTS(STANDING_CONFIRMED, .auto_reply = TRUE, .automatic = TRUE),
                    POST_DISCARDED, "auto-reply", NULL);
    assert_decision(FACTS(STANDING_CONFIRMED, .automatic = TRUE), POST_HELD, "automatic", NULL);
}

static void
test_people_on_a_discussion(void)
{
    assert_decision(FACTS(STANDING_CONFIRMED, .kind = LIST_DISCUSSION), POST_ACCEPTED, "subscriber",
                    NULL);
    assert_decision(FACTS(STANDING_STRANGER), POST_HELD, "stranger", NULL);
    assert_decision(FACTS(STANDING_STRANGER, .is_reply = TRUE), POST_HELD, "stranger", NULL);
    assert_decision(FACTS(STANDING_UNCONFIRMED), POST_HELD, "unconfirmed", NULL);
    assert_decision(FACTS(STANDING_LEFT), POST_HELD, "left", NULL);
    assert_decision(FACTS(STANDING_ANONYMOUS), POST_HELD, "no-author", NULL);
}

static void
test_letters_are_not_discussed_with_everybody(void)
{
    for (ListKind kind = LIST_ANNOUNCE; kind <= LIST_NEWSLETTER; kind++) {
        assert_decision(FACTS(STANDING_CONFIRMED, .kind = kind, .is_reply = TRUE), POST_FILED,
                        "reply", NULL);
        assert_decision(FACTS(STANDING_CONFIRMED, .kind = kind), POST_HELD, "not-a-reply", NULL);
        assert_decision(FACTS(STANDING_STRANGER, .kind = kind, .is_reply = TRUE), POST_HELD,
                        "stranger", NULL);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/post-authorise/programs are never posted unseen", test_programs);
    g_test_add_func("/post-authorise/who is on a discussion list may write",
                    test_people_on_a_discussion);
    g_test_add_func("/post-authorise/an answer to a letter is filed, not distributed",
                    test_letters_are_not_discussed_with_everybody);
    return g_test_run();
}

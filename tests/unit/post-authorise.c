/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy of posts, one case a line: what no rule can undo, named policies, a list's own rules.
 */
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "list/post-authorise.h"

static Mail *plain, *attached;

static Mail *
parse(const char *text)
{
    g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
    Mail *mail = mail_parse(raw, NULL);

    g_assert_nonnull(mail);
    return mail;
}

/* What `rules` before the policy `kind` decide. */
static void
assert_decision(const char *rules, const char *kind, PostFacts facts, PostOutcome outcome,
                const char *reason, const char *status)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Policy) policy = policy_parse(rules, kind, &error);

    g_assert_no_error(error);
    if (facts.mail == NULL)
        facts.mail = plain;
    const PostDecision decision = post_authorise(policy, &facts);
    g_assert_cmpstr(decision.reason, ==, reason);
    g_assert_cmpstr(post_outcome_word(decision.outcome), ==, post_outcome_word(outcome));
    g_assert_cmpstr(decision.status, ==, status);
    g_assert_nonnull(decision.text);
    if (decision.rule == NULL || decision.rule->saying == NULL)
        g_assert_cmpstr(post_reason_text(reason), ==, decision.text);
}

/* The author's standing first, then what else is so. */
#define FACTS(...) ((PostFacts){.standing = __VA_ARGS__})
#define MEMBER STANDING_CONFIRMED
#define IN(kind, facts, outcome, reason) assert_decision("", kind, facts, outcome, reason, NULL)
#define RULE(rules, facts, outcome, reason)                                                        \
    assert_decision(rules, "discussion", facts, outcome, reason, NULL)

static void
test_guards(void)
{
    static const char open[] = "accept anyone\n";

    for (guint i = 0; policy_names[i] != NULL; i++) {
        const char *kind = policy_names[i];
        assert_decision(open, kind, FACTS(MEMBER, .null_sender = TRUE, .loop = TRUE), POST_REFUSED,
                        "null-sender", "5.7.1");
        assert_decision(open, kind, FACTS(MEMBER, .loop = TRUE, .duplicate = TRUE), POST_REFUSED,
                        "loop", "5.4.6");
        assert_decision(open, kind, FACTS(MEMBER, .oversized = TRUE), POST_REFUSED,
                        "headers-too-long", "5.6.0");
        assert_decision(open, kind, FACTS(MEMBER, .banned = TRUE, .duplicate = TRUE), POST_REFUSED,
                        "banned", "5.7.1");
        assert_decision(open, kind, FACTS(MEMBER, .duplicate = TRUE, .automatic = TRUE),
                        POST_DUPLICATE, "duplicate", NULL);
        assert_decision(open, kind, FACTS(MEMBER, .repeated = TRUE, .automatic = TRUE),
                        POST_REPEATED, "repeated", NULL);
    }
}

static void
test_programs(void)
{
    for (guint i = 0; policy_names[i] != NULL; i++) {
        IN(policy_names[i], FACTS(MEMBER, .auto_reply = TRUE, .automatic = TRUE), POST_DISCARDED,
           "auto-reply");
        IN(policy_names[i], FACTS(MEMBER, .verdict = {.spam = TRUE}), POST_HELD, "spam");
        IN(policy_names[i], FACTS(MEMBER, .verdict = {.author = AUTHOR_FORGED}), POST_HELD,
           "forged");
    }
    IN("discussion", FACTS(MEMBER, .automatic = TRUE), POST_HELD, "automatic");
    IN("open", FACTS(STANDING_STRANGER, .automatic = TRUE), POST_ACCEPTED, "anyone");
}

static void
test_discussion(void)
{
    IN("discussion", FACTS(MEMBER), POST_ACCEPTED, "subscriber");
    IN("discussion", FACTS(STANDING_STRANGER, .is_owner = TRUE), POST_ACCEPTED, "owner");
    IN("discussion", FACTS(STANDING_STRANGER), POST_HELD, "stranger");
    IN("discussion", FACTS(STANDING_STRANGER, .is_reply = TRUE), POST_HELD, "stranger");
    IN("discussion", FACTS(STANDING_UNCONFIRMED), POST_HELD, "unconfirmed");
    IN("discussion", FACTS(STANDING_LEFT), POST_HELD, "left");
    IN("discussion", FACTS(STANDING_ANONYMOUS), POST_HELD, "no-author");
    IN("discussion", FACTS(MEMBER, .empty = TRUE), POST_HELD, "empty");
    IN("discussion", FACTS(MEMBER, .command = TRUE), POST_HELD, "command-like");
    IN("discussion", FACTS(MEMBER, .recipients = 20), POST_ACCEPTED, "subscriber");
    IN("discussion", FACTS(MEMBER, .recipients = 21), POST_HELD, "too-many-recipients");
    IN("discussion", FACTS(MEMBER, .posting = POSTING_WATCHED), POST_HELD, "watched");
    IN("discussion", FACTS(MEMBER, .posting = POSTING_TRUSTED, .recipients = 21), POST_ACCEPTED,
       "trusted");
    IN("discussion", FACTS(STANDING_LEFT, .posting = POSTING_TRUSTED), POST_HELD, "left");
    assert_decision("", "discussion", FACTS(MEMBER, .posting = POSTING_MUTED), POST_REFUSED,
                    "muted", "5.7.1");
}

static void
test_one_voice(void)
{
    static const char *const kinds[] = {"announce", "newsletter"};

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        IN(kinds[i], FACTS(MEMBER, .is_reply = TRUE), POST_FILED, "reply");
        IN(kinds[i], FACTS(MEMBER), POST_HELD, "not-a-reply");
        IN(kinds[i], FACTS(STANDING_STRANGER, .is_reply = TRUE), POST_HELD, "stranger");
    }
    IN("announce", FACTS(MEMBER, .is_owner = TRUE), POST_HELD, "unverified");
    IN("announce", FACTS(STANDING_STRANGER, .is_moderator = TRUE), POST_HELD, "unverified");
    IN("announce", FACTS(MEMBER, .is_owner = TRUE, .is_reply = TRUE), POST_FILED, "reply");
    IN("moderated", FACTS(STANDING_STRANGER, .is_owner = TRUE), POST_HELD, "unverified");
    IN("announce", FACTS(MEMBER, .is_owner = TRUE, .verdict = {.author = AUTHOR_VERIFIED}),
       POST_ACCEPTED, "owner");
    IN("newsletter", FACTS(MEMBER, .is_owner = TRUE, .verdict = {.author = AUTHOR_VERIFIED}),
       POST_HELD, "not-a-reply");
    IN("moderated", FACTS(MEMBER), POST_HELD, "moderated");
    IN("moderated", FACTS(MEMBER, .posting = POSTING_TRUSTED), POST_ACCEPTED, "trusted");
    IN("open", FACTS(STANDING_STRANGER), POST_ACCEPTED, "anyone");
    IN("open", FACTS(STANDING_ANONYMOUS), POST_ACCEPTED, "anyone");
}

static void
test_own_rules(void)
{
    assert_decision("refuse members when not verified", "discussion", FACTS(MEMBER), POST_REFUSED,
                    "unverified", "5.7.1");
    RULE("hold anyone when larger than 10 kB", FACTS(MEMBER, .size = 10241), POST_HELD,
         "too-large");
    RULE("hold anyone when larger than 2Mo", FACTS(MEMBER, .size = 10241), POST_ACCEPTED,
         "subscriber");
    RULE("hold members when within 3 posts", FACTS(MEMBER, .posts = 2), POST_HELD, "first-posts");
    RULE("hold members when within 3 posts", FACTS(MEMBER, .posting = POSTING_TRUSTED),
         POST_ACCEPTED, "trusted");
    RULE("hold members when within 3 posts", FACTS(MEMBER, .posts = 3), POST_ACCEPTED,
         "subscriber");
    assert_decision("refuse anyone when larger than 2K", "discussion", FACTS(MEMBER, .size = 2049),
                    POST_REFUSED, "too-large", "5.3.4");
    RULE("refuse anyone when larger than 2K", FACTS(MEMBER, .size = 2048), POST_ACCEPTED,
         "subscriber");
    RULE("hold anyone when attachment", FACTS(MEMBER), POST_ACCEPTED, "subscriber");
    RULE("hold anyone when attachment", FACTS(MEMBER, .mail = attached), POST_HELD, "attachment");
    RULE("hold anyone when attachment *.PDF", FACTS(MEMBER, .mail = attached), POST_HELD,
         "attachment");
    RULE("hold anyone when attachment application/*", FACTS(MEMBER, .mail = attached), POST_HELD,
         "attachment");
    RULE("hold anyone when attachment image/*", FACTS(MEMBER, .mail = attached), POST_ACCEPTED,
         "subscriber");
    RULE("hold anyone when spam over 4.5", FACTS(MEMBER, .verdict = {FALSE, FALSE, TRUE, 451}),
         POST_HELD, "spam");
    RULE("hold anyone when spam over 4.5", FACTS(MEMBER, .verdict = {FALSE, FALSE, TRUE, 450}),
         POST_ACCEPTED, "subscriber");
    RULE("accept strangers when reply and not spam\nhold anyone",
         FACTS(STANDING_STRANGER, .is_reply = TRUE), POST_ACCEPTED, "stranger");
    RULE("accept strangers when reply and not spam\nhold anyone",
         FACTS(STANDING_STRANGER, .is_reply = TRUE, .verdict = {.spam = TRUE}), POST_HELD,
         "moderated");
    RULE("use moderated", FACTS(MEMBER), POST_HELD, "moderated");
    RULE("discard @spam.example", FACTS(STANDING_STRANGER, .author = (char *)"a@spam.example"),
         POST_DISCARDED, "named");
    RULE("discard @spam.example", FACTS(STANDING_STRANGER, .author = (char *)"a@x.spam.example"),
         POST_HELD, "stranger");
    RULE("discard @.spam.example", FACTS(STANDING_STRANGER, .author = (char *)"a@x.spam.example"),
         POST_DISCARDED, "named");
    RULE("accept members,Claude@Example.org",
         FACTS(STANDING_LEFT, .author = (char *)"claude@example.org"), POST_ACCEPTED, "named");
}

static void
test_saying(void)
{
    g_autoptr(Policy) policy = policy_parse("# large files\n\n refuse  anyone when larger than 5M "
                                            "saying Put it on  the drive # not in the mail",
                                            "open", NULL);
    const PostFacts facts = {.size = 6 << 20, .mail = plain};
    const PostDecision decision = post_authorise(policy, &facts);

    g_assert_cmpstr(decision.text, ==, "Put it on the drive");
    g_assert_cmpuint(decision.rule->line, ==, 3);
    g_assert_cmpstr(decision.rule->source, ==, "list");
    g_assert_cmpstr(decision.rule->text, ==,
                    "refuse anyone when larger than 5M saying Put it on the drive");
}

static void
test_parts(void)
{
    g_autoptr(Policy) policy =
        policy_parse("keep image/png\nstrip image/*, *.zip\nhold strangers", "open", NULL);

    g_assert_false(policy_strips(policy, "image/png", NULL));
    g_assert_true(policy_strips(policy, "image/jpeg", NULL));
    g_assert_true(policy_strips(policy, "application/octet-stream", "Tout.ZIP"));
    g_assert_false(policy_strips(policy, "application/zip", NULL));
}

static void
test_mistakes(void)
{
    static const struct {
        const char *text, *message, *hint;
    } cases[] = {
        {"acept members", "line 1: \"acept\" is no action", "did you mean \"accept\"?"},
        {"\nhold menbers", "line 2: \"menbers\" is no author", "did you mean \"members\"?"},
        {"hold", "line 1 ends where author should be", NULL},
        {"hold members,", "line 1 ends where author should be", NULL},
        {"hold members when", "line 1 ends where condition should be", NULL},
        {"hold members when emtpy", "line 1: \"emtpy\" is no condition", "did you mean \"empty\"?"},
        {"hold members when larger than big", "line 1: \"big\" is no size",
         "write it as 500K or 10M"},
        {"hold members when larger 5M", "line 1 cannot be understood", "write \"larger than 10M\""},
        {"hold members when within 0 posts", "line 1 cannot be understood", NULL},
        {"hold members when spam over nan", "line 1: \"nan\" is no number", NULL},
        {"hold members when empty or spam", "line 1 cannot be understood", NULL},
        {"hold members saying no", "line 1 cannot be understood", NULL},
        {"hold members strangers", "line 1 cannot be understood", NULL},
        {"hold a@b@c when", "line 1: \"a@b@c\" is neither an address nor a domain", NULL},
        {"use discusion", "line 1: \"discusion\" is no policy", "did you mean \"discussion\"?"},
        {"use open\nhold members", "line 2 stands behind \"use open\"", NULL},
        {"hold\tmembers\a", "the rules hold a control character", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(policy_parse(cases[i].text, "open", &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_cmpstr(error->message, ==, cases[i].message);
        if (cases[i].hint != NULL)
            g_assert_cmpstr(error_hint(error), ==, cases[i].hint);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    plain = parse("From: a@example.org\r\n\r\nBonjour\r\n");
    attached = parse(
        "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
        "Bonjour\r\n--b\r\nContent-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF\r\n--b--\r\n");
    g_test_add_func("/post-authorise/what no rule can undo", test_guards);
    g_test_add_func("/post-authorise/programs and forgeries", test_programs);
    g_test_add_func("/post-authorise/who is on a discussion list may write", test_discussion);
    g_test_add_func("/post-authorise/one voice to many, many to one", test_one_voice);
    g_test_add_func("/post-authorise/rules of its own", test_own_rules);
    g_test_add_func("/post-authorise/a refusal in its own words", test_saying);
    g_test_add_func("/policy/parts are stripped or kept", test_parts);
    g_test_add_func("/policy/a mistake is told with its line", test_mistakes);
    int status = g_test_run();
    mail_free(plain);
    mail_free(attached);
    return status;
}

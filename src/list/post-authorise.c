/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-authorise - from what is known of a mail to what happens to it
 *
 * Read it from top to bottom: the first line that fits decides. What stands in `guards` no rule of
 * a list can undo. A null sender is a bounce that missed its return path, or an answer; refused, it
 * goes nowhere, since nobody may answer a null sender. A mail that has been through here is
 * refused, or it would go round for ever. The rest is the list's policy.
 *
 * A null sender is refused here and not at RCPT, because mail servers that ask whether an address
 * exists ask under a null sender (Exim's callouts).
 */
#include "list/post-authorise.h"

#include <string.h>

#include "list/post-ask.h"

/* Each reason with the enhanced status code (RFC 3463) and the clause that go with it. */
static const struct {
    const char *word, *status, *text;
} reasons[] = {
    {"null-sender", "5.7.1", "it has a null sender, as bounces and automatic answers have"},
    {"loop", "5.4.6", "it has been through this list before"},
    {"headers-too-long", "5.6.0", "its headers are over 100 KB"},
    {"two-froms", "5.6.0", "it has more than one From, and readers may see either"},
    {"digest", "5.6.0",
     "it answers a whole digest: answer one of its messages, or give it that one's subject"},
    {"duplicate", NULL, "it is on the list already"},
    {"repeated", NULL, "its author has posted the same already, under another Message-ID"},
    {"banned", "5.7.1", "its author or sender is banned"},
    {"auto-reply", "5.7.1", "it is an automatic answer"},
    {"automatic", "5.7.1", "a program sent it"},
    {"empty", "5.6.0", "there is nothing in it, what it quotes aside"},
    {"command-like", "5.7.1", "it is for the robot: write to the address that ends in -request"},
    {"spam", "5.7.1", "the mail server takes it for spam"},
    {"forged", "5.7.1", "its author's domain says that it is not theirs"},
    {"unverified", "5.7.1", "nothing proves that its author is who it says"},
    {"verified", "5.7.1", "its author is known to be who it says"},
    {"sealed", "5.7.1", "it is signed or encrypted"},
    {"too-large", "5.3.4", "it is too large for this list"},
    {"too-many-recipients", "5.5.3", "it is written to many others too"},
    {"first-posts", "5.7.1", "its author is new here"},
    {"attachment", "5.6.1", "it has an attachment that this list does not take"},
    {"no-author", "5.7.1", "its From does not say who wrote it"},
    {"stranger", "5.7.1", "its author is not on the list"},
    {"unconfirmed", "5.7.1", "its author has not confirmed the subscription"},
    {"left", "5.7.1", "its author has left the list"},
    {"subscriber", "5.7.1", "its author is on the list"},
    {"owner", "5.7.1", "its author looks after the list"},
    {"moderator", "5.7.1", "its author is a moderator"},
    {"trusted", "5.7.1", "its author is trusted"},
    {"watched", "5.7.1", "its author is watched"},
    {"muted", "5.7.1", "its author may not write to this list"},
    {"named", "5.7.1", "a rule of the list names its author"},
    {"reply", "5.7.1", "it answers a letter: kept under it and told to the owners"},
    {"not-a-reply", "5.7.1", "only owners write to this list, and it answers none of its letters"},
    {"moderated", "5.7.1", "a moderator looks at everything first"},
    {"anyone", "5.7.1", "this list takes mail from anybody"},
    {"closed", "5.7.1", "this list takes no mail"},
    {"command", NULL, "it is written to the robot"},
};

static PostDecision
decision(PostOutcome outcome, const char *reason, const PolicyRule *rule)
{
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (g_str_equal(reasons[i].word, reason))
            return (PostDecision){
                .outcome = outcome,
                .reason = reasons[i].word,
                .status = outcome == POST_REFUSED ? reasons[i].status : NULL,
                .text = rule != NULL && rule->saying != NULL ? rule->saying : reasons[i].text,
                .rule = rule,
            };
    g_assert_not_reached();
}

/* --- who --- */

/* The reason that this author is one of `who`, or NULL. */
static const char *
who_fits(const PolicyWho *who, const PostFacts *facts, char **patterns)
{
    gboolean on_list = facts->standing == STANDING_CONFIRMED;

    switch (who->kind) {
    case WHO_ANYONE:
        return "anyone";
    case WHO_MEMBERS:
        return on_list ? "subscriber" : NULL;
    case WHO_STRANGERS:
        return facts->standing == STANDING_STRANGER ? "stranger" : NULL;
    case WHO_UNCONFIRMED:
        return facts->standing == STANDING_UNCONFIRMED ? "unconfirmed" : NULL;
    case WHO_LEFT:
        return facts->standing == STANDING_LEFT ? "left" : NULL;
    case WHO_NOBODY:
        return facts->standing == STANDING_ANONYMOUS ? "no-author" : NULL;
    case WHO_OWNERS:
        return facts->is_owner ? "owner" : NULL;
    case WHO_MODERATORS:
        return facts->is_moderator ? "moderator" : NULL;
    /* Trust is for who is on the list; being muted outlasts leaving it. */
    case WHO_TRUSTED:
        return on_list && facts->posting == POSTING_TRUSTED ? "trusted" : NULL;
    case WHO_WATCHED:
        return facts->posting == POSTING_WATCHED ? "watched" : NULL;
    case WHO_MUTED:
        return facts->posting == POSTING_MUTED ? "muted" : NULL;
    case WHO_PATTERN:
        return patterns != NULL && g_strv_contains((const char *const *)patterns, who->pattern)
                   ? "named"
                   : NULL;
    }
    g_assert_not_reached();
}

/* --- when --- */

static gboolean
is_attachment(const MailPart *part)
{
    return part->filename != NULL || !g_str_has_prefix(part->content_type, "text/") ||
           g_strcmp0(part->disposition, "attachment") == 0;
}

static gboolean
has_attachment(const Mail *mail, const char *pattern)
{
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        if (is_attachment(part) &&
            (pattern == NULL || policy_part_matches(pattern, part->content_type, part->filename)))
            return TRUE;
    }
    return FALSE;
}

static gboolean
when_is_so(const PolicyWhen *when, const PostFacts *facts)
{
    switch (when->kind) {
    case WHEN_REPLY:
        return facts->is_reply;
    case WHEN_AUTO_REPLY:
        return facts->auto_reply;
    case WHEN_AUTOMATIC:
        return facts->automatic;
    case WHEN_EMPTY:
        return facts->empty;
    case WHEN_COMMAND:
        return facts->command;
    case WHEN_SPAM:
        return when->number < 0 ? facts->verdict.spam
                                : facts->verdict.has_score && facts->verdict.score > when->number;
    case WHEN_FORGED:
        return facts->verdict.author == AUTHOR_FORGED;
    case WHEN_VERIFIED:
        return facts->verdict.author == AUTHOR_VERIFIED;
    case WHEN_SEALED:
        return facts->mail->is_signed_or_encrypted;
    case WHEN_LARGER:
        return facts->size > (gsize)when->number;
    case WHEN_RECIPIENTS:
        return facts->recipients > (guint)when->number;
    case WHEN_WITHIN:
        /* Whom a moderator trusts is new no longer. */
        return facts->posts < when->number && facts->posting != POSTING_TRUSTED;
    case WHEN_ATTACHMENT:
        return has_attachment(facts->mail, when->pattern);
    }
    g_assert_not_reached();
}

static const char *const when_reasons[] = {
    [WHEN_REPLY] = "reply",
    [WHEN_AUTO_REPLY] = "auto-reply",
    [WHEN_AUTOMATIC] = "automatic",
    [WHEN_EMPTY] = "empty",
    [WHEN_COMMAND] = "command-like",
    [WHEN_SPAM] = "spam",
    [WHEN_FORGED] = "forged",
    [WHEN_VERIFIED] = NULL, /* says who may, not what is wrong */
    [WHEN_SEALED] = "sealed",
    [WHEN_LARGER] = "too-large",
    [WHEN_RECIPIENTS] = "too-many-recipients",
    [WHEN_WITHIN] = "first-posts",
    [WHEN_ATTACHMENT] = "attachment",
};

/* "anyone" is no reason to keep somebody's mail back: that is what the list does with all of it. */
static const char *
reason_of_anyone(PostOutcome outcome)
{
    return outcome == POST_HELD       ? "moderated"
           : outcome == POST_ACCEPTED ? "anyone"
           : outcome == POST_FILED    ? "reply"
                                      : "closed";
}

/* Why `rule` is about this mail, or NULL when it is not. */
static const char *
rule_fits(const PolicyRule *rule, const PostFacts *facts, char **patterns)
{
    const char *reason = NULL;
    const char *who = NULL;

    for (guint i = 0; i < rule->who->len && who == NULL; i++)
        who = who_fits(&g_array_index(rule->who, PolicyWho, i), facts, patterns);
    if (who == NULL)
        return NULL;
    for (guint i = 0; i < rule->when->len; i++) {
        const PolicyWhen *when = &g_array_index(rule->when, PolicyWhen, i);
        if (when_is_so(when, facts) == when->negated)
            return NULL;
        if (reason == NULL && when->negated && when->kind == WHEN_REPLY)
            reason = "not-a-reply";
        else if (reason == NULL && when->negated && when->kind == WHEN_VERIFIED)
            reason = "unverified";
        else if (reason == NULL && !when->negated)
            reason = when_reasons[when->kind];
    }
    if (reason != NULL && (rule->outcome != POST_ACCEPTED || g_str_equal(who, "anyone")))
        return reason;
    return g_str_equal(who, "anyone") ? reason_of_anyone(rule->outcome) : who;
}

/* What decides before any rule: the reason, or NULL. */
static const char *
guard(const PostFacts *facts, PostOutcome *outcome)
{
    const struct {
        gboolean fits;
        PostOutcome outcome;
        const char *reason;
    } guards[] = {
        {facts->null_sender, POST_REFUSED, "null-sender"},
        {facts->loop, POST_REFUSED, "loop"},
        {facts->oversized, POST_REFUSED, "headers-too-long"},
        {facts->two_froms, POST_REFUSED, "two-froms"},
        {facts->banned, POST_REFUSED, "banned"},
        {facts->of_digest, POST_REFUSED, "digest"},
        {facts->duplicate, POST_DUPLICATE, "duplicate"},
        {facts->repeated, POST_REPEATED, "repeated"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(guards); i++)
        if (guards[i].fits) {
            *outcome = guards[i].outcome;
            return guards[i].reason;
        }
    return NULL;
}

/* The rule that decides, and the reason; NULL: none does. */
static const PolicyRule *
deciding_rule(const Policy *policy, const PostFacts *facts, char **patterns, const char **reason)
{
    for (guint i = 0; i < policy->rules->len; i++) {
        *reason = rule_fits(policy->rules->pdata[i], facts, patterns);
        if (*reason != NULL)
            return policy->rules->pdata[i];
    }
    return NULL;
}

PostDecision
post_authorise(const Policy *policy, const PostFacts *facts)
{
    PostOutcome outcome = POST_HELD;
    const char *reason = guard(facts, &outcome);

    if (reason != NULL)
        return decision(outcome, reason, NULL);
    g_auto(GStrv) patterns = facts->author != NULL ? policy_patterns(facts->author) : NULL;
    const PolicyRule *rule = deciding_rule(policy, facts, patterns, &reason);
    if (rule != NULL)
        return decision(rule->outcome, reason, rule);
    /* Named policies decide about everything; a mail that none of them knew would wait. */
    return decision(POST_HELD, "moderated", NULL);
}

gint64
post_accepts_if(const Policy *policy, const PostFacts *facts)
{
    g_auto(GStrv) patterns = facts->author != NULL ? policy_patterns(facts->author) : NULL;
    PostFacts as = *facts; /* borrows all */
    gint64 accepts = 0;

    as.banned = as.duplicate = as.repeated = FALSE;
    as.posts = POSTS_MAX;
    for (guint i = 0; i < POST_IF_ALL; i++) {
        PostOutcome outcome;
        const char *reason;
        as.standing = facts->author == NULL   ? STANDING_ANONYMOUS
                      : i & POST_IF_CONFIRMED ? STANDING_CONFIRMED
                                              : STANDING_STRANGER;
        as.posting = i & POST_IF_TRUSTED ? POSTING_TRUSTED : POSTING_RULES;
        as.is_owner = (i & POST_IF_OWNER) != 0;
        as.is_moderator = (i & POST_IF_MODERATOR) != 0;
        as.is_reply = (i & POST_IF_REPLY) != 0;
        if (guard(&as, &outcome) != NULL)
            return 0;
        const PolicyRule *rule = deciding_rule(policy, &as, patterns, &reason);
        if (rule != NULL && rule->outcome == POST_ACCEPTED)
            accepts |= (gint64)1 << i;
    }
    return accepts;
}

const char *
post_outcome_word(PostOutcome outcome)
{
    static const char *const words[] = {"accepted", "filed",     "held",   "duplicate",
                                        "repeated", "discarded", "refused"};
    return words[outcome];
}

const char *
post_reason_text(const char *reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (g_str_equal(reasons[i].word, reason))
            return reasons[i].text;
    return reason;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounce-judge - reason, class and status of one recipient, from what is known of them
 *
 * What the server said decides, then what stands around the recipient, then the status, then the
 * whole text; and then there is a second thought about "unknown".
 */
#include <string.h>

#include "mime/text.h"

#include "mailing/bounce-inside.h"

enum { SAID_MAX = 500, EVIDENCE_MAX = 16384 };

/* `text` on one line, without addresses, links and "host NAME said": names are no words. */
static char *
plain_words(const char *text)
{
    static gsize once;
    static GRegex *names, *blanks;

    if (g_once_init_enter(&once)) {
        names = g_regex_new(
            "(*LIMIT_MATCH=1000000)(?:\"[^\"\\s]{1,64}\"|[^\\s<>()\\[\\]:;,\"'@" BOUNCE_WIDE
            "]{1,80})@"
            "[^\\s<>()\\[\\]:;,\"'@" BOUNCE_WIDE "]{1,255}|\\bhost \\S{1,255} "
            "(?:\\[[0-9a-f.:]{2,60}\\]:?|said:)|https?://\\S{1,1000}",
            G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
        blanks = g_regex_new("\\s+", G_REGEX_OPTIMIZE, 0, NULL);
        g_once_init_leave(&once, 1);
    }
    g_autofree char *head = g_strndup(text, EVIDENCE_MAX);
    g_autofree char *valid = g_utf8_make_valid(head, -1);
    g_autofree char *bare = g_regex_replace_literal(names, valid, -1, 0, "", 0, NULL);
    char *line = g_regex_replace_literal(blanks, bare != NULL ? bare : "", -1, 0, " ", 0, NULL);
    return line != NULL ? g_strstrip(line) : g_strdup("");
}

/* How much a status says: 0 for x.0.0, 1 for x.y.0, 2 for more; -1 for none. */
static int
status_weight(const char *status)
{
    if (*status == '\0')
        return -1;
    const char *subject = status + 2;
    const char *detail = strchr(subject, '.') + 1;
    gboolean is_zero = g_str_equal(detail, "0");

    if (is_zero && g_str_has_prefix(subject, "0."))
        return 0;
    return is_zero ? 1 : 2;
}

/* The status in `text` that says most, the last of equals. */
static char *
find_status(const char *text)
{
    static gsize once;
    static GRegex *shape;
    g_autoptr(GMatchInfo) match = NULL;
    char *best = g_strdup("");

    if (g_once_init_enter(&once)) {
        shape = g_regex_new("(?:^|[\\s#(:;<'\"=-])([45]\\.[0-9]{1,2}\\.[0-9]{1,3})(?=$|[\\s):;,'\">"
                            "]|-\\D|\\.(?:\\D|$))",
                            G_REGEX_OPTIMIZE, 0, NULL);
        g_once_init_leave(&once, 1);
    }
    for (g_regex_match(shape, text, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        g_autofree char *found = g_match_info_fetch(match, 1);
        if (status_weight(found) < status_weight(best))
            continue;
        g_free(best);
        best = g_steal_pointer(&found);
    }
    return best;
}

/* The first refusal for ever, or else for now. */
static guint
find_reply(const char *text)
{
    static gsize once;
    static GRegex *shape;
    g_autoptr(GMatchInfo) match = NULL;

    if (g_once_init_enter(&once)) {
        shape = g_regex_new("(?:^|[\\s:;('\"])([45][0-5][0-9])(?=[\\s:-]|$)", G_REGEX_OPTIMIZE, 0,
                            NULL);
        g_once_init_leave(&once, 1);
    }
    guint reply = 0;
    for (g_regex_match(shape, text, 0, &match); reply < 500 && g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        g_autofree char *found = g_match_info_fetch(match, 1);
        if (reply == 0 || *found == '5')
            reply = (guint)g_ascii_strtoull(found, NULL, 10);
    }
    return reply;
}

/* The field of the report, unless what the server said says more; a mail that is no report may
 * have a status of x.0.0 and mean nothing by it. */
static char *
choose_status(const BounceEvidence *evidence, const char *code, const char *around)
{
    g_autofree char *field = find_status(evidence->status);
    g_autofree char *told = find_status(code);

    if (*told == '\0' && status_weight(field) <= 0) {
        g_free(told);
        told = find_status(around);
    }
    if (status_weight(field) < 0 || status_weight(told) >= MAX(status_weight(field), 1) ||
        (status_weight(told) >= 0 && status_weight(field) == 0 && told[0] != field[0]))
        return g_steal_pointer(&told);
    if (status_weight(field) == 0 && !evidence->is_report)
        return g_strdup("");
    return g_steal_pointer(&field);
}

static const Rule *
status_rule(const BounceRules *rules, const char *status)
{
    return status_weight(status) > 0 ? rule_find(rules, RULE_STATUS, status + 2) : NULL;
}

static gboolean
is_said(const BounceRules *rules, RuleKind kind, const BounceEvidence *evidence)
{
    return rule_match(rules, kind, evidence->around, NULL) != NULL ||
           rule_match(rules, kind, evidence->code, NULL) != NULL;
}

/* "Unknown" may be about the sender; and where neither a status nor the course of the session
 * shows that the recipient was meant, it may be how a filter calls spam. */
static const char *
second_thought(const BounceRules *rules, const BounceEvidence *evidence, const Rule *rule,
               const char *status, const char *reason)
{
    gboolean is_user = g_str_equal(reason, "userunknown");

    if (!is_user && !g_str_equal(reason, "hostunknown"))
        return reason;
    if (is_said(rules, RULE_SENDER, evidence))
        return "rejected";
    if (!is_user || (rule != NULL && rule->hint == 's') || g_str_has_prefix(status, "5.1.") ||
        is_said(rules, RULE_ASKED, evidence))
        return reason;
    if (is_said(rules, RULE_LATE, evidence))
        return "filtered";
    if (rule != NULL && rule->hint == 'a' && *status == '\0' && find_reply(evidence->all) == 0)
        return reason; /* told in words alone, as no filter of a session does */
    gboolean is_vague = status_weight(status) <= 0 || g_str_has_prefix(status, "5.2.") ||
                        g_str_has_prefix(status, "5.7.");
    return is_vague && rule_match(rules, RULE_ASKED, evidence->all, NULL) == NULL ? "filtered"
                                                                                  : reason;
}

void
bounce_judge(const BounceRules *rules, const BounceEvidence *evidence, BounceVerdict *verdict)
{
    g_autofree char *code = plain_words(evidence->code);
    g_autofree char *around = plain_words(evidence->around);
    g_autofree char *all = plain_words(evidence->all);
    g_autofree char *status = choose_status(evidence, code, around);
    const Rule *rule = rule_match(rules, RULE_TEXT, code, NULL);

    if (rule == NULL)
        rule = rule_match(rules, RULE_TEXT, around, NULL);
    if (rule == NULL)
        rule = status_rule(rules, status);
    if (rule == NULL)
        rule = rule_match(rules, RULE_TEXT, all, NULL);
    const char *word = second_thought(rules, evidence, rule, status,
                                      rule != NULL                  ? rule->value
                                      : *verdict->recipient != '\0' ? "onhold"
                                                                    : "undefined");
    const Rule *reason = rule_find(rules, RULE_REASON, word);
    verdict->reply = find_reply(*code != '\0' ? code : around);
    gboolean temporary = rule != NULL && g_ascii_isdigit(rule->hint)
                             ? rule->hint == '4'
                             : evidence->delayed || verdict->reply / 100 == 4;
    verdict->status = *status != '\0' ? g_steal_pointer(&status)
                                      : g_strdup(temporary ? reason->temporary : reason->permanent);
    verdict->reason = reason->id;
    verdict->rule = rule != NULL ? rule->name : reason->name;
    verdict->class =
        reason->class == BOUNCE_HARD && verdict->status[0] == '4' ? BOUNCE_SOFT : reason->class;
    const char *said = *evidence->code != '\0'     ? evidence->code
                       : *evidence->around != '\0' ? evidence->around
                                                   : evidence->all;
    g_autofree char *head = g_strndup(said, SAID_MAX);
    g_autofree char *valid = g_utf8_make_valid(head, -1);
    verdict->said = text_line(valid, -1);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce-classify - what a mail that came back says, of whom, by which rule; see bounce-classify.h
 */
#include "mailing/bounce-inside.h"

#include <string.h>

#include "mime/report.h"
#include "mime/splice.h"

/* Beyond so many recipients what is said at all is about none of them in particular. */
enum { SHARED_MAX = 10 };

const char *
bounce_class_word(BounceClass class)
{
    static const char *const words[BOUNCE_N_CLASSES] = {"none",      "soft",       "hard",
                                                        "complaint", "auto-reply", "policy"};

    return words[class];
}

void
bounce_verdict_free(BounceVerdict *verdict)
{
    if (verdict == NULL)
        return;
    g_free(verdict->recipient);
    g_free(verdict->status);
    g_free(verdict->said);
    g_free(verdict);
}

void
bounce_report_free(BounceReport *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->verdicts);
    g_ptr_array_unref(report->oddities);
    g_free(report);
}

static BounceVerdict *
add_verdict(BounceReport *report, const char *recipient)
{
    BounceVerdict *verdict = g_new0(BounceVerdict, 1);

    verdict->recipient = g_strdup(recipient);
    verdict->reason = "";
    verdict->rule = "";
    g_ptr_array_add(report->verdicts, verdict);
    return verdict;
}

/* A verdict without a status: no failure of a delivery. */
static BounceVerdict *
add_plain(BounceReport *report, const char *recipient, BounceClass class, const char *rule)
{
    BounceVerdict *verdict = add_verdict(report, recipient);

    verdict->class = class;
    verdict->rule = rule;
    verdict->status = g_strdup("");
    verdict->said = g_strdup("");
    return verdict;
}

/* RFC 6533, 3: "\x{E9}" is how an address of the type utf-8 has an "é" where only ASCII goes. */
static char *
unembed(const char *text)
{
    GString *plain = g_string_new(NULL);

    while (*text != '\0') {
        char *end = NULL;
        guint64 letter = g_str_has_prefix(text, "\\x{") ? g_ascii_strtoull(text + 3, &end, 16) : 0;
        if (end == NULL || end > text + 9 || *end != '}' || letter > G_MAXINT32 ||
            !g_unichar_isprint((gunichar)letter)) {
            g_string_append_c(plain, *text++);
            continue;
        }
        g_string_append_unichar(plain, (gunichar)letter);
        text = end + 1;
    }
    return g_string_free(plain, FALSE);
}

/* The address in "rfc822; <kim@example.org>". */
static char *
bare_address(const char *value)
{
    const char *semicolon = strchr(value, ';');
    gboolean is_utf8 = semicolon != NULL && g_ascii_strncasecmp(value, "utf-8", 5) == 0;
    g_autofree char *read = is_utf8 ? unembed(semicolon + 1) : NULL;
    const char *bare = read != NULL ? read : semicolon != NULL ? semicolon + 1 : value;
    g_autofree char *text = g_strstrip(g_strdup(bare));
    gsize size = strlen(text);

    return size > 2 && text[0] == '<' && text[size - 1] == '>' ? g_strndup(text + 1, size - 2)
                                                               : g_steal_pointer(&text);
}

/* RFC 5965. A report of a failed check (RFC 6591) is no reader's complaint, and that a mail was
 * wrongly called spam is none at all. */
static void
read_feedback(BounceReport *report, const BounceText *text)
{
    static const char *const names[] = {"Original-Rcpt-To", "Removal-Recipient"};
    const char *kind = NULL, *value;
    guint before = report->verdicts->len;

    for (guint i = 0; kind == NULL && i < text->groups->len; i++)
        kind = report_field(text->groups->pdata[i], "Feedback-Type", 0);
    kind = kind != NULL ? kind : "abuse";
    BounceClass class = g_ascii_strncasecmp(kind, "auth-failure", 12) == 0 ? BOUNCE_POLICY
                        : g_ascii_strncasecmp(kind, "not-spam", 8) == 0    ? BOUNCE_NONE
                                                                           : BOUNCE_COMPLAINT;
    for (guint i = 0; i < G_N_ELEMENTS(names) && report->verdicts->len == before; i++)
        for (guint g = 0; g < text->groups->len; g++)
            for (guint n = 0; (value = report_field(text->groups->pdata[g], names[i], n)) != NULL &&
                              report->verdicts->len < BOUNCE_RECIPIENTS_MAX;
                 n++) {
                g_autofree char *address = bare_address(value);
                add_plain(report, address, class, "rfc5965")->reason = "feedback";
            }
    if (report->verdicts->len == before)
        add_plain(report, "", class, "rfc5965")->reason = "feedback";
}

static const char *
said_of(const GPtrArray *mentions, const char *address)
{
    for (guint i = 0; i < mentions->len; i++) {
        const BounceMention *mention = mentions->pdata[i];
        if (g_ascii_strcasecmp(mention->address, address) == 0)
            return mention->said;
    }
    return "";
}

static void
read_group(BounceReport *report, const BounceRules *rules, const BounceText *text,
           const ReportGroup *group, const GPtrArray *mentions, BounceEvidence evidence)
{
    const char *final = report_field(group, "Final-Recipient", 0);
    const char *original = report_field(group, "Original-Recipient", 0);
    const char *action = report_field(group, "Action", 0);
    const char *status = report_field(group, "Status", 0);
    const char *code = report_field(group, "Diagnostic-Code", 0);

    if (final == NULL && original == NULL)
        return;
    g_autofree char *to = bare_address(final != NULL ? final : original);
    g_autofree char *before = original != NULL ? bare_address(original) : g_strdup("");
    if (action != NULL && (g_ascii_strncasecmp(action, "deliver", 7) == 0 ||
                           g_ascii_strncasecmp(action, "relay", 5) == 0 ||
                           g_ascii_strncasecmp(action, "expand", 6) == 0)) {
        BounceVerdict *verdict = add_plain(report, to, BOUNCE_NONE, "rfc3464:delivered");
        verdict->reason = "delivered";
        return;
    }
    const char *comment = status != NULL ? strchr(status, '(') : NULL;
    const char *category = report_field(group, "X-PowerMTA-BounceCategory", 0);
    g_autofree char *told = g_strconcat(
        code != NULL ? code : "", comment != NULL ? " " : "", comment != NULL ? comment : "",
        category != NULL ? " category " : "", category != NULL ? category : "", NULL);
    evidence.status = status != NULL ? status : "";
    evidence.code = told;
    evidence.around = said_of(mentions, to);
    if (*evidence.around == '\0')
        evidence.around = said_of(mentions, before);
    evidence.delayed = action != NULL && g_ascii_strncasecmp(action, "delay", 5) == 0;
    evidence.is_report = text->is_report;
    bounce_judge(rules, &evidence, add_verdict(report, to));
}

static void
read_mentions(BounceReport *report, const BounceRules *rules, const GPtrArray *mentions,
              BounceEvidence evidence)
{
    for (guint i = 0; i < mentions->len; i++) {
        const BounceMention *mention = mentions->pdata[i];
        evidence.around = mention->said;
        bounce_judge(rules, &evidence, add_verdict(report, mention->address));
    }
}

/* X-Failed-Recipients (Exim and Gmail) is surer than any reading of the text. */
static GPtrArray *
failed_recipients(const Mail *mail)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < mail->n_headers; i++) {
        if (g_ascii_strcasecmp(mail->headers[i].name, "X-Failed-Recipients") != 0)
            continue;
        g_auto(GStrv) words = g_strsplit(mail->headers[i].value, ",", BOUNCE_RECIPIENTS_MAX);
        for (guint n = 0; words[n] != NULL && found->len < BOUNCE_RECIPIENTS_MAX; n++)
            if (strchr(g_strstrip(words[n]), '@') != NULL)
                g_ptr_array_add(found, g_strdup(words[n]));
    }
    return found;
}

static void
read_text(BounceReport *report, const BounceRules *rules, const Mail *mail,
          const GPtrArray *mentions, BounceEvidence evidence)
{
    g_autoptr(GPtrArray) failed = failed_recipients(mail);

    if (failed->len == 0) {
        read_mentions(report, rules, mentions, evidence);
    } else {
        for (guint i = 0; i < failed->len; i++) {
            evidence.around = said_of(mentions, failed->pdata[i]);
            if (*evidence.around == '\0' && failed->len == 1)
                evidence.around = evidence.all;
            bounce_judge(rules, &evidence, add_verdict(report, failed->pdata[i]));
        }
    }
    evidence.around = evidence.all;
    if (report->verdicts->len == 0)
        bounce_judge(rules, &evidence, add_verdict(report, ""));
}

/* What a bounce says, whatever its form. */
static void
read_bounce(BounceReport *report, const BounceRules *rules, const Mail *mail,
            const BounceText *text)
{
    g_autoptr(GPtrArray) mentions = bounce_mentions(rules, text);
    g_autofree char *everything = g_strconcat(text->head, "\n", text->text, NULL);
    guint groups = text->groups != NULL ? text->groups->len : 0;
    const BounceEvidence evidence = {
        .status = "",
        .code = "",
        .around = "",
        .all = mentions->len <= SHARED_MAX && groups <= SHARED_MAX ? text->text : "",
        .delayed = rule_match(rules, RULE_DELAY, everything, NULL) != NULL};

    for (guint i = 0; text->groups != NULL && i < text->groups->len &&
                      report->verdicts->len < BOUNCE_RECIPIENTS_MAX;
         i++)
        read_group(report, rules, text, text->groups->pdata[i], mentions, evidence);
    if (report->verdicts->len == 0)
        read_text(report, rules, mail, mentions, evidence);
}

static void
classify(BounceReport *report, const BounceRules *rules, const Mail *mail, const BounceText *text)
{
    g_autofree char *everything = g_strconcat(text->head, "\n", text->text, NULL);
    const Rule *sign = rule_match(rules, RULE_SIGN, everything, NULL);
    const Rule *answer = rule_match(rules, RULE_AUTO, text->head, NULL);
    gboolean has_groups = text->groups != NULL && text->groups->len > 0;
    char *to = NULL;

    if (text->is_feedback && has_groups) {
        read_feedback(report, text);
        return;
    }
    if (text->is_receipt) {
        add_plain(report, "", BOUNCE_AUTO_REPLY, "rfc8098");
        return;
    }
    if (!has_groups) {
        const Rule *complaint = rule_match(rules, RULE_COMPLAINT, everything, &to);
        g_free(to);
        if (complaint != NULL) {
            add_plain(report, "", BOUNCE_COMPLAINT, complaint->name)->reason = "feedback";
            return;
        }
        if (answer != NULL && (sign == NULL || !g_str_equal(sign->value, "sure"))) {
            add_plain(report, "", BOUNCE_AUTO_REPLY, answer->name)->reason = "vacation";
            return;
        }
        if (sign == NULL) {
            add_plain(report, "", BOUNCE_NONE, "no-bounce");
            return;
        }
    }
    read_bounce(report, rules, mail, text);
}

BounceReport *
bounce_classify(const BounceRules *rules, GBytes *raw)
{
    BounceReport *report = g_new0(BounceReport, 1);
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);

    report->verdicts = g_ptr_array_new_with_free_func((GDestroyNotify)bounce_verdict_free);
    report->oddities = g_ptr_array_new();
    if (mail == NULL) {
        g_ptr_array_add(report->oddities, (gpointer) "empty");
        add_plain(report, "", BOUNCE_NONE, "no-mail");
        return report;
    }
    for (guint i = 0; mail->oddities[i] != NULL; i++)
        g_ptr_array_add(report->oddities, (gpointer)mail->oddities[i]);
    g_autoptr(BounceText) text = bounce_text_read(rules, mail, report->oddities);
    classify(report, rules, mail, text);
    return report;
}

BounceVerdict *
bounce_classify_reply(const BounceRules *rules, const char *status, const char *said)
{
    BounceVerdict *verdict = g_new0(BounceVerdict, 1);
    const BounceEvidence evidence = {
        .status = status, .code = said, .around = "", .all = "", .is_report = TRUE};

    verdict->recipient = g_strdup("");
    bounce_judge(rules, &evidence, verdict);
    return verdict;
}

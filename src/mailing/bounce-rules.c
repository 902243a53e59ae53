/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce-rules - how mail that comes back is read, kept as data; see bounce-rules.h */
#include "mailing/bounce-rules.h"

#include <string.h>

#include "base/data-file.h"
#include "base/error.h"

/* An address in a pattern: no blank, bracket or comma, an @ in the middle. */
#define ADDRESS_PATTERN                                                                            \
    "(?<to>(?:\"[^\"\\s]{1,64}\"|[^\\s<>()\\[\\]:;,\"@" BOUNCE_WIDE                                \
    "]{1,64})@[^\\s<>()\\[\\]:;,\"'@*" BOUNCE_WIDE "]{1,255})"
/* PCRE counts its steps and gives up; no mail may keep a worker for longer. */
#define STEPS "(*LIMIT_MATCH=200000)"

static const char *const kind_words[RULE_N_KINDS] = {
    "reason", "status", "text", "sign", "auto",  "complaint", "delay",
    "asked",  "sender", "late", "cut",  "noise", "recipient"};
static const char *const class_words[BOUNCE_N_CLASSES] = {"none",      "soft",       "hard",
                                                          "complaint", "auto-reply", "policy"};

struct BounceRules {
    GPtrArray *kinds[RULE_N_KINDS]; /* of Rule */
};

static void
rule_free(gpointer data)
{
    Rule *rule = data;

    g_free(rule->name);
    g_free(rule->value);
    g_free(rule->id);
    g_free(rule->permanent);
    g_free(rule->temporary);
    g_clear_pointer(&rule->pattern, g_regex_unref);
    g_free(rule);
}

void
bounce_rules_free(BounceRules *rules)
{
    if (rules == NULL)
        return;
    for (guint i = 0; i < RULE_N_KINDS; i++)
        g_ptr_array_unref(rules->kinds[i]);
    g_free(rules);
}

static gboolean
word_index(const char *const *words, guint n, const char *word, guint *index)
{
    for (*index = 0; *index < n; ++*index)
        if (g_str_equal(words[*index], word))
            return TRUE;
    return FALSE;
}

static gboolean
reason_read(Rule *rule, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, " ", 0);
    guint class;

    if (!word_index(class_words, BOUNCE_N_CLASSES, rule->value, &class))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no class of bounces", rule->value);
    if (g_strv_length(words) != 2)
        return fail(error, ERROR_BAD_INPUT, "a reason has two statuses");
    rule->class = (BounceClass) class;
    rule->permanent = g_strdup(words[0]);
    rule->temporary = g_strdup(words[1]);
    return TRUE;
}

static gboolean
pattern_read(Rule *rule, const char *text, GError **error)
{
    g_auto(GStrv) pieces = g_strsplit(text, "{address}", 0);
    g_autofree char *joined = g_strjoinv(ADDRESS_PATTERN, pieces);
    g_autofree char *pattern = g_strconcat(STEPS, joined, NULL);
    g_autoptr(GError) broken = NULL;

    rule->pattern =
        g_regex_new(pattern, G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, &broken);
    return rule->pattern != NULL ||
           fail(error, ERROR_BAD_INPUT, "the pattern cannot be read: %s", broken->message);
}

static gboolean
take_rule(gpointer data, char **cells, GError **error)
{
    BounceRules *rules = data;
    guint kind;

    if (!word_index(kind_words, RULE_N_KINDS, cells[0], &kind))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no kind of rule", cells[0]);
    Rule *rule = g_new0(Rule, 1);
    g_ptr_array_add(rules->kinds[kind], rule);
    rule->name = g_strconcat(cells[0], ":", cells[1], NULL);
    rule->id = g_strdup(cells[1]);
    rule->value = g_strdup(cells[2]);
    char *blank = kind == RULE_TEXT ? strchr(rule->value, ' ') : NULL;
    if (blank != NULL) {
        rule->hint = blank[1];
        *blank = '\0';
    }
    if ((kind == RULE_TEXT || kind == RULE_STATUS) &&
        rule_find(rules, RULE_REASON, rule->value) == NULL)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no reason that stands above", rule->value);
    if (kind == RULE_REASON)
        return reason_read(rule, cells[3], error);
    return kind == RULE_STATUS || pattern_read(rule, cells[3], error);
}

BounceRules *
bounce_rules_read(const char *path, GError **error)
{
    static const char *const needed[] = {"undefined", "onhold", "filtered", "rejected"};
    g_autoptr(BounceRules) rules = g_new0(BounceRules, 1);

    for (guint i = 0; i < RULE_N_KINDS; i++)
        rules->kinds[i] = g_ptr_array_new_with_free_func(rule_free);
    if (!data_file_read(path, "the rules for bounces", 4, take_rule, rules, error))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        if (rule_find(rules, RULE_REASON, needed[i]) == NULL)
            return fail_null(error, ERROR_BAD_INPUT, "\"%s\" lacks the reason \"%s\"", path,
                             needed[i]);
    return g_steal_pointer(&rules);
}

BounceRules *
bounce_rules_open(const Settings *settings, GError **error)
{
    g_autofree char *own =
        g_build_filename(settings_text(settings, SETTING_TEMPLATES), "bounce", "rules.tsv", NULL);
    g_autofree char *shipped = g_build_filename(settings_text(settings, SETTING_DATA), "templates",
                                                "bounce", "rules.tsv", NULL);

    return bounce_rules_read(g_file_test(own, G_FILE_TEST_EXISTS) ? own : shipped, error);
}

gboolean
rule_fits(const Rule *rule, const char *text, char **to)
{
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_regex_match_full(rule->pattern, text, -1, 0, 0, &match, NULL))
        return FALSE;
    if (to != NULL)
        *to = g_match_info_fetch_named(match, "to");
    return TRUE;
}

const Rule *
rule_match(const BounceRules *rules, RuleKind kind, const char *text, char **to)
{
    const Rule *rule;

    for (guint i = 0; (rule = rule_at(rules, kind, i)) != NULL; i++)
        if (rule_fits(rule, text, to))
            return rule;
    return NULL;
}

const Rule *
rule_at(const BounceRules *rules, RuleKind kind, guint i)
{
    return i < rules->kinds[kind]->len ? rules->kinds[kind]->pdata[i] : NULL;
}

const Rule *
rule_find(const BounceRules *rules, RuleKind kind, const char *id)
{
    const Rule *rule;

    for (guint i = 0; (rule = rule_at(rules, kind, i)) != NULL; i++)
        if (g_str_equal(rule->id, id))
            return rule;
    return NULL;
}

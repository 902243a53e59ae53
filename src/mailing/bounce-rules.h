/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounce-rules - how mail that comes back is read, kept as data
 *
 * The shipped templates/bounce/rules.tsv says what a rule is; a file of the same name in the
 * site's own directory of templates replaces it. Every pattern runs within a bound of steps: what
 * needs more does not fit.
 */
#pragma once

#include "base/settings.h"

/* Brackets and stops as they are written between Chinese and Japanese letters: no address has
 * them. */
#define BOUNCE_WIDE "（）【】「」『』《》〈〉：；，、。！？"

typedef enum {
    BOUNCE_NONE,       /* no bounce at all, or one that cannot be understood */
    BOUNCE_SOFT,       /* did not arrive; the address may be good */
    BOUNCE_HARD,       /* there is no such address */
    BOUNCE_COMPLAINT,  /* the reader called it spam */
    BOUNCE_AUTO_REPLY, /* a program answered for a living reader */
    BOUNCE_POLICY,     /* refused for who we are or what we sent, and no fault of the address */
    BOUNCE_N_CLASSES
} BounceClass;

typedef enum {
    RULE_REASON,
    RULE_STATUS,
    RULE_TEXT,
    RULE_SIGN,
    RULE_AUTO,
    RULE_COMPLAINT,
    RULE_DELAY,
    RULE_ASKED,
    RULE_SENDER,
    RULE_LATE,
    RULE_CUT,
    RULE_NOISE,
    RULE_RECIPIENT,
    RULE_N_KINDS
} RuleKind;

typedef struct {
    char *name;                  /* "text:mailbox-full" */
    char *value;                 /* what it means; its first word for RULE_TEXT */
    char *id;                    /* the name without its kind */
    char hint;                   /* '4', '5', 's' for sure, 'a' for alone, or 0: RULE_TEXT only */
    BounceClass class;           /* RULE_REASON alone */
    char *permanent, *temporary; /* the same */
    GRegex *pattern;             /* NULL for RULE_REASON and RULE_STATUS */
} Rule;

typedef struct BounceRules BounceRules;

/* ERROR_BAD_INPUT for a rule that cannot be read, with file and line. */
BounceRules *bounce_rules_open(const Settings *settings, GError **error);
BounceRules *bounce_rules_read(const char *path, GError **error);
void bounce_rules_free(BounceRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BounceRules, bounce_rules_free)

/* The first rule of `kind` that fits `text` (valid UTF-8), or NULL. `*to` (may be NULL) is what
 * the pattern caught as an address, g_free(). */
const Rule *rule_match(const BounceRules *rules, RuleKind kind, const char *text, char **to);

/* TRUE when `rule` fits `text`; `*to` as above. */
gboolean rule_fits(const Rule *rule, const char *text, char **to);

/* The rules of a kind, in order. */
const Rule *rule_at(const BounceRules *rules, RuleKind kind, guint i);

/* The rule of a kind whose id is `id`, or NULL. */
const Rule *rule_find(const BounceRules *rules, RuleKind kind, const char *id);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy - who may write what to a list: rules, one a line
 *
 *     hold   members when within 3 posts
 *     refuse anyone when larger than 5M saying Put large files on the shared drive
 *     strip  *.iso
 *     use    discussion
 *
 * The first rule that fits decides. A policy always ends in a named one (the line `use`, else the
 * one called as the list's kind), and a named one decides about everything. What rules cannot undo
 * stands before all of them, in post-authorise.c. The manual page is colporteur-policy(7).
 */
#pragma once

#include <glib.h>

#define POLICY_TEXT_MAX 20000
#define POLICY_RULES_MAX 500

typedef enum {
    POST_ACCEPTED,  /* archived and distributed */
    POST_FILED,     /* archived, told to the owners, not distributed */
    POST_HELD,      /* waits for a moderator */
    POST_DUPLICATE, /* is on the list already: nothing to do */
    POST_REPEATED,  /* archived and no more: its author has posted the same already */
    POST_DISCARDED, /* dropped without a word */
    POST_REFUSED    /* the sender's mail server is told no */
} PostOutcome;

typedef enum {
    WHO_ANYONE,
    WHO_MEMBERS,
    WHO_STRANGERS,
    WHO_UNCONFIRMED,
    WHO_LEFT,
    WHO_NOBODY, /* From does not say who wrote it */
    WHO_OWNERS,
    WHO_MODERATORS,
    WHO_TRUSTED,
    WHO_WATCHED,
    WHO_MUTED,
    WHO_PATTERN /* an address, @domain or @.domain */
} PolicyWhoKind;

typedef struct {
    PolicyWhoKind kind;
    const char *pattern; /* of WHO_PATTERN, folded; NULL else */
} PolicyWho;

typedef enum {
    WHEN_REPLY,
    WHEN_AUTO_REPLY,
    WHEN_AUTOMATIC,
    WHEN_EMPTY,
    WHEN_COMMAND,
    WHEN_SPAM,
    WHEN_FORGED,
    WHEN_VERIFIED,
    WHEN_SEALED, /* signed or encrypted */
    WHEN_LARGER,
    WHEN_RECIPIENTS,
    WHEN_WITHIN,
    WHEN_ATTACHMENT
} PolicyWhenKind;

typedef struct {
    PolicyWhenKind kind;
    gboolean negated;
    gint64 number;       /* bytes, recipients, posts, hundredths of spam points; -1: none given */
    const char *pattern; /* of WHEN_ATTACHMENT, lower case; NULL: any */
} PolicyWhen;

typedef struct {
    PostOutcome outcome;
    const GArray *who;  /* of PolicyWho, at least one: any of them */
    const GArray *when; /* of PolicyWhen: all of them */
    const char *saying; /* a refusal's own words, or NULL */
    const char *text;   /* the line as written, blanks made one */
    const char *source; /* "list", or the name of a named policy */
    guint line;         /* in its source, from 1 */
} PolicyRule;

typedef struct {
    gboolean strip;
    const char *pattern; /* of a type ("application/zip") or a file name ("*.exe"), lower case */
    guint line;          /* of the list's own rules, from 1 */
} PolicyPart;

typedef struct {
    const GPtrArray *rules; /* of const PolicyRule */
    const GArray *parts;    /* of PolicyPart, in order: the first that fits decides */
    struct PolicyInside *inside;
} Policy;

/* Reads `text` (may be empty), to be followed by the policy called `kind` unless it has a line
 * `use`. ERROR_BAD_INPUT with the line and a hint; ERROR_NOT_FOUND for a policy that is none. */
Policy *policy_parse(const char *text, const char *kind, GError **error);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

/* The rules of a named policy, or NULL; and all names, NULL-terminated. */
const char *policy_named(const char *name);
extern const char *const policy_names[];

/* Whether an attachment of this type (lower case) and name (may be NULL) is kept apart from the
 * copies that members get. */
gboolean policy_strips(const Policy *policy, const char *content_type, const char *filename);

/* Whether `pattern`, as in the rules, means an attachment of this type and name. */
gboolean policy_part_matches(const char *pattern, const char *content_type, const char *filename);

/* What `key` (a folded address) is banned or named by: itself, @domain, @.domain and so on upwards.
 * g_strfreev(). */
char **policy_patterns(const char *key);

/* The beginning of a word that is to be named in an error, cut between characters. g_free(). */
char *policy_word_shown(const char *word);

/* `word`, an address or a domain as people write it, as a pattern: folded. ERROR_BAD_INPUT. */
char *policy_pattern_read(const char *word, GError **error);

/* "accepted", "filed", "held", "duplicate", "repeated", "discarded", "refused". */
const char *post_outcome_word(PostOutcome outcome);

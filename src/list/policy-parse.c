/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy-parse - rules read from their text
 *
 * ACTION WHO[, WHO...] [when CONDITION [and CONDITION...]] [saying WORDS], strip or keep PATTERNS,
 * use POLICY. One pass a line; a mistake names its line and what could have been meant.
 */
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/nearest.h"

#include "list/policy.h"

struct PolicyInside {
    GStringChunk *strings;
    GPtrArray *rules;
    GArray *parts;
    char *next; /* the named policy that follows */
};

/* What is left of a line. */
typedef struct {
    struct PolicyInside *inside;
    char **words; /* NULL-terminated */
    guint at;
    const char *source;
    guint line;
} Line;

static const struct {
    const char *word;
    PostOutcome outcome;
} actions[] = {{"accept", POST_ACCEPTED},
               {"file", POST_FILED},
               {"hold", POST_HELD},
               {"refuse", POST_REFUSED},
               {"discard", POST_DISCARDED}};

static const char *const first_words[] = {"accept", "file", "hold", "refuse", "discard",
                                          "strip",  "keep", "use",  NULL};

static const char *const who_words[] = {
    [WHO_ANYONE] = "anyone",       [WHO_MEMBERS] = "members",
    [WHO_STRANGERS] = "strangers", [WHO_UNCONFIRMED] = "unconfirmed",
    [WHO_LEFT] = "left",           [WHO_NOBODY] = "nobody",
    [WHO_OWNERS] = "owners",       [WHO_MODERATORS] = "moderators",
    [WHO_TRUSTED] = "trusted",     [WHO_WATCHED] = "watched",
    [WHO_MUTED] = "muted",         [WHO_PATTERN] = NULL,
};

static const char *const when_words[] = {
    [WHEN_REPLY] = "reply",           [WHEN_AUTO_REPLY] = "auto-reply",
    [WHEN_AUTOMATIC] = "automatic",   [WHEN_EMPTY] = "empty",
    [WHEN_COMMAND] = "command",       [WHEN_SPAM] = "spam",
    [WHEN_FORGED] = "forged",         [WHEN_VERIFIED] = "verified",
    [WHEN_SEALED] = "sealed",         [WHEN_LARGER] = "larger",
    [WHEN_RECIPIENTS] = "recipients", [WHEN_WITHIN] = "within",
    [WHEN_ATTACHMENT] = "attachment", NULL,
};

static const char *
word(const Line *line)
{
    return line->words[line->at];
}

static gboolean
take(Line *line, const char *expected)
{
    if (word(line) == NULL || !g_str_equal(word(line), expected))
        return FALSE;
    line->at++;
    return TRUE;
}

/* What is wrong with the word at hand, with the nearest of `known` or all of them as hint. */
static gboolean
fail_word(const Line *line, const char *what, const char *const *known, GError **error)
{
    g_autofree char *all = g_strjoinv(", ", (char **)known);

    if (word(line) == NULL) {
        fail(error, ERROR_BAD_INPUT, "line %u ends where %s should be", line->line, what);
        return fail_hint(error, "it is one of: %s", all);
    }
    const char *nearest = nearest_name(word(line), known);
    g_autofree char *shown = policy_word_shown(word(line));
    fail(error, ERROR_BAD_INPUT, "line %u: \"%s\" is no %s", line->line, shown, what);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "it is one of: %s", all);
}

static int
find(const char *const *known, guint n, const char *wanted)
{
    for (guint i = 0; i < n; i++)
        if (g_strcmp0(known[i], wanted) == 0)
            return (int)i;
    return -1;
}

static gboolean
add_who(const Line *line, const char *name, GArray *all, GError **error)
{
    static const char *const shown[] = {"anyone", "members", "strangers",  "unconfirmed", "left",
                                        "nobody", "owners",  "moderators", "trusted",     "watched",
                                        "muted",  "ADDRESS", "@DOMAIN",    NULL};
    PolicyWho who = {.kind = WHO_PATTERN};
    int known = find(who_words, WHO_PATTERN, name);

    if (known >= 0) {
        who.kind = (PolicyWhoKind)known;
    } else if (strchr(name, '@') != NULL) {
        g_autofree char *pattern = policy_pattern_read(name, error);
        if (pattern == NULL) {
            g_prefix_error(error, "line %u: ", line->line);
            return FALSE;
        }
        who.pattern = g_string_chunk_insert(line->inside->strings, pattern);
    } else {
        return fail_word(line, "author", shown, error);
    }
    g_array_append_val(all, who);
    return TRUE;
}

/* One or more, separated by commas with or without blanks. */
static gboolean
read_who(Line *line, GArray *all, GError **error)
{
    for (gboolean more = TRUE; more; line->at++) {
        if (word(line) == NULL)
            return fail_word(line, "author", who_words, error);
        g_auto(GStrv) names = g_strsplit(word(line), ",", -1);
        guint n = g_strv_length(names);
        more = n > 1 && *names[n - 1] == '\0';
        for (guint i = 0; i < n - (guint)more; i++)
            if (!add_who(line, names[i], all, error))
                return FALSE;
    }
    return TRUE;
}

/* What "K", "Mo" or "MB" stands for; 0 for something else. */
static gint64
unit_of(const char *text)
{
    static const char *const behind[] = {"", "o", "b", "io", "ib", NULL};
    char letter = g_ascii_tolower(*text);
    g_autofree char *rest = letter != '\0' ? g_ascii_strdown(text + 1, -1) : NULL;

    if ((letter != 'k' && letter != 'm') || !g_strv_contains(behind, rest))
        return 0;
    return letter == 'k' ? 1024 : 1024 * 1024;
}

/* A number, with K or M behind it where `sizes`; `*number` gets it, times `scale`. */
static gboolean
read_number(Line *line, gboolean sizes, gint64 scale, gint64 *number, GError **error)
{
    const char *text = word(line);
    char *end = NULL;
    gdouble value = text != NULL ? g_ascii_strtod(text, &end) : -1;
    gint64 unit = 1;

    if (end != NULL && end != text && sizes) {
        gboolean apart = *end == '\0' && line->words[line->at + 1] != NULL;
        gint64 named = unit_of(apart ? line->words[line->at + 1] : end);
        if (named > 0) {
            unit = named;
            end += strlen(end);
            line->at += apart;
        }
    }
    /* Written so that what is no number at all fails too. */
    if (end == NULL || end == text || *end != '\0' || !(value >= 0 && value <= 1e9)) {
        g_autofree char *shown = policy_word_shown(text != NULL ? text : "");
        fail(error, ERROR_BAD_INPUT, "line %u: \"%s\" is no %s", line->line, shown,
             sizes ? "size" : "number");
        return fail_hint(error, sizes ? "write it as 500K or 10M" : "write it as 20");
    }
    *number = (gint64)(value * (gdouble)(unit * scale));
    line->at++;
    return TRUE;
}

static gboolean
fail_form(const Line *line, const char *form, GError **error)
{
    fail(error, ERROR_BAD_INPUT, "line %u cannot be understood", line->line);
    return fail_hint(error, "write \"%s\"", form);
}

static gboolean
ends_condition(const Line *line)
{
    const char *next = word(line);
    return next == NULL || g_str_equal(next, "and") || g_str_equal(next, "saying");
}

static gboolean
read_condition(Line *line, GArray *all, GError **error)
{
    PolicyWhen when = {.negated = take(line, "not"), .number = -1};
    int known = find(when_words, G_N_ELEMENTS(when_words) - 1, word(line));

    if (known < 0)
        return fail_word(line, "condition", when_words, error);
    when.kind = (PolicyWhenKind)known;
    line->at++;
    switch (when.kind) {
    case WHEN_LARGER:
        if (!take(line, "than"))
            return fail_form(line, "larger than 10M", error);
        if (!read_number(line, TRUE, 1, &when.number, error))
            return FALSE;
        break;
    case WHEN_RECIPIENTS:
        if (!take(line, "over"))
            return fail_form(line, "recipients over 20", error);
        if (!read_number(line, FALSE, 1, &when.number, error))
            return FALSE;
        break;
    case WHEN_WITHIN:
        if (!read_number(line, FALSE, 1, &when.number, error))
            return FALSE;
        if (when.number < 1 || when.number > 100 || (!take(line, "posts") && !take(line, "post")))
            return fail_form(line, "within 3 posts, from 1 to 100", error);
        break;
    case WHEN_SPAM:
        if (take(line, "over") && !read_number(line, FALSE, 100, &when.number, error))
            return FALSE;
        break;
    case WHEN_ATTACHMENT:
        if (!ends_condition(line)) {
            g_autofree char *lower = g_utf8_strdown(word(line), -1);
            when.pattern = g_string_chunk_insert(line->inside->strings, lower);
            line->at++;
        }
        break;
    default:
        break;
    }
    g_array_append_val(all, when);
    if (!ends_condition(line))
        return fail_form(line, "CONDITION and CONDITION", error);
    return TRUE;
}

static gboolean
read_when(Line *line, GArray *all, GError **error)
{
    do {
        if (!read_condition(line, all, error))
            return FALSE;
    } while (take(line, "and"));
    return TRUE;
}

static void
rule_free(gpointer data)
{
    PolicyRule *rule = data;

    g_array_unref((GArray *)rule->who);
    g_array_unref((GArray *)rule->when);
    g_free(rule);
}

static gboolean
read_rule(Line *line, PostOutcome outcome, GError **error)
{
    PolicyRule *rule = g_new0(PolicyRule, 1);
    GArray *who = g_array_new(FALSE, FALSE, sizeof(PolicyWho));
    GArray *when = g_array_new(FALSE, FALSE, sizeof(PolicyWhen));
    g_autofree char *text = g_strjoinv(" ", line->words);

    rule->outcome = outcome;
    rule->who = who;
    rule->when = when;
    rule->source = line->source;
    rule->line = line->line;
    rule->text = g_string_chunk_insert(line->inside->strings, text);
    g_ptr_array_add(line->inside->rules, rule);
    line->at++;
    if (!read_who(line, who, error))
        return FALSE;
    if (take(line, "when") && !read_when(line, when, error))
        return FALSE;
    if (take(line, "saying")) {
        if (outcome != POST_REFUSED || word(line) == NULL)
            return fail_form(line, "refuse WHO when CONDITION saying WORDS", error);
        g_autofree char *saying = g_strjoinv(" ", line->words + line->at);
        rule->saying = g_string_chunk_insert(line->inside->strings, saying);
        return TRUE;
    }
    return word(line) == NULL || fail_form(line, "ACTION WHO, WHO when CONDITION", error);
}

static gboolean
read_parts(Line *line, gboolean strip, GError **error)
{
    line->at++;
    if (word(line) == NULL)
        return fail_form(line, strip ? "strip image/*, *.pdf" : "keep *.pdf", error);
    for (; word(line) != NULL; line->at++) {
        g_autofree char *lower = g_utf8_strdown(word(line), -1);
        gsize size = strlen(lower);
        if (size > 1 && lower[size - 1] == ',')
            lower[size - 1] = '\0';
        const PolicyPart part = {strip, g_string_chunk_insert(line->inside->strings, lower),
                                 line->line};
        g_array_append_val(line->inside->parts, part);
    }
    return TRUE;
}

static gboolean
read_use(Line *line, GError **error)
{
    line->at++;
    if (word(line) == NULL || policy_named(word(line)) == NULL)
        return fail_word(line, "policy", policy_names, error);
    line->inside->next = g_strdup(word(line));
    line->at++;
    return word(line) == NULL || fail_form(line, "use discussion", error);
}

static gboolean
read_line(Line *line, GError **error)
{
    int known = find(first_words, G_N_ELEMENTS(first_words) - 1, word(line));

    if (line->inside->next != NULL) {
        fail(error, ERROR_BAD_INPUT, "line %u stands behind \"use %s\"", line->line,
             line->inside->next);
        return fail_hint(error, "nothing comes after it: that policy decides about everything");
    }
    if (known < 0)
        return fail_word(line, "action", first_words, error);
    if (line->inside->rules->len >= POLICY_RULES_MAX)
        return fail(error, ERROR_BAD_INPUT, "there are more than %d rules", POLICY_RULES_MAX);
    if ((guint)known < G_N_ELEMENTS(actions))
        return read_rule(line, actions[known].outcome, error);
    if (g_str_equal(word(line), "use"))
        return read_use(line, error);
    return read_parts(line, g_str_equal(word(line), "strip"), error);
}

/* The words of a line up to a comment, which begins a word with #. */
static char **
split(const char *text)
{
    g_auto(GStrv) raw = g_strsplit_set(text, " \t\r", -1);
    GStrvBuilder *words = g_strv_builder_new();

    for (guint i = 0; raw[i] != NULL && *raw[i] != '#'; i++)
        if (*raw[i] != '\0')
            g_strv_builder_add(words, raw[i]);
    char **result = g_strv_builder_end(words);
    g_strv_builder_unref(words);
    return result;
}

static gboolean
read_text(struct PolicyInside *inside, const char *text, const char *source, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) words = split(lines[i]);
        Line line = {.inside = inside, .words = words, .source = source, .line = i + 1};
        if (words[0] != NULL && !read_line(&line, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_text(const char *text, GError **error)
{
    if (strlen(text) > POLICY_TEXT_MAX)
        return fail(error, ERROR_BAD_INPUT, "the rules are longer than %d bytes", POLICY_TEXT_MAX);
    if (!g_utf8_validate(text, -1, NULL))
        return fail(error, ERROR_BAD_INPUT, "the rules are not UTF-8");
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_iscntrl(g_utf8_get_char(p)) && strchr("\n\r\t", *p) == NULL)
            return fail(error, ERROR_BAD_INPUT, "the rules hold a control character");
    return TRUE;
}

Policy *
policy_parse(const char *text, const char *kind, GError **error)
{
    g_autoptr(Policy) policy = g_new0(Policy, 1);
    struct PolicyInside *inside = g_new0(struct PolicyInside, 1);

    policy->inside = inside;
    inside->strings = g_string_chunk_new(512);
    policy->rules = inside->rules = g_ptr_array_new_with_free_func(rule_free);
    policy->parts = inside->parts = g_array_new(FALSE, FALSE, sizeof(PolicyPart));
    if (!check_text(text, error) || !read_text(inside, text, "list", error))
        return NULL;
    g_autofree char *next = g_steal_pointer(&inside->next);
    const char *name = g_string_chunk_insert(inside->strings, next != NULL ? next : kind);
    const char *named = policy_named(name);
    if (named == NULL)
        return fail_null(error, ERROR_NOT_FOUND, "there is no policy \"%s\"", name);
    if (!read_text(inside, named, name, error))
        return NULL;
    return g_steal_pointer(&policy);
}

void
policy_free(Policy *policy)
{
    if (policy == NULL)
        return;
    g_string_chunk_free(policy->inside->strings);
    g_ptr_array_unref(policy->inside->rules);
    g_array_unref(policy->inside->parts);
    g_free(policy->inside->next);
    g_free(policy->inside);
    g_free(policy);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy-pattern - what rules and bans call authors and attachments by
 *
 * Authors are compared as everywhere else, folded (base/address.h). A domain's patterns are walked
 * upwards, so that a table of bans is asked by equality and not by likeness.
 */
#include <string.h>

#include "base/address.h"
#include "base/error.h"

#include "list/policy.h"

/* More labels than any domain in use; those above are left out. */
enum { LABELS_MAX = 40, SHOWN_MAX = 60 };

char **
policy_patterns(const char *key)
{
    GStrvBuilder *patterns = g_strv_builder_new();
    const char *at = strrchr(key, '@');

    g_strv_builder_add(patterns, key);
    if (at != NULL) {
        g_strv_builder_add(patterns, at);
        const char *label = at + 1;
        for (guint i = 0; label != NULL && *label != '\0' && i < LABELS_MAX; i++) {
            g_autofree char *beneath = g_strconcat("@.", label, NULL);
            g_strv_builder_add(patterns, beneath);
            label = strchr(label, '.');
            label = label != NULL ? label + 1 : NULL;
        }
    }
    char **result = g_strv_builder_end(patterns);
    g_strv_builder_unref(patterns);
    return result;
}

char *
policy_word_shown(const char *word)
{
    g_autofree char *valid = g_utf8_make_valid(word, -1);

    return g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), SHOWN_MAX));
}

char *
policy_pattern_read(const char *word, GError **error)
{
    const char *at = strrchr(word, '@');
    const char *domain = at == NULL ? word : at + 1;
    gboolean beneath = at == word && *domain == '.';
    gboolean whole = at == NULL || at == word;
    g_autofree char *address =
        g_strconcat(whole ? "x" : "", whole ? "@" : "", whole ? domain + beneath : word, NULL);
    g_autofree char *folded = address_is_valid(address, NULL) ? address_fold(address) : NULL;

    if (folded == NULL) {
        g_autofree char *shown = policy_word_shown(word);
        fail(error, ERROR_BAD_INPUT, "\"%s\" is neither an address nor a domain", shown);
        fail_hint(error, "write person@example.org, @example.org for all of a domain, or "
                         "@.example.org for all beneath it too");
        return NULL;
    }
    if (!whole)
        return g_steal_pointer(&folded);
    return g_strconcat("@", beneath ? "." : "", folded + 2, NULL);
}

gboolean
policy_part_matches(const char *pattern, const char *content_type, const char *filename)
{
    const char *subject = content_type;
    g_autofree char *lower = NULL;

    if (strchr(pattern, '/') == NULL) {
        lower = filename != NULL ? g_utf8_strdown(filename, -1) : NULL;
        subject = lower;
    }
    return subject != NULL && g_pattern_match_simple(pattern, subject);
}

gboolean
policy_strips(const Policy *policy, const char *content_type, const char *filename)
{
    for (guint i = 0; i < policy->parts->len; i++) {
        const PolicyPart *part = &g_array_index(policy->parts, PolicyPart, i);
        if (policy_part_matches(part->pattern, content_type, filename))
            return part->strip;
    }
    return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-words - what filters and readers make of the words of a letter; see check-words.h */
#include "news/check-words.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "page/look-alike.h"

/* In characters: what a telephone shows of a subject, what a screen does; what is worth saying
 * beside it, what is shown of that. */
enum {
    SUBJECT_LONG = 78,
    PREHEADER_SHORT = 15,
    PREHEADER_LONG = 130,
    SHOUTED_LEAST = 8,      /* in a subject */
    SHOUTED_LINE_LEAST = 25 /* in a line of text: longer than a word of initials */
};

struct CheckWords {
    GHashTable *shorteners;
    GPtrArray *words;   /* folded */
    GPtrArray *phrases; /* folded */
    GPtrArray *left;    /* in small letters: however written; else as it stands */
    GHashTable *vague;  /* folded */
    GPtrArray *hosts;   /* well known, as host_plain() writes them */
};

void
check_words_free(CheckWords *words)
{
    if (words == NULL)
        return;
    g_hash_table_unref(words->shorteners);
    g_ptr_array_unref(words->words);
    g_ptr_array_unref(words->phrases);
    g_ptr_array_unref(words->left);
    g_hash_table_unref(words->vague);
    g_ptr_array_unref(words->hosts);
    g_free(words);
}

CheckWords *
check_words_open(const Settings *settings, GError **error)
{
    g_autoptr(CheckWords) words = g_new0(CheckWords, 1);
    g_autofree char *own =
        g_build_filename(settings_text(settings, SETTING_TEMPLATES), "check", "words.tsv", NULL);
    g_autofree char *shipped = g_build_filename(settings_text(settings, SETTING_DATA), "templates",
                                                "check", "words.tsv", NULL);
    const char *path = g_file_test(own, G_FILE_TEST_EXISTS) ? own : shipped;
    g_autofree char *text = NULL;

    words->shorteners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    words->words = g_ptr_array_new_with_free_func(g_free);
    words->phrases = g_ptr_array_new_with_free_func(g_free);
    words->left = g_ptr_array_new_with_free_func(g_free);
    words->vague = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    words->hosts = g_ptr_array_new_with_free_func(g_free);
    if (!g_file_get_contents(path, &text, NULL, error))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] == '\0' || *lines[i] == '#')
            continue;
        char *tab = strchr(lines[i], '\t');
        if (tab != NULL && g_str_has_prefix(lines[i], "shortener\t"))
            g_hash_table_add(words->shorteners, g_ascii_strdown(tab + 1, -1));
        else if (tab != NULL && g_str_has_prefix(lines[i], "word\t"))
            g_ptr_array_add(words->words, g_utf8_casefold(tab + 1, -1));
        else if (tab != NULL && g_str_has_prefix(lines[i], "phrase\t"))
            g_ptr_array_add(words->phrases, g_utf8_casefold(tab + 1, -1));
        else if (tab != NULL && g_str_has_prefix(lines[i], "left\t"))
            g_ptr_array_add(words->left, g_strdup(tab + 1));
        else if (tab != NULL && g_str_has_prefix(lines[i], "vague\t"))
            g_hash_table_add(words->vague, g_utf8_casefold(tab + 1, -1));
        else if (tab != NULL && g_str_has_prefix(lines[i], "known\t"))
            g_ptr_array_add(words->hosts, host_plain(tab + 1));
        else
            return fail_null(
                error, ERROR_BAD_INPUT,
                "\"%s\", line %u: neither shortener, word, phrase, left, vague nor known", path,
                i + 1);
    }
    return g_steal_pointer(&words);
}

G_GNUC_PRINTF(6, 7)
static void
say(CheckFault fault, gpointer data, ReviewGrade grade, const char *rule, guint line,
    const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fault(grade, rule, line, words, data);
}

static gboolean
is_shouted(const char *text, guint least)
{
    guint upper = 0, lower = 0;

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        upper += g_unichar_isupper(g_utf8_get_char(text));
        lower += g_unichar_islower(g_utf8_get_char(text));
    }
    return upper >= least && upper > 3 * lower;
}

/* Where `word` stands in `text` with no letter or digit before or after it; NULL: nowhere. */
static const char *
find_word(const char *text, const char *word)
{
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        const char *before = at > text ? g_utf8_find_prev_char(text, at) : NULL;
        if ((before == NULL || !g_unichar_isalnum(g_utf8_get_char(before))) &&
            !g_unichar_isalnum(g_utf8_get_char(at + strlen(word))))
            return at;
    }
    return NULL;
}

static guint
line_of(const char *text, const char *at)
{
    guint line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* Whether `text`, folded, has any. */
static gboolean
check_spam(const GPtrArray *words, const char *folded, gboolean has_lines, CheckFault fault,
           gpointer data)
{
    gboolean found = FALSE;

    for (guint i = 0; i < words->len; i++) {
        const char *at = find_word(folded, words->pdata[i]);
        if (at == NULL)
            continue;
        say(fault, data, REVIEW_WARNING, "spam", has_lines ? line_of(folded, at) : 0,
            "\"%s\" is what spam says", (char *)words->pdata[i]);
        found = TRUE;
    }
    return found;
}

gboolean
check_phrases(const CheckWords *words, const char *text, gboolean has_lines, CheckFault fault,
              gpointer data)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);

    return check_spam(words->phrases, folded, has_lines, fault, data);
}

void
check_subject(const CheckWords *words, const char *subject, CheckFault fault, gpointer data)
{
    g_autofree char *folded = g_utf8_casefold(subject, -1);
    glong n = g_utf8_strlen(subject, -1);
    guint marks = 0;

    if (n > SUBJECT_LONG)
        say(fault, data, REVIEW_WARNING, "subject", 0,
            "it has %ld characters: after %d it is cut, on telephones after 40", n, SUBJECT_LONG);
    if (is_shouted(subject, SHOUTED_LEAST))
        say(fault, data, REVIEW_WARNING, "shouting", 0,
            "all capitals: filters take it for spam, screen readers spell it");
    for (const char *at = subject; *at != '\0'; at++)
        marks += *at == '!';
    if (marks > 1 || strstr(subject, "??") != NULL)
        say(fault, data, REVIEW_WARNING, "shouting", 0,
            "several exclamation or question marks: filters take it for spam");
    check_spam(words->words, folded, FALSE, fault, data);
    check_spam(words->phrases, folded, FALSE, fault, data);
    if (g_ascii_strncasecmp(subject, "re:", 3) == 0 || g_ascii_strncasecmp(subject, "fwd:", 4) == 0)
        say(fault, data, REVIEW_WARNING, "spam", 0, "it pretends to be an answer");
}

void
check_preheader(const char *preheader, const char *subject, CheckFault fault, gpointer data)
{
    glong n = g_utf8_strlen(preheader, -1);

    if (n == 0)
        say(fault, data, REVIEW_WARNING, "preheader", 0,
            "there is none: mail programs show the first words they find beside the subject");
    else if (n < PREHEADER_SHORT)
        say(fault, data, REVIEW_NOTE, "preheader", 0, "it has %ld characters: %d to %d are shown",
            n, PREHEADER_SHORT, PREHEADER_LONG);
    else if (n > PREHEADER_LONG)
        say(fault, data, REVIEW_WARNING, "preheader", 0,
            "it has %ld characters: after %d it is cut", n, PREHEADER_LONG);
    if (n > 0 && g_utf8_collate(preheader, subject) == 0)
        say(fault, data, REVIEW_WARNING, "preheader", 0, "it says again what the subject says");
}

void
check_fields(const char *text, CheckFault fault, gpointer data)
{
    static const char *const fields[] = {"name", "territory", "interest", NULL};

    for (const char *at = strstr(text, "{{"); at != NULL; at = strstr(at + 2, "{{")) {
        const char *name = at + 2 + strspn(at + 2, "{#^/& ");
        g_autofree char *word = g_strndup(name, strcspn(name, "|} \n\t"));
        const char *near = nearest_name(word, fields);
        if (near != NULL && !g_str_equal(near, word))
            say(fault, data, REVIEW_ERROR, "field", line_of(text, at),
                "readers would see \"{{%s\": did you mean \"%s\"?", word, near);
        else
            say(fault, data, REVIEW_ERROR, "field", line_of(text, at),
                "readers would see \"{{%s\": fields stand in editorials only", word);
    }
}

void
check_shouting(const char *text, CheckFault fault, gpointer data)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++)
        if (is_shouted(lines[i], SHOUTED_LINE_LEAST))
            say(fault, data, REVIEW_WARNING, "shouting", i + 1,
                "all capitals: filters take it for spam, screen readers spell it");
}

/* Fields of Mailchimp, Brevo, listmonk, phpList and templates in programs. */
static gboolean
check_foreign_fields(const char *text, gboolean has_lines, CheckFault fault, gpointer data)
{
    g_autoptr(GRegex) regex = g_regex_new(
        "\\*\\|[A-Za-z_:0-9]+\\|\\*|%%[A-Za-z_]+%%|%[A-Z_]{4,}%|\\[\\[[A-Za-z_]+\\]\\]|"
        "\\[[A-Z_]{4,}\\]|\\{[A-Z_]{4,}\\}|\\{%.{1,80}?%\\}|<%.{1,80}?%>|\\$\\{[A-Za-z_.]+\\}",
        0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    gboolean found = FALSE;

    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        g_autofree char *field = g_match_info_fetch(match, 0);
        int start = 0;
        g_match_info_fetch_pos(match, 0, &start, NULL);
        say(fault, data, REVIEW_ERROR, "field", has_lines ? line_of(text, text + start) : 0,
            "readers would see \"%s\", a field of another program", field);
        found = TRUE;
    }
    return found;
}

gboolean
check_left(const CheckWords *words, const char *text, gboolean has_lines, CheckFault fault,
           gpointer data)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    gboolean found =
        g_utf8_validate(text, -1, NULL) && check_foreign_fields(text, has_lines, fault, data);

    for (guint i = 0; i < words->left->len; i++) {
        const char *word = words->left->pdata[i];
        g_autofree char *small = g_utf8_casefold(word, -1);
        const char *in = g_str_equal(small, word) ? folded : text;
        const char *at = find_word(in, word);
        if (at == NULL)
            continue;
        say(fault, data, REVIEW_ERROR, "leftover", has_lines ? line_of(in, at) : 0,
            "\"%s\" was to be filled in or taken out", word);
        found = TRUE;
    }
    return found;
}

void
check_link_words(const CheckWords *words, const char *text, guint line, CheckFault fault,
                 gpointer data)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);

    if (g_hash_table_contains(words->vague, folded))
        say(fault, data, REVIEW_WARNING, "vague", line,
            "a link that reads \"%s\" does not say where it leads", text);
}

/* Among hosts, the one that `host` is drawn like; NULL where `host` is one of them itself. */
static const char *
find_alike(const GPtrArray *hosts, const char *host)
{
    g_autofree char *registered = host_registered(host);
    const char *found = NULL;

    for (guint i = 0; i < hosts->len; i++) {
        g_autofree char *one = host_registered(hosts->pdata[i]);
        if (g_str_equal(one, registered))
            return NULL;
        if (found == NULL && hosts_look_alike(host, hosts->pdata[i]))
            found = hosts->pdata[i];
    }
    return found;
}

void
check_hosts(const CheckWords *words, const char *own, const GArray *links, CheckFault fault,
            gpointer data)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *site = host_of(own);

    for (guint i = 0; i < words->hosts->len; i++)
        g_ptr_array_add(known, words->hosts->pdata[i]);
    if (site != NULL)
        g_ptr_array_add(known, site);
    for (guint i = 0; i < links->len; i++) {
        const ReviewLink *link = &g_array_index(links, ReviewLink, i);
        g_autofree char *host = host_of(link->url);
        if (host == NULL || g_ptr_array_find_with_equal_func(seen, host, g_str_equal, NULL))
            continue;
        const char *like = find_alike(known, host);
        const char *other = like == NULL ? find_alike(seen, host) : NULL;
        if (like != NULL)
            say(fault, data, REVIEW_ERROR, "deceptive", link->line,
                "%s is written to be taken for %s", host, like);
        else if (other != NULL)
            say(fault, data, REVIEW_WARNING, "deceptive", link->line,
                "%s and %s look alike: is one of them meant for the other?", host, other);
        g_ptr_array_add(seen, g_steal_pointer(&host));
    }
}

void
check_link_host(const CheckWords *words, const char *url, guint line, CheckFault fault,
                gpointer data)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
    g_autofree char *lower = host != NULL ? g_ascii_strdown(host, -1) : NULL;

    if (lower == NULL || *lower == '\0') {
        say(fault, data, REVIEW_ERROR, "link", line, "\"%s\" is no address", url);
        return;
    }
    const char *bare = g_str_has_prefix(lower, "www.") ? lower + 4 : lower;
    if (g_hash_table_contains(words->shorteners, bare))
        say(fault, data, REVIEW_WARNING, "shortener", line,
            "%s hides where the link leads, and filters refuse it", bare);
    if (g_hostname_is_ip_address(lower))
        say(fault, data, REVIEW_WARNING, "spam", line, "a link to a number, %s, instead of a name",
            lower);
    if (g_str_has_prefix(url, "http:"))
        say(fault, data, REVIEW_WARNING, "http", line, "%s is not encrypted: is there no https?",
            url);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* look-alike - hosts that are written to be taken for others, and hosts that words speak of */
#include "page/look-alike.h"

#include <string.h>

char *
host_plain(const char *host)
{
    g_autofree char *ascii = g_hostname_to_ascii(host);
    g_autofree char *lower = g_ascii_strdown(ascii != NULL ? ascii : host, -1);

    return g_strdup(g_str_has_prefix(lower, "www.") ? lower + 4 : lower);
}

char *
host_of(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : NULL;

    if (scheme == NULL || !g_str_has_prefix(scheme, "http") || g_uri_get_host(uri) == NULL)
        return NULL;
    return host_plain(g_uri_get_host(uri));
}

/* The alphabet of a label's letters; COMMON when it has none, UNKNOWN when there are several. */
static GUnicodeScript
script_of(const char *label)
{
    GUnicodeScript script = G_UNICODE_SCRIPT_COMMON;

    for (; *label != '\0'; label = g_utf8_next_char(label)) {
        GUnicodeScript one = g_unichar_get_script(g_utf8_get_char(label));
        if (one == G_UNICODE_SCRIPT_COMMON || one == G_UNICODE_SCRIPT_INHERITED)
            continue;
        if (script != G_UNICODE_SCRIPT_COMMON && script != one)
            return G_UNICODE_SCRIPT_UNKNOWN;
        script = one;
    }
    return script;
}

LookAlike
look_alike(const char *host)
{
    g_autofree char *unicode = g_hostname_to_unicode(host);
    g_auto(GStrv) labels = NULL;
    LookAlike found = LOOK_ALIKE_NOT;

    if (unicode == NULL || !g_utf8_validate(unicode, -1, NULL))
        return LOOK_ALIKE_NOT;
    labels = g_strsplit(unicode, ".", -1);
    guint n = g_strv_length(labels);
    gboolean ends_latin = n > 0 && script_of(labels[n - 1]) == G_UNICODE_SCRIPT_LATIN;
    for (guint i = 0; i < n; i++) {
        GUnicodeScript script = script_of(labels[i]);
        if (script == G_UNICODE_SCRIPT_UNKNOWN)
            return LOOK_ALIKE_MIXED;
        /* The two alphabets whose letters are drawn as Latin ones. */
        if (ends_latin && (script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK))
            found = LOOK_ALIKE_FOREIGN;
    }
    return found;
}

/* What letters registries put before the names they give. */
static gboolean
is_second_end(const char *label)
{
    static const char *const ends[] = {"asso", "gouv", NULL};

    return strlen(label) <= 3 || g_strv_contains(ends, label);
}

char *
host_registered(const char *host)
{
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    guint n = g_strv_length(labels);
    guint kept = n > 2 && is_second_end(labels[n - 2]) ? 3 : 2;

    return g_strjoinv(".", labels + (n > kept ? n - kept : 0));
}

/* What is drawn alike, written alike. g_free(). */
static char *
drawn(const char *name)
{
    static const struct {
        const char *seen, *as;
    } alike[] = {{"rn", "m"}, {"vv", "w"}, {"0", "o"}, {"1", "l"}, {"i", "l"}, {"5", "s"}};
    GString *out = g_string_new(NULL);

    for (const char *at = name; *at != '\0';) {
        gsize i = 0;
        while (i < G_N_ELEMENTS(alike) && !g_str_has_prefix(at, alike[i].seen))
            i++;
        if (i < G_N_ELEMENTS(alike)) {
            g_string_append(out, alike[i].as);
            at += strlen(alike[i].seen);
        } else {
            g_string_append_c(out, *at++);
        }
    }
    return g_string_free(out, FALSE);
}

static gboolean
is_drawn_alike(const char *one, const char *other)
{
    g_autofree char *first = drawn(one);
    g_autofree char *second = drawn(other);

    return !g_str_equal(one, other) && g_str_equal(first, second);
}

gboolean
hosts_look_alike(const char *one, const char *other)
{
    g_autofree char *first = host_registered(one);
    g_autofree char *second = host_registered(other);

    if (g_hostname_is_ip_address(one) || g_hostname_is_ip_address(other))
        return FALSE;
    if (is_drawn_alike(first, second))
        return TRUE;
    first[strcspn(first, ".")] = '\0';
    second[strcspn(second, ".")] = '\0';
    return strlen(second) >= LOOK_ALIKE_NAME_LEAST && is_drawn_alike(first, second);
}

/* "example.org", but not "rapport.pdf" nor "etc.suite": what ends as sites do here. */
static gboolean
is_bare_host(const char *word)
{
    static const char *const ends[] = {"be", "bzh", "ca", "ch",  "com", "de",   "es", "eu", "fr",
                                       "io", "it",  "lu", "net", "org", "info", "uk", NULL};
    g_autofree char *host = g_strndup(word, strcspn(word, "/:?#"));
    const char *dot = strrchr(host, '.');
    g_autofree char *end = dot != NULL ? g_ascii_strdown(dot + 1, -1) : NULL;

    if (end == NULL || dot == host || !g_strv_contains(ends, end))
        return FALSE;
    for (const char *at = host; *at != '\0'; at++)
        if (g_ascii_ispunct(*at) && *at != '.' && *at != '-')
            return FALSE;
    return strstr(host, "..") == NULL;
}

static char *
host_in(const char *word)
{
    g_autofree char *whole = NULL;

    if (g_ascii_strncasecmp(word, "http://", 7) == 0 ||
        g_ascii_strncasecmp(word, "https://", 8) == 0)
        return host_of(word);
    if (g_ascii_strncasecmp(word, "www.", 4) != 0 && !is_bare_host(word))
        return NULL;
    whole = g_strconcat("https://", word, NULL);
    return host_of(whole);
}

char **
hosts_said(const char *text)
{
    g_autoptr(GStrvBuilder) hosts = g_strv_builder_new();
    g_auto(GStrv) words = g_regex_split_simple("[\\s()<>\\[\\]\"«»“”„]+", text, 0, 0);

    for (guint i = 0; words[i] != NULL; i++) {
        gsize size = strlen(words[i]);
        while (size > 0 && strchr(".,;:!?'", words[i][size - 1]) != NULL)
            words[i][--size] = '\0';
        g_autofree char *host = strchr(words[i], '@') == NULL ? host_in(words[i]) : NULL;
        if (host != NULL)
            g_strv_builder_add(hosts, host);
    }
    return g_strv_builder_end(hosts);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * editorial-render - a marked editorial as the public reads it, as HTML and as text
 *
 * A block of whole paragraphs has its marks in paragraphs of their own: those go here, so that
 * nothing is left of a block that a reader does not get.
 */
#include <string.h>

#include "base/error.h"

#include "news/editorial.h"

char *
editorial_public(const char *marked, const OwnWords *words)
{
    GString *out = g_string_new(NULL);
    guint hidden = 0;
    gboolean hides[EDITORIAL_DEPTH_MAX + 2] = {FALSE};
    guint depth = 0;
    OwnPlace place;
    guint number;
    const char *end;

    for (const char *at; (at = own_word_find(marked, words, &place, &number, &end)) != NULL;
         marked = end) {
        if (hidden == 0)
            g_string_append_len(out, marked, at - marked);
        if (place == OWN_PLACE_IF || place == OWN_PLACE_UNLESS) {
            /* Nobody's name, nobody's place; and everything that is about some place or theme. */
            gboolean holds = number >= CONDITION_FIRST;
            hides[depth] = holds != (place == OWN_PLACE_IF);
            hidden += hides[depth++];
        } else if (place == OWN_PLACE_END && depth > 0) {
            hidden -= hides[--depth];
        }
    }
    g_string_append(out, marked);
    return g_string_free(out, FALSE);
}

static guint
count_words(const char *text, const OwnWords *words)
{
    OwnPlace place;
    guint number, n = 0;
    const char *end;

    for (; own_word_find(text, words, &place, &number, &end) != NULL; text = end)
        n++;
    return n;
}

/* The end of the tag at `at`, which is a "<" that Markdown wrote. */
static const char *
tag_end(const char *at)
{
    gboolean quoted = FALSE;

    for (; *at != '\0' && (quoted || *at != '>'); at++)
        quoted ^= *at == '"';
    return at;
}

/* Counts how deep the tags go at each mark: a block has to end where it began, and never go below
 * that in between. */
static gboolean
check_tags(const char *html, const OwnWords *words, GError **error)
{
    int depth = 0, starts[EDITORIAL_DEPTH_MAX + 2];
    guint n = 0;

    for (const char *at = html; *at != '\0'; at++) {
        OwnPlace place;
        guint number;
        const char *end;
        if (*at == '<') {
            const char *close = tag_end(at);
            if (at[1] == '/')
                depth--;
            else if (at[1] != '!' && close > at && close[-1] != '/')
                depth++; /* no comment: Markdown writes one where it leaves HTML out */
            if (n > 0 && depth < starts[n - 1])
                break;
            at = *close != '\0' ? close : close - 1;
        } else if (g_str_has_prefix(at, words->stem)) {
            own_word_find(at, words, &place, &number, &end);
            if (place == OWN_PLACE_IF || place == OWN_PLACE_UNLESS)
                starts[n++] = depth;
            else if (place == OWN_PLACE_END && (n == 0 || depth != starts[--n]))
                break;
            at = end - 1;
        }
        if (at[1] == '\0')
            return TRUE;
    }
    if (*html == '\0')
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "a block of the editorial begins and ends in different places");
    return fail_hint(error, "put {{#...}} and {{/...}} on lines of their own, or both within the "
                            "words of one paragraph");
}

/* Words within tags: those of a link or an image. */
static gboolean
has_word_in_tag(const char *html, const OwnWords *words)
{
    for (const char *at; (at = strchr(html, '<')) != NULL; html = tag_end(at)) {
        const char *close = tag_end(at);
        if (g_strstr_len(at, close - at, words->stem) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Without the paragraphs that hold nothing but a block's mark. */
static char *
unwrap(const char *html, const OwnWords *words)
{
    GString *out = g_string_sized_new(strlen(html));
    OwnPlace place;
    guint number;
    const char *end;

    for (const char *at; (at = own_word_find(html, words, &place, &number, &end)) != NULL;) {
        gboolean alone = place >= OWN_PLACE_VALUES && at - html >= 3 &&
                         memcmp(at - 3, "<p>", 3) == 0 && g_str_has_prefix(end, "</p>\n");
        g_string_append_len(out, html, at - html - (alone ? 3 : 0));
        g_string_append_len(out, at, end - at);
        html = end + (alone ? strlen("</p>\n") : 0);
    }
    g_string_append(out, html);
    return g_string_free(out, FALSE);
}

char *
editorial_html(const char *marked, const char *html, const OwnWords *words, GError **error)
{
    if (count_words(marked, words) != count_words(html, words) || has_word_in_tag(html, words)) {
        fail(error, ERROR_BAD_INPUT,
             "a field of the editorial stands in a link, in an image or in HTML");
        fail_hint(error, "fields and blocks stand among words");
        return NULL;
    }
    g_autofree char *unwrapped = unwrap(html, words);
    return check_tags(unwrapped, words, error) ? g_steal_pointer(&unwrapped) : NULL;
}

char *
editorial_text(const char *text, const OwnWords *words)
{
    GString *out = g_string_sized_new(strlen(text));
    const char *begin = text;
    OwnPlace place;
    guint number;
    const char *end;

    for (const char *at; (at = own_word_find(text, words, &place, &number, &end)) != NULL;) {
        gboolean alone = place >= OWN_PLACE_VALUES && (at == begin || at[-1] == '\n');
        gboolean is_last = alone && g_str_equal(end, "\n");
        g_string_append_len(out, text, at - text);
        if (is_last && g_str_has_suffix(out->str, "\n\n"))
            g_string_truncate(out, out->len - 1);
        g_string_append_len(out, at, end - at);
        text = end;
        if (alone)
            text += g_str_has_prefix(end, "\n\n") ? 2 : is_last ? 1 : 0;
    }
    g_string_append(out, text);
    return g_string_free(out, FALSE);
}

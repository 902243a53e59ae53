/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-review-client - what of a letter big mail clients do not show */
#include "page/html-review-internal.h"

#include <string.h>

static void
judge(Review *review, guint line, const char *kind, const char *name, const char *shown)
{
    const char *clients = client_support_lacking(review->support, kind, name);
    g_autofree char *key = g_strconcat(kind, " ", name, NULL);

    if (clients != NULL && review_first(review, key))
        review_fault(review, REVIEW_WARNING, "client", line, "%s is not shown by %s", shown,
                     clients);
}

/* A word before "(" is a function, one behind a number a unit; what is quoted is neither. */
static void
judge_values(Review *review, guint line, const char *value)
{
    for (const char *at = value; *at != '\0';) {
        if (*at == '"' || *at == '\'') {
            const char *close = strchr(at + 1, *at);
            at = close != NULL ? close + 1 : at + 1;
            continue;
        }
        gboolean is_number = g_ascii_isdigit(*at);
        const char *end = at;
        while (g_ascii_isdigit(*end) || (is_number && *end == '.'))
            end++;
        const char *word = end;
        while (g_ascii_isalpha(*end) || (!is_number && *end == '-' && end > word))
            end++;
        g_autofree char *name = g_ascii_strdown(word, end - word);
        if (end > word && is_number)
            judge(review, line, "unit", name, name);
        else if (end > word && *end == '(')
            judge(review, line, "function", name, name);
        at = end > at ? end : at + 1;
    }
}

typedef struct {
    Review *review;
    guint line;
} Place;

/* What moves by itself: shown by few, and readers whom motion makes ill cannot stop it (WCAG 2.1,
 * 2.2.2). */
static void
judge_motion(Review *review, guint line, const char *name)
{
    if (g_str_has_prefix(name, "-webkit-"))
        name += strlen("-webkit-");
    if ((g_str_has_prefix(name, "animation") || g_str_equal(name, "keyframes")) &&
        review_first(review, "motion"))
        review_fault(
            review, REVIEW_WARNING, "motion", line,
            "what moves by itself is shown by few mail clients and makes some readers ill");
}

static void
judge_declaration(const char *name, const char *value, gpointer data)
{
    const Place *place = data;
    g_autofree char *lower = g_ascii_strdown(value, -1);
    g_autofree char *both = g_strconcat(name, ":", lower, NULL);
    gboolean has_picture = g_str_has_prefix(name, "background") && strstr(lower, "url(") != NULL;

    judge(place->review, place->line, "value", both, both);
    judge_motion(place->review, place->line, name);
    if (!g_str_equal(lower, "none") && !g_str_equal(lower, "static") &&
        !g_str_equal(lower, "relative"))
        judge(place->review, place->line, "property", has_picture ? "background-image" : name,
              name);
    judge_values(place->review, place->line, lower);
}

void
review_support(Review *review, const GumboNode *node)
{
    Place place = {review, review_line(node)};
    const char *style = review_attribute(node, "style");
    GumboStringPiece tag = node->v.element.original_tag;
    g_autofree char *name = NULL;

    if (tag.data == NULL)
        return; /* the parser's own */
    gumbo_tag_from_original_text(&tag);
    name = g_ascii_strdown(tag.data, (gssize)tag.length);
    g_autofree char *shown = g_strconcat("<", name, ">", NULL);
    judge(review, place.line, "element", name, shown);
    for (guint i = 0; i < node->v.element.attributes.length; i++) {
        const GumboAttribute *attribute = node->v.element.attributes.data[i];
        judge(review, place.line, "attribute", attribute->name, attribute->name);
    }
    if (style != NULL)
        css_declarations(style, judge_declaration, &place);
}

/* What a style sheet wants for some clients only (other screens, dark ones) harms no other. */
void
review_sheet(Review *review, const GumboNode *style)
{
    g_autofree char *text = review_text(style);
    guint line = review_line(style);

    for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
        gsize size = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-");
        g_autofree char *name = g_strndup(at + 1, size);
        g_autofree char *shown = g_strconcat("@", name, NULL);
        judge(review, line, "at-rule", name, shown);
        judge_motion(review, line, name);
    }
    /* A declaration, not a class of that name. */
    if (g_regex_match_simple("[{;\\s](-webkit-)?animation(-[a-z]+)?\\s*:", text, 0, 0))
        judge_motion(review, line, "animation");
    if (strstr(text, "&") != NULL)
        judge(review, line, "selector", "&", "a rule within a rule");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-clean - what of a stranger's HTML may be shown on a page of ours
 *
 * Writes the tree anew, element by element from the list in html-parse.c, each attribute by a
 * line of its own below; nothing is copied that is not named. Depth is bounded by html_parse().
 * Cannot fail.
 */
#include "page/html-internal.h"

#include <string.h>

#include "page/html.h"
#include "page/link-host.h"

enum { WORDS_MAX = 2000 }; /* bytes of a link's words */

static void
clean_attributes(const GumboNode *node, const Element *element, GString *out)
{
    const char *href = node_attribute(node, "href");
    const char *colspan = node_attribute(node, "colspan");
    const char *rowspan = node_attribute(node, "rowspan");

    if (strcmp(element->as, "a") == 0) {
        g_string_append(out, " href=\"");
        html_escape_attribute(out, href, -1);
        g_string_append(out, "\" rel=\"noopener nofollow ugc\"");
    }
    if (!(element->flags & ELEMENT_CELL))
        return;
    if (colspan != NULL) /* html_prepare() leaves small numbers only */
        g_string_append_printf(out, " colspan=\"%d\"", (int)g_ascii_strtoll(colspan, NULL, 10));
    if (rowspan != NULL)
        g_string_append_printf(out, " rowspan=\"%d\"", (int)g_ascii_strtoll(rowspan, NULL, 10));
}

/* What the node says in words; no longer than a link's words are looked at. */
static void
words_read(const GumboNode *node, GString *words)
{
    if (words->len >= WORDS_MAX)
        return;
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        g_string_append(words, node->v.text.text);
    if (node->type == GUMBO_NODE_ELEMENT)
        for (guint i = 0; i < node->v.element.children.length; i++)
            words_read(node->v.element.children.data[i], words);
}

static void
put_host(const GumboNode *node, GString *out)
{
    g_autoptr(GString) words = g_string_new(NULL);

    words_read(node, words);
    g_autofree char *host = link_host_shown(node_attribute(node, "href"), words->str);
    if (host == NULL)
        return;
    g_string_append(out, " (");
    html_escape_text(out, host, -1);
    g_string_append_c(out, ')');
}

/* A link that leads nowhere we allow is its text alone. */
static gboolean
element_is_written(const GumboNode *node, const Element *element)
{
    if (element == NULL || element->as == NULL)
        return FALSE;
    if (strcmp(element->as, "a") != 0)
        return TRUE;
    const char *href = node_attribute(node, "href");
    return href != NULL && url_is_safe(href);
}

/* Without the characters that turn the order of letters around (Unicode 9, section 3): words are
 * shown as they are written. They may have been character references until now. */
static void
put_words(GString *out, const char *text)
{
    const char *begin = text;

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c < 0x202a || c > 0x2069 || (c > 0x202e && c < 0x2066))
            continue;
        html_escape_text(out, begin, p - begin);
        begin = g_utf8_next_char(p);
    }
    html_escape_text(out, begin, -1);
}

static void
clean_node(const GumboNode *node, GString *out)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        put_words(out, node->v.text.text);
    if (node->type != GUMBO_NODE_ELEMENT || node_attribute(node, "hidden") != NULL)
        return;

    const Element *element = element_of(node);
    const GumboVector *children = &node->v.element.children;
    if (element != NULL && element->as != NULL && strcmp(element->as, "img") == 0) {
        const char *alt = node_attribute(node, "alt");
        put_words(out, alt != NULL ? alt : "");
        return;
    }
    gboolean written = element_is_written(node, element);
    if (written) {
        g_string_append_printf(out, "<%s", element->as);
        clean_attributes(node, element, out);
        g_string_append_c(out, '>');
    }
    gsize begin = out->len;
    for (guint i = 0; i < children->length; i++)
        clean_node(children->data[i], out);
    /* A parser drops one line end there: give it one to drop. */
    if (written && strcmp(element->as, "pre") == 0 && out->str[begin] == '\n')
        g_string_insert_c(out, (gssize)begin, '\n');
    if (written && !(element->flags & ELEMENT_VOID))
        g_string_append_printf(out, "</%s>", element->as);
    if (written && strcmp(element->as, "a") == 0)
        put_host(node, out);
}

static void
clean_body(const GumboNode *body, gpointer out)
{
    for (guint i = 0; i < body->v.element.children.length; i++)
        clean_node(body->v.element.children.data[i], out);
}

char *
html_clean(const char *html, gsize size)
{
    GString *out = g_string_new(NULL);

    html_parse(html, size, clean_body, out);
    return g_strchug(g_string_free(out, FALSE)); /* as a parser would, where nothing is before it */
}

/* The level of the heading whose tag begins or ends at `tag`, its digit at `*digit`; 0: it is none.
 * In cleaned HTML "<" begins a tag and nothing else, and headings have no attributes. */
static int
heading_level(const char *tag, const char **digit)
{
    const char *name = tag[1] == '/' ? tag + 2 : tag + 1;

    if (name[0] != 'h' || name[1] < '1' || name[1] > '6' || name[2] != '>')
        return 0;
    *digit = name + 1;
    return name[1] - '0';
}

char *
html_headings_from(const char *html, int top)
{
    char *moved = g_strdup(html);
    const char *digit;
    int highest = 6;

    for (const char *tag = html; (tag = strchr(tag, '<')) != NULL; tag++) {
        int level = heading_level(tag, &digit);
        if (level > 0)
            highest = MIN(highest, level);
    }
    for (const char *tag = html; highest != top && (tag = strchr(tag, '<')) != NULL; tag++) {
        int level = heading_level(tag, &digit);
        if (level > 0)
            moved[digit - html] = (char)('0' + MIN(level + top - highest, 6));
    }
    return moved;
}

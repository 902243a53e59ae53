/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-parse - the list of elements, and a stranger's HTML as a tree of them
 *
 * gumbo keeps HTML's tree construction and never fails, but takes time and stack that grow with
 * the square of nesting; html_prepare() sees to it that it is never given any.
 */
#include <stdlib.h>
#include <string.h>

#include "page/html-internal.h"

/* In the order of strcmp(), for bsearch(). */
static const Element elements[] = {
    {"a", "a", 0},
    {"abbr", "abbr", 0},
    {"address", "div", ELEMENT_BLOCK},
    {"article", "div", ELEMENT_BLOCK},
    {"aside", "div", ELEMENT_BLOCK},
    {"b", "b", 0},
    {"blockquote", "blockquote", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_LIST},
    {"br", "br", ELEMENT_VOID},
    {"caption", "caption", ELEMENT_BLOCK | ELEMENT_TABLE | ELEMENT_CELL | ELEMENT_SCOPE},
    {"center", "div", ELEMENT_BLOCK},
    {"cite", "cite", 0},
    {"code", "code", 0},
    {"dd", "dd", ELEMENT_BLOCK},
    {"del", "del", 0},
    {"details", "div", ELEMENT_BLOCK},
    {"dfn", "dfn", 0},
    {"dir", "ul", ELEMENT_BLOCK | ELEMENT_PARAGRAPH},
    {"div", "div", ELEMENT_BLOCK},
    {"dl", "dl", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_LIST},
    {"dt", "dt", ELEMENT_BLOCK},
    {"em", "em", 0},
    {"fieldset", "div", ELEMENT_BLOCK},
    {"figcaption", "div", ELEMENT_BLOCK},
    {"figure", "div", ELEMENT_BLOCK},
    {"footer", "div", ELEMENT_BLOCK},
    {"form", "div", ELEMENT_BLOCK},
    {"h1", "h1", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_HEADING},
    {"h2", "h2", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_HEADING},
    {"h3", "h3", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_HEADING},
    {"h4", "h4", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_HEADING},
    {"h5", "h5", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_HEADING},
    {"h6", "h6", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_HEADING},
    {"header", "div", ELEMENT_BLOCK},
    {"hr", "hr", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_VOID},
    {"i", "i", 0},
    {"iframe", NULL, ELEMENT_SKIP},
    {"img", "img", ELEMENT_VOID},
    {"ins", "ins", 0},
    {"kbd", "kbd", 0},
    {"li", "li", ELEMENT_BLOCK},
    {"main", "div", ELEMENT_BLOCK},
    {"mark", "mark", 0},
    {"math", NULL, ELEMENT_SKIP},
    {"menu", "ul", ELEMENT_BLOCK | ELEMENT_PARAGRAPH},
    {"nav", "div", ELEMENT_BLOCK},
    {"noembed", NULL, ELEMENT_SKIP},
    {"noframes", NULL, ELEMENT_SKIP},
    {"ol", "ol", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_LIST},
    {"p", "p", ELEMENT_BLOCK | ELEMENT_PARAGRAPH},
    {"pre", "pre", ELEMENT_BLOCK | ELEMENT_PARAGRAPH},
    {"q", "q", 0},
    {"s", "s", 0},
    {"samp", "samp", 0},
    {"script", NULL, ELEMENT_SKIP},
    {"section", "div", ELEMENT_BLOCK},
    {"select", NULL, ELEMENT_SKIP},
    {"small", "small", 0},
    {"strike", "s", 0},
    {"strong", "strong", 0},
    {"style", NULL, ELEMENT_SKIP},
    {"sub", "sub", 0},
    {"summary", "div", ELEMENT_BLOCK},
    {"sup", "sup", 0},
    {"svg", NULL, ELEMENT_SKIP},
    {"table", "table", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_TABLE | ELEMENT_SCOPE},
    {"tbody", "tbody", ELEMENT_BLOCK | ELEMENT_TABLE},
    {"td", "td", ELEMENT_TABLE | ELEMENT_CELL | ELEMENT_SCOPE},
    {"template", NULL, ELEMENT_SKIP},
    {"textarea", NULL, ELEMENT_SKIP},
    {"tfoot", "tfoot", ELEMENT_BLOCK | ELEMENT_TABLE},
    {"th", "th", ELEMENT_TABLE | ELEMENT_CELL | ELEMENT_SCOPE},
    {"thead", "thead", ELEMENT_BLOCK | ELEMENT_TABLE},
    {"title", NULL, ELEMENT_SKIP},
    {"tr", "tr", ELEMENT_BLOCK | ELEMENT_TABLE},
    {"tt", "code", 0},
    {"u", "u", 0},
    {"ul", "ul", ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_LIST},
    {"var", "var", 0},
    {"xmp", NULL, ELEMENT_SKIP},
};

static int
element_compare(const void *name, const void *element)
{
    return strcmp(name, ((const Element *)element)->name);
}

const Element *
element_find(const char *name, gsize size)
{
    char copy[16];

    if (size >= sizeof copy)
        return NULL;
    memcpy(copy, name, size);
    copy[size] = '\0';
    return bsearch(copy, elements, G_N_ELEMENTS(elements), sizeof elements[0], element_compare);
}

const Element *
element_of(const GumboNode *node)
{
    if (node->type != GUMBO_NODE_ELEMENT || node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
        return NULL;
    const char *name = gumbo_normalized_tagname(node->v.element.tag);
    return element_find(name, strlen(name));
}

const char *
node_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);

    return attribute != NULL ? attribute->value : NULL;
}

void
html_parse(const char *html, gsize size, HtmlBody body_seen, gpointer user_data)
{
    GString *prepared = html_prepare(html, size);
    GumboOptions options = kGumboDefaultOptions;

    options.max_errors = 0;
    GumboOutput *tree = gumbo_parse_with_options(&options, prepared->str, prepared->len);
    const GumboVector *children = &tree->root->v.element.children;
    for (guint i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY)
            body_seen(child, user_data);
    }
    gumbo_destroy_output(&options, tree);
    g_string_free(prepared, TRUE);
}

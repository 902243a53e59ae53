/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-text - a stranger's HTML as plain text
 *
 * Walks the same tree with the same list as html-clean; for the search index, for snippets and
 * for mails that have no text part. Lines are not wrapped: who shows them does. Cannot fail.
 */
#include <string.h>

#include "page/html-internal.h"
#include "page/html.h"
#include "page/margin.h"

typedef struct {
    Margin margin;
    GString *line;
    gboolean space; /* white space was seen since the last word */
    guint pre;      /* how many <pre> are open */
} Writer;

static void
line_end(Writer *writer)
{
    if (writer->line->len > 0) {
        margin_gap(&writer->margin);
        margin_line(&writer->margin, writer->line->str, writer->line->len);
        g_string_truncate(writer->line, 0);
    }
    writer->space = FALSE;
}

static void
put_text(Writer *writer, const char *text)
{
    for (; *text != '\0'; text++) {
        if (writer->pre > 0 && *text == '\n') {
            margin_gap(&writer->margin);
            margin_line(&writer->margin, writer->line->str, writer->line->len);
            g_string_truncate(writer->line, 0);
        } else if (writer->pre == 0 && strchr(" \t\r\n\f", *text) != NULL) {
            writer->space = TRUE;
        } else if (*text != '\t' && g_ascii_iscntrl(*text)) {
            continue;
        } else {
            if (writer->space && writer->line->len > 0)
                g_string_append_c(writer->line, ' ');
            writer->space = FALSE;
            g_string_append_c(writer->line, *text);
        }
    }
}

static void write_children(Writer *writer, const GumboNode *node);

static void
write_link(Writer *writer, const GumboNode *node)
{
    const char *href = node_attribute(node, "href");
    gsize start = writer->line->len;

    write_children(writer, node);
    if (href == NULL || !url_is_safe(href) || writer->line->len <= start)
        return;
    const char *text = writer->line->str + start;
    while (*text == ' ')
        text++;
    const char *address = g_ascii_strncasecmp(href, "mailto:", 7) == 0 ? href + 7 : href;
    if (strcmp(text, address) != 0)
        g_string_append_printf(writer->line, " (%s)", address);
}

static void
write_list(Writer *writer, const GumboNode *node, gboolean numbered)
{
    const GumboVector *children = &node->v.element.children;
    guint number = 0;

    for (guint i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type != GUMBO_NODE_ELEMENT || child->v.element.tag != GUMBO_TAG_LI) {
            if (child->type == GUMBO_NODE_ELEMENT)
                write_children(writer, child);
            continue;
        }
        g_autofree char *mark = numbered ? g_strdup_printf("%u. ", ++number) : g_strdup("- ");
        line_end(writer);
        margin_push(&writer->margin, mark, FALSE);
        write_children(writer, child);
        line_end(writer);
        margin_pop(&writer->margin);
    }
}

static void
write_inside(Writer *writer, const GumboNode *node, const Element *element)
{
    const char *alt = node_attribute(node, "alt");

    switch (node->v.element.tag) {
    case GUMBO_TAG_BR:
        writer->margin.gap |= writer->line->len == 0;
        line_end(writer);
        break;
    case GUMBO_TAG_HR:
        put_text(writer, "* * *");
        break;
    case GUMBO_TAG_IMG:
        put_text(writer, alt != NULL ? alt : "");
        break;
    case GUMBO_TAG_A:
        write_link(writer, node);
        break;
    case GUMBO_TAG_BLOCKQUOTE:
        margin_push(&writer->margin, "> ", TRUE);
        write_children(writer, node);
        line_end(writer);
        margin_pop(&writer->margin);
        break;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
        write_list(writer, node, node->v.element.tag == GUMBO_TAG_OL);
        break;
    case GUMBO_TAG_PRE:
        writer->pre++;
        write_children(writer, node);
        writer->pre--;
        break;
    default:
        if (element != NULL && element->flags & ELEMENT_CELL && writer->line->len > 0)
            g_string_append(writer->line, "  ");
        write_children(writer, node);
    }
}

static void
write_node(Writer *writer, const GumboNode *node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        put_text(writer, node->v.text.text);
    if (node->type != GUMBO_NODE_ELEMENT || node_attribute(node, "hidden") != NULL)
        return;

    const Element *element = element_of(node);
    ElementFlags flags = element != NULL ? element->flags : 0;
    if (flags & ELEMENT_BLOCK)
        line_end(writer);
    if (!margin_at_item(&writer->margin))
        writer->margin.gap |= (flags & ELEMENT_PARAGRAPH) != 0;
    write_inside(writer, node, element);
    if (flags & ELEMENT_BLOCK)
        line_end(writer);
    writer->margin.gap |= (flags & ELEMENT_PARAGRAPH) != 0;
}

static void
write_children(Writer *writer, const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;

    for (guint i = 0; i < children->length; i++)
        write_node(writer, children->data[i]);
}

static void
write_body(const GumboNode *body, gpointer user_data)
{
    write_children(user_data, body);
}

char *
html_to_text(const char *html, gsize size)
{
    Writer writer = {.line = g_string_new(NULL)};

    margin_init(&writer.margin);
    html_parse(html, size, write_body, &writer);
    line_end(&writer);
    g_string_free(writer.line, TRUE);
    return margin_finish(&writer.margin);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markdown-line - the words of a text alone, as one line; cannot fail */
#include <string.h>

#include <cmark.h>

#include "page/markdown-internal.h"
#include "page/markdown.h"

/* Whitespace as one blank, none at the beginning. */
static void
add_words(GString *line, const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isspace(c))
            g_string_append_unichar(line, c);
        else if (line->len > 0 && line->str[line->len - 1] != ' ')
            g_string_append_c(line, ' ');
    }
}

/* What a node adds of its own, before or after what is in it. */
static const char *
words_of(cmark_node *node, cmark_event_type event)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
    case CMARK_NODE_CODE_BLOCK: /* ends in a newline */
        return cmark_node_get_literal(node);
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        return " ";
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        return event == CMARK_EVENT_EXIT ? " " : "";
    default:
        return "";
    }
}

char *
markdown_to_line(const char *markdown)
{
    GString *line = g_string_new(NULL);
    cmark_node *document = markdown_parse(markdown, MARKDOWN_DEFAULT);
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        add_words(line, words_of(cmark_iter_get_node(iter), event));
    cmark_iter_free(iter);
    cmark_node_free(document);
    return g_strchomp(g_string_free(line, FALSE));
}

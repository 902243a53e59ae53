/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown-html - Markdown to safe HTML
 *
 * CommonMark by libcmark, which is safe unless told otherwise. Walks with cmark's iterator, never
 * by recursion, since nesting is the writer's. Cannot fail.
 */
#include "page/markdown-internal.h"

#include <stdlib.h>

#include <cmark.h>

#include "page/french-spaces.h"
#include "page/markdown.h"

static void
set_spaces(cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_ENTER || cmark_node_get_type(node) != CMARK_NODE_TEXT)
            continue;
        g_autofree char *text = french_spaces(cmark_node_get_literal(node));
        cmark_node_set_literal(node, text);
    }
    cmark_iter_free(iter);
}

cmark_node *
markdown_parse(const char *markdown, MarkdownFlags flags)
{
    gsize size = markdown != NULL ? strnlen(markdown, MARKDOWN_SIZE_MAX + 1) : 0;

    if (size > MARKDOWN_SIZE_MAX) {
        size = MARKDOWN_SIZE_MAX;
        while (size > 0 && ((guchar)markdown[size] & 0xc0) == 0x80)
            size--;
    }
    cmark_node *document = cmark_parse_document(markdown != NULL ? markdown : "", size,
                                                CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    if (flags & MARKDOWN_FRENCH) {
        cmark_consolidate_text_nodes(document); /* a "!" is one of its own otherwise */
        set_spaces(document);
    }
    return document;
}

/* Puts what an image's alt text is made of in the image's place. */
static void
images_to_text(cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_EXIT || cmark_node_get_type(node) != CMARK_NODE_IMAGE)
            continue;
        for (cmark_node *child; (child = cmark_node_first_child(node)) != NULL;)
            cmark_node_insert_before(node, child);
        cmark_node_free(node);
    }
    cmark_iter_free(iter);
}

char *
markdown_to_html(const char *markdown, MarkdownFlags flags)
{
    cmark_node *document = markdown_parse(markdown, flags);

    if (!(flags & MARKDOWN_IMAGES))
        images_to_text(document);
    char *html = cmark_render_html(document, CMARK_OPT_DEFAULT);
    cmark_node_free(document);
    char *copy = g_strdup(html);
    free(html); /* cmark's allocator, not GLib's */
    return copy;
}

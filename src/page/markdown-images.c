/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markdown-images - which images a text shows, in order; cannot fail */
#include "page/markdown.h"

#include <string.h>

#include <cmark.h>

#include "page/markdown-internal.h"

char **
markdown_images(const char *markdown)
{
    g_autoptr(GPtrArray) urls = g_ptr_array_new();
    cmark_node *document = markdown_parse(markdown, MARKDOWN_DEFAULT);
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_IMAGE)
            g_ptr_array_add(urls, g_strdup(cmark_node_get_url(node)));
    }
    cmark_iter_free(iter);
    cmark_node_free(document);
    g_ptr_array_add(urls, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&urls), FALSE);
}

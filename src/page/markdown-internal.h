/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markdown-internal - what the two Markdown renderers share */
#pragma once

#include <cmark.h>

#include "page/markdown.h"

/* Parses within the bounds of markdown.h; NULL is "". cmark_node_free(). */
cmark_node *markdown_parse(const char *markdown, MarkdownFlags flags);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inline-style - the look of a template put on the tags that Markdown made
 *
 * Several mail programs drop style sheets, so that each tag carries its own. A template gives
 * rules, one a line:
 *     p { margin: 0 0 16px 0; }
 *     a { color: #0a5766; }
 * Only names of tags, no selectors; declarations hold no double quote and no angle bracket.
 */
#pragma once

#include <glib.h>

typedef struct InlineStyle InlineStyle;

enum { INLINE_STYLE_RULES_MAX = 100, INLINE_STYLE_LINE_MAX = 1000 };

/* ERROR_BAD_INPUT with `name` and the line for what is no rule, and over the bounds. Empty lines
 * are passed over. */
InlineStyle *inline_style_parse(const char *name, const char *text, GError **error);
void inline_style_free(InlineStyle *style);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InlineStyle, inline_style_free)

/* `html`, as markdown_to_html() writes it (tags in lower case, attributes quoted), with a style
 * attribute on each opening tag that has a rule; a tag that has one already is left alone. Text
 * is never touched. Free it. */
char *inline_style_apply(const InlineStyle *style, const char *html);

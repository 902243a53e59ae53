/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-token - tags and comments in a stranger's HTML; for html-prepare.c and html-review */
#pragma once

#include <glib.h>

typedef struct {
    const char *at;
    const char *end;
} HtmlScanner;

typedef struct {
    const char *text; /* NULL when absent */
    gsize size;
} HtmlSlice;

typedef struct {
    const char *name; /* in the input, any case */
    gsize name_size;
    HtmlSlice href, alt, colspan, rowspan, style;
    gboolean hidden;
    gboolean self_closing;
} HtmlTag;

/* Reads a tag whose name begins at scanner->at, moves behind its ">"; FALSE when the input ends
 * in it. `tag` is zeroed by the caller; its slices are parts of the input. */
gboolean html_read_tag(HtmlScanner *scanner, HtmlTag *tag);

/* TRUE for a newsletter's preview line and the like: what its reader was not meant to see. */
gboolean html_tag_is_hidden(const HtmlTag *tag);

/* Goes behind a comment, or what HTML takes for one: <!doctype>, <?xml?>, <![endif]>. */
void html_skip_comment(HtmlScanner *scanner);

/* Goes behind the end tag of an element whose content is left out, or to the end. */
void html_skip_element(HtmlScanner *scanner, const HtmlTag *tag);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-internal - what the HTML cleaner and the HTML to text renderer share
 *
 * First html_prepare() rewrites a stranger's bytes into well-nested tags of the list, no deeper
 * than HTML_DEPTH_MAX; then gumbo builds the tree of that; then each walks the tree with the
 * same list in hand.
 */
#pragma once

#include <glib.h>
#include <gumbo.h>

typedef enum {
    ELEMENT_VOID = 1 << 0,      /* has no content */
    ELEMENT_BLOCK = 1 << 1,     /* begins and ends a line, ends an open paragraph */
    ELEMENT_PARAGRAPH = 1 << 2, /* with a blank line around it in text */
    ELEMENT_TABLE = 1 << 3,     /* stands in a table only, or is one */
    ELEMENT_CELL = 1 << 4,      /* the part of a table that holds text */
    ELEMENT_HEADING = 1 << 5,
    ELEMENT_SKIP = 1 << 6,  /* left out with its content */
    ELEMENT_SCOPE = 1 << 7, /* what begins outside of it does not end inside */
    ELEMENT_LIST = 1 << 8   /* the same for items of a list */
} ElementFlags;

typedef struct {
    const char *name;
    const char *as; /* what is written for it: the name of a row; NULL for nothing */
    ElementFlags flags;
} Element;

/* The row of an element by its lower-case name (size bytes); NULL when it is not on the list: its
 * tags are left out, its content stays. */
const Element *element_find(const char *name, gsize size);

/* The row of a node of the tree; NULL when it is none of ours. */
const Element *element_of(const GumboNode *node);

/* Rewrites; see above. Valid UTF-8. */
GString *html_prepare(const char *html, gsize size);

/* Prepares and parses; gives `body_seen` the body, whose depth is bounded. */
typedef void (*HtmlBody)(const GumboNode *body, gpointer user_data);
void html_parse(const char *html, gsize size, HtmlBody body_seen, gpointer user_data);

/* The value of an attribute; NULL when absent. */
const char *node_attribute(const GumboNode *node, const char *name);

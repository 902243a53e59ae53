/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * front-matter - what a Markdown file says about itself before its text
 *
 *     ---
 *     kind: finding
 *     title: "Le vélo : un an après"
 *     territory: [22, 35238]
 *     interest:
 *       - mobility
 *       - food
 *     sections:
 *       - title: Near you
 *         for: near
 *       - title: For all
 *     ---
 *     The text in Markdown.
 *
 * A small part of YAML, in which every file means the same as in YAML, except that a plain value
 * may hold ": ". Values are one line, plain, in double quotes (\" and \\ inside) or in single
 * quotes ('' inside); lists are [a, b] on one line or "- item" lines; an item may be a mapping, "-
 * key: value" and more keys right under the first, whose values are one line each; "#" after a
 * blank begins a comment. Anything else is refused with its line. Control characters and those that
 * turn the direction of writing are refused, since values end up in subjects and names. A byte
 * order mark and CRLF are accepted.
 */
#pragma once

#include <glib.h>

typedef struct FrontMatter FrontMatter;

enum {
    FRONT_MATTER_TEXT_MAX = 1024 * 1024, /* bytes of the whole file */
    FRONT_MATTER_LINE_MAX = 4096,        /* bytes of one line before the body */
    FRONT_MATTER_KEYS_MAX = 100,
    FRONT_MATTER_ITEMS_MAX = 1000 /* in one list */
};

/* ERROR_BAD_INPUT with the line, or with a hint that shows how a file begins. */
FrontMatter *front_matter_parse(const char *text, GError **error);
void front_matter_free(FrontMatter *front_matter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FrontMatter, front_matter_free)

/* What they return belongs to the front matter. */

/* The value of `key`; NULL when it is absent, empty, or a list of several. */
const char *front_matter_text(const FrontMatter *front_matter, const char *key);

/* The items of `key`, NULL-terminated; never NULL. A value alone is a list of one (commas do not
 * split it), an absent or empty one the empty list. Empty items are left out. */
const char *const *front_matter_list(const FrontMatter *front_matter, const char *key);

/* The items of `key` that are mappings, NULL-terminated; never NULL. They are asked like a front
 * matter, and have no body. */
const FrontMatter *const *front_matter_maps(const FrontMatter *front_matter, const char *key);

/* The line that `key` is on, from 1, for errors about its value; 0 when absent. */
guint front_matter_line(const FrontMatter *front_matter, const char *key);

/* The text after the closing "---", without blank lines before it, with "\n" line ends. */
const char *front_matter_body(const FrontMatter *front_matter);

/* Refuses a key that is not in `allowed` (NULL-terminated), naming the nearest that is, and a list
 * where one value belongs: "territory[]" allows the key territory to be a list, "title" does not;
 * "sections{}" wants a list of mappings. ERROR_BAD_INPUT. */
gboolean front_matter_check_keys(const FrontMatter *front_matter, const char *const *allowed,
                                 GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown - the source of letters and contributions, to HTML and to plain text
 *
 * CommonMark, in cmark's safe mode: HTML in the text is left out, and so are links with schemes
 * that run something. Text over MARKDOWN_SIZE_MAX bytes is cut there, at a character; what is
 * not UTF-8 becomes U+FFFD. Neither function fails.
 */
#pragma once

#include <glib.h>

/* cmark takes 0.4 s for the worst 100 KB ("![[]()" repeated) and four times as long for twice as
 * much. A letter that mail programs show whole has 100 KB at most. */
enum { MARKDOWN_SIZE_MAX = 256 * 1024 };

typedef enum {
    MARKDOWN_DEFAULT = 0,
    MARKDOWN_IMAGES = 1 << 0, /* keep images; without it they are their alt text, so that nobody
                                 can plant a picture that tells who reads the letter */
    MARKDOWN_FRENCH = 1 << 1  /* spaces as french_spaces() has them; code and addresses stay */
} MarkdownFlags;

/* A fragment of safe HTML, for value_set_html(). NULL `markdown` is "". g_free(). Links carry no
 * rel: html_clean() adds it, for texts that anybody may send. */
char *markdown_to_html(const char *markdown, MarkdownFlags flags);

/* The plain text part of a letter, made from the same source: lines of `width` columns (72 is
 * usual; at least 20), headings underlined, "- " and "1. " items, "> " quotes, code indented by
 * four, *emphasis*, images as their alt text. A link is followed by [n], and the piece by its
 * list of n and URLs. `footnote` (in and out, may be NULL) is the number for the first link
 * and, afterwards, for the first link of the next piece; start with 1. Ends in a newline unless
 * empty. MARKDOWN_IMAGES changes nothing here. g_free(). */
char *markdown_to_text(const char *markdown, MarkdownFlags flags, guint width, guint *footnote);

/* The words of a text alone, as one line without marks, links and images (their alt text stays):
 * for its beginning in a row of a listing. g_free(). */
char *markdown_to_line(const char *markdown);

/* The addresses of the images of a text, as written, in order. NULL-terminated, g_strfreev(). */
char **markdown_images(const char *markdown);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html - text into HTML, HTML into what may be shown, HTML into text
 *
 * Escapers are named by the place they write to. The cleaner lets through what is on its list
 * and nothing else. All take whatever bytes come, make valid UTF-8 of them, and are bounded in
 * time and size; none fails.
 */
#pragma once

#include <glib.h>

enum {
    HTML_SIZE_MAX = 2 * 1024 * 1024, /* bytes looked at; what is beyond is left out */
    HTML_DEPTH_MAX = 200,            /* elements in each other; deeper tags are left out */
};

/* Between tags, and between double or single quotes: the same five characters & < > " ' are
 * escaped in both, so that a slip does no harm; control characters but tab and LF are left out.
 * `size` may be -1 for a whole string. */
void html_escape_text(GString *out, const char *text, gssize size);
void html_escape_attribute(GString *out, const char *text, gssize size);

/* What an attribute says that one of these escapers, or cmark, wrote; g_free(). */
char *html_unescape(const char *written);

/* TRUE for an address that a link may lead to: http, https or mailto, no control characters. */
gboolean url_is_safe(const char *url);

/* The HTML (not NUL-terminated) of a stranger as a fragment for a page: structure and emphasis,
 * links (rel="noopener nofollow ugc"), images as their alt text; no script, style, form, frame,
 * remote or embedded object, no attribute but the few listed. g_free(). */
char *html_clean(const char *html, gsize size);

/* HTML as html_clean() writes it, its headings moved, all by as many levels, so that the highest is
 * at `top` (1 to 6): a page has its own before them, and skips no level. g_free(). */
char *html_headings_from(const char *html, int top);

/* The same walk as plain text: paragraphs, "- " items, "> " quotes, links as "text (url)",
 * images as their alt text. Ends in a newline unless empty. g_free(). */
char *html_to_text(const char *html, gsize size);

/* The text of a mail as a fragment for the archive: escaped, paragraphs and line ends kept,
 * http(s) links made (rel="nofollow ugc"), quotes in <blockquote>, those of over 3 lines folded in
 * <details class="quote"><summary>SUMMARY</summary>, the signature after "-- " in
 * <div class="signature">. `quote_summary` is the word for readers, plain text; NULL folds
 * nothing. g_free(). */
char *text_to_html(const char *text, const char *quote_summary);

/* How many bytes from the beginning of `text` (valid UTF-8) make HTML of at most `cost_max` bytes
 * by text_to_html() with this summary: all of them, or up to a blank line, the end of a line, a
 * blank, a letter, the best of these that does not leave half of the room empty. At least one
 * letter, so that what is left gets shorter; none of an empty text. Linear. */
gsize text_cut(const char *text, const char *quote_summary, gsize cost_max);

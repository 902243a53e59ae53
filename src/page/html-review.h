/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-review - what readers and mail clients would stumble over in the HTML of a letter
 *
 * Reads the whole document, as a browser would, and judges what can be seen in it alone: images
 * without words for them, contrast (WCAG 2.1, 1.4.3) of what inline styles say, the order of
 * headings, links that lead nowhere or pretend, what big mail clients do not show.
 */
#pragma once

#include "page/client-support.h"

/* How grave: an error keeps a letter from going, a warning is for a person to look at. */
typedef enum { REVIEW_NOTE, REVIEW_WARNING, REVIEW_ERROR } ReviewGrade;

typedef struct {
    ReviewGrade grade;
    const char *rule; /* one word, as "contrast" */
    guint line;       /* of the HTML, from 1; 0: the whole */
    char *words;      /* a sentence without full stop */
} ReviewFault;

typedef struct {
    char *url;
    char *text; /* what the link reads */
    guint line;
} ReviewLink;

typedef struct {
    GArray *faults; /* of ReviewFault, in the order of the document */
    GArray *links;  /* of ReviewLink: each href, whatever it leads to */
    char *text;     /* all that is to be read, blanks made one */
    guint images;
} HtmlReview;

/* Never fails: what cannot be read is a fault. */
HtmlReview *html_review(const char *html, gsize size, const ClientSupport *support);
void html_review_free(HtmlReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlReview, html_review_free)

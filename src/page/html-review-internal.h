/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-review-internal - what the files of html-review share */
#pragma once

#include <gumbo.h>

#include "page/css.h"
#include "page/html-review.h"
#include "page/html-token.h"

/* How text would look that stands in an element. */
typedef struct {
    CssColor ink, paper;
    double size; /* pixels */
    gboolean is_bold, is_hidden;
} ReviewLook;

typedef struct {
    HtmlReview *result;
    const ClientSupport *support;
    GHashTable *ids;  /* what was seen: owned strings */
    GHashTable *said; /* faults told once: owned strings */
    GPtrArray *inner; /* links to places of the letter itself: of ReviewLink, not owned */
    GString *text;
    guint unseen;   /* characters that nobody sees, before the first that is seen */
    guint heading;  /* level of the one before; 0: none yet */
    guint first_h1; /* its line */
    gboolean in_link, has_title;
} Review;

/* Adds a fault; FALSE `always` says it once a document however often it is there. */
void review_fault(Review *review, ReviewGrade grade, const char *rule, guint line,
                  const char *format, ...) G_GNUC_PRINTF(5, 6);
gboolean review_first(Review *review, const char *key);

const char *review_attribute(const GumboNode *node, const char *name);
guint review_line(const GumboNode *node);
/* All the text in a node, images as their alt text, blanks made one. g_free(). */
char *review_text(const GumboNode *node);

/* What styles and attributes of an element make of the look around it. */
ReviewLook review_look(const GumboNode *node, const ReviewLook *around);
/* Judges text that looks so. */
void review_contrast(Review *review, const GumboNode *text, const ReviewLook *look);

/* Judges text that nobody sees: the preview line may stand before all others. */
void review_hidden(Review *review, const GumboNode *text);

/* What clients lack of an element, its attributes and its style; of a style sheet. */
void review_support(Review *review, const GumboNode *node);
void review_sheet(Review *review, const GumboNode *style);

void review_link(Review *review, const GumboNode *node);
void review_image(Review *review, const GumboNode *node);

/* An element that was opened and not closed. */
void review_end(Review *review, const GumboNode *node);

/* Ends of elements that were not opened, in the bytes as they are. */
void review_stray(Review *review, const char *html, gsize size);
/* "br", "img", "meta": what has no end. */
gboolean review_is_void(const HtmlTag *tag);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-review-hidden - text that nobody sees, elements that nothing closes */
#include <string.h>

#include "page/html-internal.h"
#include "page/html-review-internal.h"

enum { PREVIEW_MAX = 250, SHOWN = 30 };

void
review_hidden(Review *review, const GumboNode *text)
{
    g_autofree char *words = review_text(text);
    glong n = g_utf8_strlen(words, -1);

    if (n == 0)
        return;
    if (review->text->len == 0) {
        review->unseen += (guint)n;
        if (review->unseen <= PREVIEW_MAX)
            return;
    }
    if (n > SHOWN)
        *g_utf8_offset_to_pointer(words, SHOWN) = '\0';
    review_fault(review, REVIEW_WARNING, "hidden", review_line(text),
                 "\"%s\" is there and not to be seen: filters take it for spam", words);
}

/* HTML has these closed by what follows; mail programs that put a letter into a page of theirs do
 * not all know. */
static gboolean
may_stay_open(GumboTag tag)
{
    return tag == GUMBO_TAG_P || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_DT ||
           tag == GUMBO_TAG_DD || tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD ||
           tag == GUMBO_TAG_TFOOT || tag == GUMBO_TAG_COLGROUP || tag == GUMBO_TAG_OPTION;
}

void
review_end(Review *review, const GumboNode *node)
{
    const GumboParseFlags copied =
        GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED;
    const GumboElement *element = &node->v.element;
    const char *name = gumbo_normalized_tagname(element->tag);
    const Element *known = element_find(name, strlen(name));
    gboolean is_whole = element->tag == GUMBO_TAG_HTML || element->tag == GUMBO_TAG_HEAD ||
                        element->tag == GUMBO_TAG_BODY || element->tag == GUMBO_TAG_META ||
                        (known != NULL && (known->flags & ELEMENT_VOID) != 0);

    if (is_whole || element->original_tag.data == NULL || (node->parse_flags & copied) != 0 ||
        (node->parse_flags & GUMBO_INSERTION_IMPLICIT_END_TAG) == 0)
        return;
    review_fault(review, may_stay_open(element->tag) ? REVIEW_WARNING : REVIEW_ERROR, "unclosed",
                 review_line(node),
                 "<%s> is opened and not closed: what follows is taken for a part of it", name);
}

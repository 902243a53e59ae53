/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-review - read a letter's HTML as a tree and judge it; see html-review.h
 *
 * The tree is gumbo's, of the bytes as they are: html_prepare() would take out what is looked for.
 * How deep elements stand in each other is counted before, for gumbo's time grows with the square
 * of it.
 */
#include <stdarg.h>
#include <string.h>

#include "page/html-internal.h"
#include "page/html-review-internal.h"
#include "page/html-token.h"
#include "page/html.h"

/* What letters are designed for, in pixels. */
enum { WIDTH_MAX = 640 };

void
review_fault(Review *review, ReviewGrade grade, const char *rule, guint line, const char *format,
             ...)
{
    ReviewFault fault = {.grade = grade, .rule = rule, .line = line};
    va_list arguments;

    va_start(arguments, format);
    fault.words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_array_append_val(review->result->faults, fault);
}

gboolean
review_first(Review *review, const char *key)
{
    return g_hash_table_add(review->said, g_strdup(key));
}

const char *
review_attribute(const GumboNode *node, const char *name)
{
    return node_attribute(node, name);
}

guint
review_line(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT ? node->v.element.start_pos.line
                                            : node->v.text.start_pos.line;
}

/* Blanks of any kind, and the fillers that follow a preview line. */
static gboolean
is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0x00a0 || c == 0x034f || c == 0x2007 ||
           (c >= 0x200b && c <= 0x200d) || c == 0xfeff;
}

static void
append_text(GString *out, const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (!is_blank(c))
            g_string_append_unichar(out, c);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    }
}

static void
gather_text(const GumboNode *node, GString *out)
{
    if (node->type == GUMBO_NODE_TEXT)
        append_text(out, node->v.text.text);
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_WHITESPACE)
        return;
    if (node->type == GUMBO_NODE_WHITESPACE) {
        append_text(out, " ");
        return;
    }
    if (node->v.element.tag == GUMBO_TAG_IMG && review_attribute(node, "alt") != NULL)
        append_text(out, review_attribute(node, "alt"));
    for (guint i = 0; i < node->v.element.children.length; i++)
        gather_text(node->v.element.children.data[i], out);
}

char *
review_text(const GumboNode *node)
{
    GString *out = g_string_new(NULL);

    gather_text(node, out);
    return g_strstrip(g_string_free(out, FALSE));
}

static void
review_heading(Review *review, const GumboNode *node, guint level)
{
    g_autofree char *text = review_text(node);
    g_autofree char *before =
        review->heading > 0 ? g_strdup_printf("h%u", review->heading) : g_strdup("no heading");
    guint line = review_line(node);

    if (*text == '\0')
        review_fault(review, REVIEW_WARNING, "heading", line, "the heading h%u has no text", level);
    if (level == 1 && review->first_h1 != 0)
        review_fault(review, REVIEW_WARNING, "heading", line,
                     "a second h1 \"%s\": a letter has one title", text);
    else if (level > review->heading + 1)
        review_fault(review, REVIEW_WARNING, "heading", line,
                     "h%u \"%s\" follows %s: a level is left out", level, text, before);
    if (level == 1)
        review->first_h1 = line;
    review->heading = level;
}

static void
review_id(Review *review, const GumboNode *node)
{
    const char *id = review_attribute(node, "id");

    if (id != NULL && !g_hash_table_add(review->ids, g_strdup(id)))
        review_fault(review, REVIEW_WARNING, "id", review_line(node), "two elements have id \"%s\"",
                     id);
}

/* A table without a header cell or a caption only places things, and should say so. */
static gboolean
has_cells_of_data(const GumboNode *node)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return FALSE;
    if (node->v.element.tag == GUMBO_TAG_TH || node->v.element.tag == GUMBO_TAG_CAPTION)
        return TRUE;
    for (guint i = 0; i < node->v.element.children.length; i++)
        if (has_cells_of_data(node->v.element.children.data[i]))
            return TRUE;
    return FALSE;
}

/* What runs, or takes the reader elsewhere, by an attribute. */
static void
review_active(Review *review, const GumboNode *node)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const char *refresh = review_attribute(node, "http-equiv");

    for (guint i = 0; i < attributes->length; i++) {
        const char *name = ((const GumboAttribute *)attributes->data[i])->name;
        if (g_ascii_strncasecmp(name, "on", 2) == 0)
            review_fault(review, REVIEW_ERROR, "script", review_line(node),
                         "%s runs in no mail client and makes filters suspicious", name);
    }
    if (node->v.element.tag == GUMBO_TAG_META && refresh != NULL &&
        g_ascii_strcasecmp(refresh, "refresh") == 0)
        review_fault(review, REVIEW_ERROR, "script", review_line(node),
                     "a letter that leads elsewhere by itself is taken for an attack");
}

/* Wider than the letter: telephones and narrow windows cut it. */
static void
review_width(Review *review, const GumboNode *node)
{
    const char *width = review_attribute(node, "width");
    char *end = NULL;
    gint64 pixels = width != NULL ? g_ascii_strtoll(width, &end, 10) : 0;

    if (pixels > WIDTH_MAX && *end != '%')
        review_fault(review, REVIEW_WARNING, "width", review_line(node),
                     "<%s> is %d pixels wide: letters have %d",
                     gumbo_normalized_tagname(node->v.element.tag), (int)pixels, WIDTH_MAX);
}

static void
review_element(Review *review, const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;

    review_id(review, node);
    review_support(review, node);
    review_active(review, node);
    review_width(review, node);
    review_end(review, node);
    if (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6)
        review_heading(review, node, tag - GUMBO_TAG_H1 + 1);
    else if (tag == GUMBO_TAG_A)
        review_link(review, node);
    else if (tag == GUMBO_TAG_IMG)
        review_image(review, node);
    else if (tag == GUMBO_TAG_STYLE)
        review_sheet(review, node);
    else if (tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_IFRAME)
        review_fault(review, REVIEW_ERROR, "script", review_line(node),
                     "<%s> runs in no mail client and makes filters suspicious",
                     gumbo_normalized_tagname(tag));
    else if (tag == GUMBO_TAG_TABLE && review_attribute(node, "role") == NULL &&
             !has_cells_of_data(node))
        review_fault(review, REVIEW_WARNING, "table", review_line(node),
                     "a table that only places things wants role=\"presentation\"");
    else if (tag == GUMBO_TAG_HTML && review_attribute(node, "lang") == NULL)
        review_fault(review, REVIEW_ERROR, "lang", review_line(node),
                     "<html> does not say its language (lang)");
}

static void
walk(Review *review, const GumboNode *node, const ReviewLook *around)
{
    if (node->type == GUMBO_NODE_TEXT) {
        if (around->is_hidden)
            review_hidden(review, node);
        else
            append_text(review->text, node->v.text.text);
        review_contrast(review, node, around);
        return;
    }
    if (node->type == GUMBO_NODE_WHITESPACE && !around->is_hidden)
        append_text(review->text, " ");
    if (node->type != GUMBO_NODE_ELEMENT)
        return;
    GumboTag tag = node->v.element.tag;
    review_element(review, node);
    if (tag == GUMBO_TAG_TITLE) {
        g_autofree char *title = review_text(node);
        review->has_title |= *title != '\0';
    }
    if (tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_TITLE)
        return;
    const ReviewLook look = review_look(node, around);
    for (guint i = 0; i < node->v.element.children.length; i++)
        walk(review, node->v.element.children.data[i], &look);
    append_text(review->text, " ");
}

/* Whether no element stands deeper than can be read. Ends that are left out count as open: the
 * letter's own templates write them all. */
static gboolean
is_shallow(const char *html, gsize size)
{
    HtmlScanner scanner = {html, html + size};
    guint depth = 0;

    while (scanner.at < scanner.end && depth <= HTML_DEPTH_MAX) {
        const char *open = memchr(scanner.at, '<', (gsize)(scanner.end - scanner.at));
        if (open == NULL || open + 1 >= scanner.end)
            break;
        scanner.at = open;
        if (open[1] == '!' || open[1] == '?') {
            html_skip_comment(&scanner);
            continue;
        }
        gboolean closes = open[1] == '/';
        scanner.at += closes ? 2 : 1;
        if (scanner.at >= scanner.end || !g_ascii_isalpha(*scanner.at))
            continue;
        HtmlTag tag = {0};
        if (!html_read_tag(&scanner, &tag))
            break;
        if (closes)
            depth -= depth > 0;
        else if (!review_is_void(&tag))
            depth++;
    }
    return depth <= HTML_DEPTH_MAX;
}

static void
review_inner_links(Review *review)
{
    for (guint i = 0; i < review->result->links->len; i++) {
        const ReviewLink *link = &g_array_index(review->result->links, ReviewLink, i);
        if (*link->url == '#' && !g_hash_table_contains(review->ids, link->url + 1))
            review_fault(review, REVIEW_WARNING, "link", link->line,
                         "the link \"%s\" leads to no place of the letter", link->url);
    }
}

static void
fault_clear(gpointer fault)
{
    g_free(((ReviewFault *)fault)->words);
}

static void
link_clear(gpointer link)
{
    g_free(((ReviewLink *)link)->url);
    g_free(((ReviewLink *)link)->text);
}

static void
review_tree(Review *review, const char *html, gsize size)
{
    const ReviewLook plain = {.ink = {0, 0, 0, 1}, .paper = {1, 1, 1, 1}, .size = 16};
    GumboOptions options = kGumboDefaultOptions;

    options.max_errors = 0;
    GumboOutput *tree = gumbo_parse_with_options(&options, html, size);
    walk(review, tree->root, &plain);
    if (!review->has_title)
        review_fault(review, REVIEW_WARNING, "title", 0,
                     "the document has no title: screen readers and tabs have nothing to say");
    review_inner_links(review);
    gumbo_destroy_output(&options, tree);
}

HtmlReview *
html_review(const char *html, gsize size, const ClientSupport *support)
{
    HtmlReview *result = g_new0(HtmlReview, 1);
    Review review = {.result = result, .support = support};

    result->faults = g_array_new(FALSE, FALSE, sizeof(ReviewFault));
    g_array_set_clear_func(result->faults, fault_clear);
    result->links = g_array_new(FALSE, FALSE, sizeof(ReviewLink));
    g_array_set_clear_func(result->links, link_clear);
    review.ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    review.said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    review.text = g_string_new(NULL);
    if (size > HTML_SIZE_MAX || !g_utf8_validate_len(html, size, NULL)) {
        review_fault(&review, REVIEW_ERROR, "html", 0, "the HTML is no UTF-8, or over %d KB",
                     HTML_SIZE_MAX / 1024);
    } else if (!is_shallow(html, size)) {
        review_fault(&review, REVIEW_ERROR, "html", 0, "over %d elements stand in each other",
                     HTML_DEPTH_MAX);
    } else {
        review_tree(&review, html, size);
        review_stray(&review, html, size);
    }
    g_hash_table_unref(review.ids);
    g_hash_table_unref(review.said);
    result->text = g_strstrip(g_string_free(review.text, FALSE));
    return result;
}

void
html_review_free(HtmlReview *review)
{
    if (review == NULL)
        return;
    g_array_unref(review->faults);
    g_array_unref(review->links);
    g_free(review->text);
    g_free(review);
}

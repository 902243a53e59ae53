/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-review-look - how text looks by inline styles, and whether it can be told from its ground */
#include <string.h>

#include "page/html-review-internal.h"

enum {
    SEEN_AT_ALL = 3,
    SMALLEST = 11,
    LARGE = 24,
    LARGE_BOLD_TENTHS = 186 /* pixels: 18 and 14 points */
};

typedef struct {
    ReviewLook *look;
    double parent_size;
    gboolean is_flat, is_cut; /* no height or width; what stands out is not shown */
} Reader;

static void
read_ground(Reader *reader, const char *value)
{
    g_auto(GStrv) words = g_strsplit(value, " ", -1);
    CssColor color;

    if (css_color_read(value, &color)) {
        reader->look->paper = css_color_blend(color, reader->look->paper);
        return;
    }
    for (guint i = 0; words[i] != NULL; i++)
        if (css_color_read(words[i], &color))
            reader->look->paper = css_color_blend(color, reader->look->paper);
}

static void
read_declaration(const char *name, const char *value, gpointer data)
{
    Reader *reader = data;
    ReviewLook *look = reader->look;
    CssColor color;

    if (g_str_equal(name, "color") && css_color_read(value, &color))
        look->ink = color;
    else if (g_str_equal(name, "background-color") || g_str_equal(name, "background"))
        read_ground(reader, value);
    else if (g_str_equal(name, "font-size")) {
        double size = css_size_read(value, reader->parent_size);
        look->size = size >= 0 ? size : look->size;
    } else if (g_str_equal(name, "font-weight"))
        look->is_bold = g_str_equal(value, "bold") || g_ascii_strtoll(value, NULL, 10) >= 700;
    else if ((g_str_equal(name, "display") && g_str_equal(value, "none")) ||
             (g_str_equal(name, "visibility") && g_str_equal(value, "hidden")))
        look->is_hidden = TRUE;
    else if (g_str_equal(name, "opacity"))
        look->is_hidden |= g_ascii_strtod(value, NULL) < 0.1;
    else if (g_str_equal(name, "text-indent"))
        look->is_hidden |= g_ascii_strtod(value, NULL) <= -100;
    else if (g_str_equal(name, "overflow"))
        reader->is_cut = g_str_equal(value, "hidden");
    else if (g_str_equal(name, "height") || g_str_equal(name, "max-height") ||
             g_str_equal(name, "width") || g_str_equal(name, "max-width"))
        reader->is_flat |= g_ascii_isdigit(*value) && g_ascii_strtod(value, NULL) <= 1 &&
                           strchr(value, '%') == NULL;
}

ReviewLook
review_look(const GumboNode *node, const ReviewLook *around)
{
    static const double headings[] = {2, 1.5, 1.17, 1, 0.83, 0.67};
    ReviewLook look = *around;
    Reader reader = {.look = &look, .parent_size = around->size};
    GumboTag tag = node->v.element.tag;
    const char *ground = review_attribute(node, "bgcolor");
    const char *style = review_attribute(node, "style");

    if (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6) {
        look.size = around->size * headings[tag - GUMBO_TAG_H1];
        look.is_bold = TRUE;
    } else if (tag == GUMBO_TAG_STRONG || tag == GUMBO_TAG_B || tag == GUMBO_TAG_TH) {
        look.is_bold = TRUE;
    } else if (tag == GUMBO_TAG_A && review_attribute(node, "href") != NULL) {
        look.ink = (CssColor){0, 0, 0xee / 255.0, 1};
    } else if (tag == GUMBO_TAG_FONT && review_attribute(node, "color") != NULL) {
        read_declaration("color", review_attribute(node, "color"), &reader);
    }
    if (ground != NULL)
        read_ground(&reader, ground);
    if (style != NULL)
        css_declarations(style, read_declaration, &reader);
    look.is_hidden |= review_attribute(node, "hidden") != NULL || look.size < SEEN_AT_ALL ||
                      (reader.is_flat && reader.is_cut);
    return look;
}

void
review_contrast(Review *review, const GumboNode *text, const ReviewLook *look)
{
    g_autofree char *words = review_text(text);
    gboolean is_large =
        look->size >= LARGE || (look->is_bold && look->size * 10 > LARGE_BOLD_TENTHS);
    CssColor ink = css_color_blend(look->ink, look->paper);
    double ratio = css_contrast(ink, look->paper), wanted = is_large ? 3 : 4.5;

    if (*words != '\0' && !look->is_hidden && look->size < SMALLEST &&
        review_first(review, "small"))
        review_fault(review, REVIEW_WARNING, "small", review_line(text),
                     "text of %.0f pixels is too small to read", look->size);
    if (*words == '\0' || look->is_hidden || ratio >= wanted)
        return;
    g_autofree char *on = css_color_text(look->paper);
    g_autofree char *of = css_color_text(ink);
    g_autofree char *key = g_strconcat("contrast ", of, on, NULL);
    if (!review_first(review, key))
        return;
    if (g_utf8_strlen(words, -1) > 30)
        *g_utf8_offset_to_pointer(words, 30) = '\0';
    review_fault(review, ratio < 2 ? REVIEW_ERROR : REVIEW_WARNING, "contrast", review_line(text),
                 "\"%s\" in %s on %s has contrast %.1f, of at least %.1f", words, of, on, ratio,
                 wanted);
}

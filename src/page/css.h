/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * css - the little of CSS that judging a letter needs: declarations of a style attribute, colours
 *
 * Takes whatever bytes come; what it does not understand it passes over.
 */
#pragma once

#include <glib.h>

typedef struct {
    double red, green, blue; /* 0 to 1, sRGB */
    double alpha;            /* 0 to 1 */
} CssColor;

/* "#rgb", "#rrggbb" (with or without alpha), rgb(), rgba(), the common names; FALSE for others. */
gboolean css_color_read(const char *text, CssColor *color);

/* What is seen of `over` before an opaque `under`. */
CssColor css_color_blend(CssColor over, CssColor under);

/* The ratio of WCAG 2.1 of two opaque colours: 1 (the same) to 21 (black and white). */
double css_contrast(CssColor one, CssColor other);

/* "#1d2830"; g_free(). */
char *css_color_text(CssColor color);

/* Pixels of "14px", "12pt", "1.2em" (of `parent`), "120%"; -1 for what is no size. */
double css_size_read(const char *text, double parent);

/* Calls for each declaration of a style attribute with its name in lower case and its value
 * without blanks around it or "!important". */
typedef void (*CssDeclarationSeen)(const char *name, const char *value, gpointer user_data);
void css_declarations(const char *style, CssDeclarationSeen seen, gpointer user_data);

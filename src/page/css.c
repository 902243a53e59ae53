/* SPDX-License-Identifier: GPL-3.0-or-later */
/* css - declarations and colours; see css.h. The ratio is that of WCAG 2.1, 1.4.3. */
#include "page/css.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    guint32 rgb;
} names[] = {{"aqua", 0x00ffff},      {"black", 0x000000},      {"blue", 0x0000ff},
             {"brown", 0xa52a2a},     {"crimson", 0xdc143c},    {"cyan", 0x00ffff},
             {"darkblue", 0x00008b},  {"darkgray", 0xa9a9a9},   {"darkgreen", 0x006400},
             {"darkgrey", 0xa9a9a9},  {"darkred", 0x8b0000},    {"dimgray", 0x696969},
             {"dimgrey", 0x696969},   {"fuchsia", 0xff00ff},    {"gold", 0xffd700},
             {"gray", 0x808080},      {"green", 0x008000},      {"grey", 0x808080},
             {"ivory", 0xfffff0},     {"lightblue", 0xadd8e6},  {"lightgray", 0xd3d3d3},
             {"lightgrey", 0xd3d3d3}, {"lime", 0x00ff00},       {"magenta", 0xff00ff},
             {"maroon", 0x800000},    {"navy", 0x000080},       {"olive", 0x808000},
             {"orange", 0xffa500},    {"pink", 0xffc0cb},       {"purple", 0x800080},
             {"red", 0xff0000},       {"silver", 0xc0c0c0},     {"teal", 0x008080},
             {"white", 0xffffff},     {"whitesmoke", 0xf5f5f5}, {"yellow", 0xffff00}};

static CssColor
from_rgb(guint32 rgb)
{
    return (CssColor){(rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, 1};
}

static gboolean
read_hash(const char *text, CssColor *color)
{
    gsize size = strspn(text, "0123456789abcdefABCDEF");
    double values[4] = {0, 0, 0, 1};
    gsize digits = size == 3 || size == 4 ? 1 : 2;

    if (text[size] != '\0' || (size != 3 && size != 4 && size != 6 && size != 8))
        return FALSE;
    for (gsize i = 0; i < size / digits; i++) {
        int high = g_ascii_xdigit_value(text[i * digits]);
        int low = g_ascii_xdigit_value(text[i * digits + digits - 1]);
        values[i] = (high * 16 + low) / 255.0;
    }
    *color = (CssColor){values[0], values[1], values[2], values[3]};
    return TRUE;
}

/* "rgb(1, 2, 3)", "rgba(1 2 3 / 50%)". */
static gboolean
read_function(const char *text, CssColor *color)
{
    double values[4] = {0, 0, 0, 1};
    guint n = 0;

    text = strchr(text, '(');
    for (text = text != NULL ? text + 1 : ""; *text != '\0' && *text != ')' && n < 4;) {
        char *end;
        if (strchr(" ,/\t", *text) != NULL) {
            text++;
            continue;
        }
        double value = g_ascii_strtod(text, &end);
        if (end == text)
            return FALSE;
        values[n] = *end == '%' ? value / 100 : n < 3 ? value / 255 : value;
        values[n] = CLAMP(values[n], 0, 1);
        n++;
        text = *end == '%' ? end + 1 : end;
    }
    *color = (CssColor){values[0], values[1], values[2], values[3]};
    return n >= 3;
}

gboolean
css_color_read(const char *text, CssColor *color)
{
    if (*text == '#')
        return read_hash(text + 1, color);
    if (g_ascii_strncasecmp(text, "rgb", 3) == 0)
        return read_function(text, color);
    if (g_ascii_strcasecmp(text, "transparent") == 0) {
        *color = (CssColor){0, 0, 0, 0};
        return TRUE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(text, names[i].name) == 0) {
            *color = from_rgb(names[i].rgb);
            return TRUE;
        }
    return FALSE;
}

CssColor
css_color_blend(CssColor over, CssColor under)
{
    double a = over.alpha;

    return (CssColor){over.red * a + under.red * (1 - a), over.green * a + under.green * (1 - a),
                      over.blue * a + under.blue * (1 - a), 1};
}

static double
linear(double value)
{
    return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double
luminance(CssColor color)
{
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double
css_contrast(CssColor one, CssColor other)
{
    double a = luminance(one), b = luminance(other);

    return (MAX(a, b) + 0.05) / (MIN(a, b) + 0.05);
}

char *
css_color_text(CssColor color)
{
    return g_strdup_printf("#%02x%02x%02x", (guint)lround(color.red * 255),
                           (guint)lround(color.green * 255), (guint)lround(color.blue * 255));
}

double
css_size_read(const char *text, double parent)
{
    char *unit;
    double value = g_ascii_strtod(text, &unit);

    if (unit == text)
        return -1;
    if (g_str_has_prefix(unit, "pt"))
        return value * 4 / 3;
    if (g_str_has_prefix(unit, "rem"))
        return value * 16;
    if (g_str_has_prefix(unit, "em"))
        return value * parent;
    if (*unit == '%')
        return value * parent / 100;
    return g_str_has_prefix(unit, "px") || value == 0 ? value : -1;
}

/* The end of a declaration: a semicolon that stands in no quotation and no parentheses. */
static const char *
declaration_end(const char *at)
{
    char quote = '\0';
    guint depth = 0;

    for (; *at != '\0'; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '(')
            depth++;
        else if (*at == ')')
            depth -= depth > 0;
        else if (*at == ';' && depth == 0)
            break;
    }
    return at;
}

void
css_declarations(const char *style, CssDeclarationSeen seen, gpointer user_data)
{
    while (*style != '\0') {
        const char *end = declaration_end(style);
        g_autofree char *whole = g_strndup(style, (gsize)(end - style));
        char *colon = strchr(whole, ':');
        if (colon != NULL) {
            *colon = '\0';
            g_autofree char *name = g_ascii_strdown(g_strstrip(whole), -1);
            char *bang = strrchr(colon + 1, '!');
            if (bang != NULL)
                *bang = '\0';
            seen(name, g_strstrip(colon + 1), user_data);
        }
        style = *end == ';' ? end + 1 : end;
    }
}

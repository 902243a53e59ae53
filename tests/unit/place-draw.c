/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark stands below the character that is meant, whatever stands before it. */
#include <string.h>

#include <glib.h>

#include "base/place-draw.h"

static void
drawn(const char *text, guint column, const char *expected)
{
    g_autofree char *drawing = place_draw(text, column);

    g_assert_cmpstr(drawing, ==, expected);
}

static void
test_columns(void)
{
    drawn("territory:Brst", 11, "territory:Brst\n          ^\n");
    drawn("a b", 1, "a b\n^\n");
    drawn("list:", 6, "list:\n     ^\n");
    drawn("", 1, "\n^\n");
    drawn("ab", 0, "ab\n^\n");
    drawn("ab", 99, "ab\n  ^\n");
}

static void
test_letters(void)
{
    drawn("interest:Énergie or x", 21, "interest:Énergie or x\n                    ^\n");
    drawn("e\u0301t\u00e9 x", 6, "e\u0301t\u00e9 x\n    ^\n");
    drawn("\u6751 x", 3, "\u6751 x\n   ^\n");
    drawn("a\tb\nc", 5, "a b c\n    ^\n");
    drawn("a\x1b[31m\u202ex", 7, "a\ufffd[31m\ufffdx\n      ^\n");
}

static void
test_long(void)
{
    g_autofree char *filler = g_strnfill(200, 'a');
    g_autofree char *text = g_strdup_printf("%sX%s", filler, filler);
    g_autofree char *drawing = place_draw(text, 201);
    g_auto(GStrv) lines = g_strsplit(drawing, "\n", -1);

    g_assert_cmpuint(g_utf8_strlen(lines[0], -1), <=, 80);
    const char *at = g_utf8_offset_to_pointer(lines[0], (glong)strlen(lines[1]) - 1);
    g_assert_cmpint(*at, ==, 'X');
    g_assert_true(g_str_has_prefix(lines[0], "…") && g_str_has_suffix(lines[0], "…"));
    /* 72 letters and the ellipsis, then the mark where something is missing */
    g_autofree char *end = place_draw(text, 402);
    g_auto(GStrv) last = g_strsplit(end, "\n", -1);
    g_assert_cmpuint(strlen(last[1]) - 1, ==, (gsize)g_utf8_strlen(last[0], -1));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/place-draw/mark-stands-below-its-column", test_columns);
    g_test_add_func("/place-draw/letters-are-counted-as-they-are-seen", test_letters);
    g_test_add_func("/place-draw/long-text-is-cut-around-the-mark", test_long);
    return g_test_run();
}

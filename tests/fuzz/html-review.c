/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTML of a letter, whatever it is: its review ends, its lines are lines of the input, its
 * words are text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "page/css.h"
#include "page/html-review.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(gboolean holds)
{
    if (!holds)
        abort();
}

static void
seen(const char *name, const char *value, G_GNUC_UNUSED gpointer data)
{
    CssColor color;

    require(name != NULL && value != NULL);
    if (css_color_read(value, &color))
        require(color.red >= 0 && color.red <= 1 && color.alpha >= 0 && color.alpha <= 1);
    css_size_read(value, 16);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ClientSupport *support;
    guint lines = 1;

    if (support == NULL) {
        g_autofree char *path =
            g_build_filename(g_getenv("SRCDIR"), "templates", "check", "clients.tsv", NULL);
        support = client_support_open(path, NULL);
        require(support != NULL);
    }
    if (size > 16384)
        return 0;
    g_autofree char *text = g_strndup((const char *)data, size);
    css_declarations(text, seen, NULL);
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    g_autoptr(HtmlReview) review = html_review((const char *)data, size, support);
    require(g_utf8_validate(review->text, -1, NULL));
    for (guint i = 0; i < review->faults->len; i++) {
        const ReviewFault *fault = &g_array_index(review->faults, ReviewFault, i);
        require(fault->line <= lines);
        require(g_utf8_validate(fault->words, -1, NULL));
    }
    return 0;
}

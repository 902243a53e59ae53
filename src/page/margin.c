/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * margin - lines of plain text behind nested quote marks and list marks
 *
 * Cannot fail. The number of marks on the stack is bounded; deeper ones are only counted, so that
 * each margin_pop() finds the margin_push() it belongs to.
 */
#include "page/margin.h"

#include <string.h>

typedef struct {
    gboolean fresh; /* no line has been written behind it yet */
    gboolean each_line;
    char text[24];
} Mark;

static Mark *
mark_at(const Margin *margin, guint index)
{
    return &g_array_index(margin->marks, Mark, index);
}

void
margin_init(Margin *margin)
{
    *margin = (Margin){.out = g_string_new(NULL), .marks = g_array_new(FALSE, FALSE, sizeof(Mark))};
}

char *
margin_finish(Margin *margin)
{
    g_array_unref(margin->marks);
    return g_string_free(margin->out, FALSE);
}

void
margin_push(Margin *margin, const char *text, gboolean each_line)
{
    Mark mark = {.fresh = TRUE, .each_line = each_line};

    if (margin->marks->len == MARGIN_MAX) {
        margin->too_deep++;
        return;
    }
    g_strlcpy(mark.text, text, sizeof mark.text);
    g_array_append_val(margin->marks, mark);
}

void
margin_pop(Margin *margin)
{
    if (margin->too_deep > 0) {
        margin->too_deep--;
        return;
    }
    const Mark *mark = mark_at(margin, margin->marks->len - 1);
    if (mark->fresh && !mark->each_line) {
        margin_gap(margin);
        margin_line(margin, "", 0);
        margin->gap = TRUE;
    }
    g_array_set_size(margin->marks, margin->marks->len - 1);
}

gboolean
margin_at_item(const Margin *margin)
{
    if (margin->too_deep > 0 || margin->marks->len == 0)
        return FALSE;
    const Mark *mark = mark_at(margin, margin->marks->len - 1);
    return mark->fresh && !mark->each_line;
}

guint
margin_width(const Margin *margin)
{
    guint width = 0;

    for (guint i = 0; i < margin->marks->len; i++)
        width += (guint)strlen(mark_at(margin, i)->text);
    return width;
}

void
margin_gap(Margin *margin)
{
    guint whole = margin->marks->len;
    guint common = 0;

    if (margin->gap && margin->out->len > 0) {
        while (common < whole && !mark_at(margin, common)->fresh)
            common++;
        margin->marks->len = common; /* hides the inner ones for this line */
        margin_line(margin, "", 0);
        margin->marks->len = whole;
    }
    margin->gap = FALSE;
}

void
margin_line(Margin *margin, const char *line, gsize size)
{
    GString *out = margin->out;
    gsize before = out->len;

    for (guint i = 0; i < margin->marks->len; i++) {
        Mark *mark = mark_at(margin, i);
        if (mark->fresh || mark->each_line)
            g_string_append(out, mark->text);
        else
            g_string_append_printf(out, "%*s", (int)strlen(mark->text), "");
        mark->fresh = FALSE;
    }
    g_string_append_len(out, line, (gssize)size);
    gsize length = out->len;
    while (length > before && out->str[length - 1] == ' ')
        length--;
    g_string_truncate(out, length);
    g_string_append_c(out, '\n');
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text-cut - how much of a text fits on a page
 *
 * Reckons what text_to_html() writes without writing it, and never too little: what a line costs is
 * its letters escaped, its addresses three times (they stand in the link, as the link, and their
 * host perhaps once more), and what begins and ends around it. One pass, nothing copied.
 */
#include <string.h>

#include "page/html.h"

enum {
    LINE_COST = 5,     /* <br>, newline */
    BLOCK_COST = 45,   /* <p>, <pre><code>, <div class="signature">, and their ends */
    QUOTE_COST = 30,   /* <blockquote> and its end */
    FOLD_COST = 60,    /* <details class="quote"><summary>, and their ends */
    ADDRESS_COST = 60, /* <a href="" rel="nofollow ugc"></a> () */
    ADDRESS_TIMES = 3,
    TAB_COST = 19,     /* &nbsp;&nbsp;&nbsp; */
    ENTITY_COST = 6,   /* &nbsp; &quot; the longest */
    QUOTE_LEVELS = 10, /* deeper ones are text */
};

/* What one byte of a line may come to. `in_address` is carried from byte to byte. */
static gsize
byte_cost(const char *line, gsize size, gsize i, gboolean *in_address)
{
    char c = line[i];
    gsize cost = 1, around = 0;

    if (c == ' ' || c == '\t') {
        *in_address = FALSE;
    } else if ((c == 'h' || c == 'H') && i + 7 < size &&
               g_ascii_strncasecmp(line + i, "http", 4) == 0) {
        *in_address = TRUE;
        around = ADDRESS_COST;
    }
    if (c == '\t')
        cost = TAB_COST;
    else if (strchr("&<>\"'", c) != NULL ||
             (c == ' ' && (i == 0 || i + 1 == size || strchr(" \t", line[i + 1]) != NULL)))
        cost = ENTITY_COST;
    return cost * (*in_address ? ADDRESS_TIMES : 1) + around;
}

/* Counts no further than one more than `most`: of a long line the rest is asked about again, page
 * after page. */
static gsize
letters_cost(const char *line, gsize size, gsize most)
{
    gboolean in_address = FALSE;
    gsize cost = 0;

    for (gsize i = 0; i < size && cost <= most; i++)
        cost += byte_cost(line, size, i, &in_address);
    return cost;
}

static guint
quote_depth(const char *line, gsize size)
{
    guint depth = 0;

    for (gsize i = 0; i < size && line[i] == '>' && depth < QUOTE_LEVELS; depth++)
        i += i + 1 < size && line[i + 1] == ' ' ? 2 : 1;
    return depth;
}

typedef struct {
    guint depth;
    gboolean blank;
} Before;

/* What stands around the letters of a line. */
static gsize
around_cost(const char *line, gsize size, gsize summary, Before *before)
{
    guint depth = quote_depth(line, size);
    guint step = depth > before->depth ? depth - before->depth : before->depth - depth;
    gsize cost = 0;
    gboolean blank = strspn(line, "> \t\r") >= size;

    cost += before->blank || step > 0 || line[0] == '\t' || line[0] == ' ' || line[0] == '`' ||
                    line[0] == '-'
                ? BLOCK_COST
                : LINE_COST;
    cost += step * QUOTE_COST;
    if (depth > 0 && before->depth == 0)
        cost += FOLD_COST + summary * ENTITY_COST;
    *before = (Before){.depth = depth, .blank = blank};
    return cost;
}

/* Where to cut a line of which not all fits: after a blank, else between two letters. */
static gsize
cut_in_line(const char *line, gsize size, gsize cost_max)
{
    gsize fits = 0, after_blank = 0;
    gboolean in_address = FALSE;

    for (gsize cost = 0; fits < size;) {
        gsize next = fits;
        do
            cost += byte_cost(line, size, next++, &in_address);
        while (next < size && ((guchar)line[next] & 0xc0) == 0x80);
        if (cost > cost_max)
            break;
        if (line[fits] == ' ')
            after_blank = next;
        fits = next;
    }
    return after_blank > fits / 2 ? after_blank : fits;
}

gsize
text_cut(const char *text, const char *quote_summary, gsize cost_max)
{
    gsize summary = quote_summary != NULL ? strlen(quote_summary) : 0;
    gsize cost = 0, paragraph = 0, at = 0;
    Before before = {.blank = TRUE};

    while (text[at] != '\0') {
        gsize size = strcspn(text + at, "\n");
        gsize around = around_cost(text + at, size, summary, &before);
        gsize more = around + letters_cost(text + at, size, cost_max);
        if (cost + more > cost_max) {
            if (paragraph > at / 2)
                return paragraph;
            if (at > 0)
                return at;
            /* One line alone that does not fit: a letter of it at least, so that readers get on. */
            gsize cut = cut_in_line(text, size, cost_max - MIN(cost_max, around));
            return MAX(cut, (gsize)(g_utf8_next_char(text) - text));
        }
        cost += more;
        at += size + (text[at + size] == '\n');
        if (before.blank)
            paragraph = at;
    }
    return at;
}

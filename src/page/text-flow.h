/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text-flow - lines that a mail program broke for want of room, told from those that somebody ended
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *text; /* valid UTF-8, without the end of the line */
    gsize size;
} Line;

/* The letters of the widest line of a paragraph; 0 where one is too wide to have been broken by a
 * program, so that none was. */
glong text_flow_width(const Line *lines, gsize count);

/* Whether `line` of a paragraph so wide goes on in `next`: it is prose, and the first word of
 * `next` would not have fitted. Where that is not sure, it does not. */
gboolean text_flows(const Line *line, const Line *next, glong width);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet - a piece of a found message, with the words that were searched marked
 */
#pragma once

#include <glib.h>

/* What opens and closes a mark in the text that the database gives. */
#define SNIPPET_OPEN '\001'
#define SNIPPET_CLOSE '\002'

/* The text escaped, marks as <mark>, every one closed; line ends as blanks. NULL is "". g_free().
 */
char *snippet_to_html(const char *text);

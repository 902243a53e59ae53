/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * editorial - fields and blocks in an editorial, which each reader gets as theirs
 *
 *     {{name|neighbour}}            the reader's name, or what stands for it
 *     {{territory|your commune}}    the name of the smallest place they live in, likewise
 *     {{#name}} ... {{/name}}       only for who has one (here {{name}} needs nothing for it)
 *     {{^name}} ... {{/name}}       only for who has none
 *     {{#territory 29}} ... {{/territory}}     only for who lives there or below it
 *     {{#interest mobilite}} ... {{/interest}} only for who follows it or what is below it
 *
 * Nothing is left to be filled with nothing: a field that some reader may not have is refused
 * without something to stand for it.
 */
#pragma once

#include "store/store.h"

#include "news/own-place.h"

enum { EDITORIAL_DEPTH_MAX = 8 /* blocks in blocks */ };

/* What a block asks; one of them is 0. Number CONDITION_FIRST + index. */
typedef struct {
    gint64 territory;
    gint64 interest;
} EditorialCondition;

/* `markdown` with words in place of its fields and blocks; `conditions` (of EditorialCondition)
 * gets those it does not have yet. ERROR_BAD_INPUT with the line of the text for an unknown field
 * (the nearest as hint), a field without anything to stand for it, a block that is not closed, a
 * place or theme that does not exist. g_free(). */
char *editorial_mark(Store *store, const char *markdown, const OwnWords *words, GArray *conditions,
                     GError **error);

/* A marked editorial as the public reads it: fields are what stands for them, blocks about places
 * and themes are all there. g_free(). */
char *editorial_public(const char *marked, const OwnWords *words);

/* The HTML made of a marked editorial: blocks of whole paragraphs lose the paragraph that their
 * marks stood in. ERROR_BAD_INPUT where leaving a block out would leave tags open, and for a field
 * that stands in a link, in an image or in HTML. g_free(). */
char *editorial_html(const char *marked, const char *html, const OwnWords *words, GError **error);

/* The same for the text. Cannot fail. g_free(). */
char *editorial_text(const char *text, const OwnWords *words);

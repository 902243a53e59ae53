/* SPDX-License-Identifier: GPL-3.0-or-later */
/* written - what people wrote, as a page shows it: no address, nothing that runs */
#pragma once

#include "site/visit.h"

/* Markdown as a fragment of a page, its highest heading at level `top`. g_free(). */
char *written_html(const char *markdown, int top);

/* The same from level 2 with the images of an edition, which are served beneath `base`. `images`:
 * lines "HASH TYPE WIDTH HEIGHT NAME"; one that the text shows and that is not among them is its
 * alt text. g_free(). */
char *written_html_with_images(const char *markdown, const char *images, const char *base);

/* The beginning of a Markdown text as one line; "…" where it goes on. g_free(). */
char *written_summary(const char *markdown);

/* The address, where `source` is one that a link may lead to; else NULL. */
const char *written_link(const char *source);

/* A list KEY of name and, where there are `words`, url beneath /ROOM/; and has_KEY. `names` and
 * `words` are lines that go together; NULL or empty is none. */
void written_names(Value *dict, const char *key, const char *names, const char *room,
                   const char *words);

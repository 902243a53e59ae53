/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-template - the look and the frame words of a letter, in its language
 *
 * templates/edition/NAME/, of which "default" and "plain" are shipped: a part PART is PART.mustache
 * (HTML) and PART.txt.mustache (plain text, wrapped at LETTER_COLUMNS afterwards); "inline.css" has
 * the style of tags that Markdown makes. French is in the templates, other languages in
 * templates/lang/.
 */
#pragma once

#include "base/settings.h"
#include "page/value.h"

enum { LETTER_COLUMNS = 72 };

typedef struct LetterTemplate LetterTemplate;

/* Errors of templates and catalogues; ERROR_NOT_FOUND with the nearest for an unknown `name`. */
LetterTemplate *letter_template_open(const Settings *settings, const char *name,
                                     const char *language, GError **error);
void letter_template_free(LetterTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterTemplate, letter_template_free)

/* The parts that a template has, each as HTML and as text. */
enum { LETTER_TEMPLATE_PARTS = 5 };
extern const char *const letter_template_parts[LETTER_TEMPLATE_PARTS + 1];

/* The names that are set for a part, as template_check() takes them. */
const char *const *letter_template_names(const char *part);

/* HTML that Markdown made, with the styles of the template in place. Free it. */
char *letter_template_style(const LetterTemplate *template, const char *html);

/* Renders both forms of `part`. Free them. On failure neither is set. */
gboolean letter_template_render(LetterTemplate *template, const char *part, const Value *value,
                                char **html, char **text, GError **error);

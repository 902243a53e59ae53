/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-file - what files of contributions and of editions have in common */
#pragma once

#include "page/front-matter.h"

enum { SOURCE_TITLE_MAX = 300 /* bytes */ };

/* Parses `text` and checks its keys (as front_matter_check_keys() has them), that its values and
 * its text are fit for a letter, that it has a title and a text of at most `body_max` bytes, and
 * that its language is one of fr, en, br. ERROR_BAD_INPUT with file and line. */
FrontMatter *source_file_read(const char *name, const char *text, const char *const *keys,
                              gsize body_max, GError **error);

/* Puts `"NAME", line N: ` before the message of an error about `key`. Returns FALSE. */
gboolean source_file_blame(const FrontMatter *matter, const char *name, const char *key,
                           GError **error);

/* The value of `key`, "" when absent. Belongs to `matter`. */
const char *source_file_text(const FrontMatter *matter, const char *key);

/* Refuses `word` of `key` unless it is one of `known`, naming the nearest. */
gboolean source_file_check_word(const FrontMatter *matter, const char *name, const char *key,
                                const char *word, const char *const *known, GError **error);

/* Appends `value` in double quotes, as front matter reads it back. */
void source_file_quote(GString *out, const char *value);

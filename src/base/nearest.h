/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nearest - the known name that somebody probably meant
 *
 * For hints: 'unknown key "lable"' + 'did you mean "label"?'.
 */
#pragma once

/* The first of `names` (NULL-terminated, may be NULL) with the smallest Damerau-Levenshtein
 * distance to `word`, case not counted, when at most a third of its letters differ; NULL when
 * nothing is near. Names and words over 64 characters are near to nothing. What it returns
 * belongs to `names`. */
const char *nearest_name(const char *word, const char *const *names);

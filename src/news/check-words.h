/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-words - subject, preheader and text of a letter, judged as filters and readers do */
#pragma once

#include "base/settings.h"
#include "page/html-review.h"

typedef struct CheckWords CheckWords;

/* templates/check/words.tsv, the site's own or the shipped one. ERROR_BAD_INPUT with its line. */
CheckWords *check_words_open(const Settings *settings, GError **error);
void check_words_free(CheckWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CheckWords, check_words_free)

/* Told of each fault. */
typedef void (*CheckFault)(ReviewGrade grade, const char *rule, guint line, const char *words,
                           gpointer user_data);

void check_subject(const CheckWords *words, const char *subject, CheckFault fault, gpointer data);
void check_preheader(const char *preheader, const char *subject, CheckFault fault, gpointer data);

/* Fields that were not replaced, in text of any form. */
void check_fields(const char *text, CheckFault fault, gpointer data);

/* Paragraphs in capitals. */
void check_shouting(const char *text, CheckFault fault, gpointer data);

/* What was to be filled in or taken out before, and the fields of other programs; `has_lines` when
 * the text's line is worth saying. Whether there was any. */
gboolean check_left(const CheckWords *words, const char *text, gboolean has_lines, CheckFault fault,
                    gpointer data);

/* What spam says in a text; `has_lines` as above. Whether there was any. */
gboolean check_phrases(const CheckWords *words, const char *text, gboolean has_lines,
                       CheckFault fault, gpointer data);

/* The text of a link: whoever hears it alone should know where it leads (WCAG 2.1, 2.4.9). */
void check_link_words(const CheckWords *words, const char *text, guint line, CheckFault fault,
                      gpointer data);

/* A link of http or https, by its host. */
void check_link_host(const CheckWords *words, const char *url, guint line, CheckFault fault,
                     gpointer data);

/* All links of a letter, of ReviewLink: hosts that are drawn like one that is well known, like that
 * of the site (`own` is its URL), or like another of the letter's. */
void check_hosts(const CheckWords *words, const char *own, const GArray *links, CheckFault fault,
                 gpointer data);

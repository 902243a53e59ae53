/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-text - the lines of a mail to a robot: what its author wrote, and their words */
#pragma once

#include "mime/mail.h"

#include "list/command-words.h"

enum { COMMAND_LINES_MAX = 60, COMMAND_LINE_BYTES = 200 };

/* What was written, of an HTML mail too, as UTF-8; free it. */
char *command_text(const Mail *mail);

gboolean command_is_quoted(const char *line);

/* RFC 3676, 4.3: "-- "; its blank is often lost. Some write a rule instead. */
gboolean command_is_signature(const char *line);

/* Whether the first of `lines` (NULL-terminated) heads a quotation without marks: "From: ..." and
 * "Sent: ..." as Outlook has it, "On Monday somebody wrote:" as Yahoo has it. */
gboolean command_is_quoted_head(const CommandWords *words, char *const *lines);

/* What a telephone adds by itself: "Sent from my iPhone". */
gboolean command_is_advertisement(const CommandWords *words, const char *line);

/* Words of folded text (command_words_fold()) before `end`. */
guint command_count_words(const char *folded, const char *end);

/* What stands in `line`, as it was written, behind the bytes that fold to `words` words. */
const char *command_behind_words(const char *line, guint words);

/* Whether `text`, which stands behind what a mail decides, says nothing more: greetings and thanks,
 * the author's name, or a short one at its end. `is_whole`: its first line is one of its own. */
gboolean command_says_nothing(const CommandWords *words, const Mail *mail, const char *text,
                              gboolean is_whole);

/* Cuts off what stands before a quotation, "On Monday somebody wrote:", often wrapped: the last
 * paragraph of `text` where it is short, else its last line. */
void command_cut_introduction(GString *text);

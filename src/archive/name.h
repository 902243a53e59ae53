/* SPDX-License-Identifier: GPL-3.0-or-later */
/* name - how a person's name stands in mails */
#pragma once

#include <glib.h>

/* `text` with "…" wherever `name` stands. A name of several words is meant in capitals too, and
 * where a line ends in it, quoted or not; one of a single word only as it is given, since as
 * another it may be no name. NULL is the empty text. */
char *name_without(const char *text, const char *name);

/* What of a raw mail tells that a name of several words is in it: as UTF-8, and in the codings of
 * headers, of file names and of text that mail uses. None for a single word, which letters of
 * another word or of a coded file may make. The caller frees it. */
GStrv name_forms(const char *name);

/* Whether one of the forms is in the mail, and is not the beginning or end of a longer word. */
gboolean name_stands(GBytes *raw, const char *const *forms);

/* What name_without() goes by. For what no page shows, a single word is none within another. The
 * caller unrefs it. */
GRegex *name_regex(const char *name);
GRegex *name_regex_alone(const char *name);

/* Whether a name_regex_alone() is in what the mail has besides its text: in the fields and the
 * files that are not pictures and the like, each decoded first, whatever its coding and charset.
 * Not in what says which mail it is: that stays. */
gboolean name_in_mail(GBytes *raw, const GRegex *name);

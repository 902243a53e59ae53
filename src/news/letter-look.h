/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-look - copies to be judged, and which part of the edition each line of them comes from
 */
#pragma once

#include "news/letter.h"

typedef enum { LOOK_TEXT, LOOK_HTML, LOOK_FORMS } LookForm;

typedef struct {
    char *language;          /* "fr" */
    char *title;             /* the subject as readers get it */
    GBytes *raw;             /* the whole mail, CRLF */
    char *forms[LOOK_FORMS]; /* decoded, lines ended by LF */
    GArray *places[LOOK_FORMS];
} LetterLook;

/* In how many languages the edition is written. */
guint letter_languages(const Letter *letter);

/* The copy in the language number `language` that has everything, whatever its sections limit and
 * all blocks of its editorial; or the least that any reader gets: what is for everybody, no block
 * that asks for something. Its links of a reader's own do not work. Errors of letter_assemble(). */
LetterLook *letter_look(Letter *letter, guint language, gboolean everything, GError **error);
void letter_look_free(LetterLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterLook, letter_look_free)

/* Which piece (piece.h) line `line` (from 1) of a form comes from. */
int letter_look_place(const LetterLook *look, LookForm form, guint line);

/* The decoded HTML part and text part of a copy, lines ended by LF. Free them. */
gboolean letter_look_forms(GBytes *raw, char *forms[LOOK_FORMS], GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-draft - what the files of an edition say, read and checked as a whole
 *
 * Below the editorial a file may have the contributions, as edition_write() gave them to a person
 * to look at:
 *
 *     <!-- contributions -->
 *     <!-- contribution 12 -->
 *     ## Title
 *
 *     Text.
 *
 * One that was taken out is not in the edition, and the order is the one of the file.
 */
#pragma once

#include "store/store.h"

#include "news/edition.h"

typedef struct {
    char *language;
    char *title;
    char *preheader;
    char *editorial;
    GPtrArray *sections; /* of Section: all of it in the edition's language, words in others */
} DraftText;

typedef struct {
    gint64 contribution;
    char *title;
    char *body;
} DraftItem;

typedef struct {
    char *list;       /* NULL when no file says it */
    GPtrArray *texts; /* of DraftText, that of the edition's own language first */
    char *audience;
    char *template;
    char *reply_to;
    char *schedule;
    char *images;        /* "attached" or "hosted" */
    char *clicks;        /* "counted" or "uncounted"; NULL: as the list has it */
    GPtrArray *pictures; /* of EditionImage */
    gboolean is_reviewed;
    GPtrArray *items; /* of DraftItem */
} EditionDraft;

/* `language` is the list's: it is the edition's own where several files come. `known`: the names of
 * images that the edition has already. ERROR_BAD_INPUT with file and line, ERROR_NOT_FOUND. */
EditionDraft *edition_draft_read(Store *store, const EditionFiles *files, const char *language,
                                 const char *const *known, GError **error);
void edition_draft_free(EditionDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EditionDraft, edition_draft_free)

/* The contributions below the editorial `*body`, which is cut before them; `is_reviewed` when there
 * may be none but somebody looked. ERROR_BAD_INPUT with `name`. */
gboolean edition_draft_cut(const char *name, char *body, gboolean *is_reviewed, GPtrArray *items,
                           GError **error);

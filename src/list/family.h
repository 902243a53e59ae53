/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * family - lists made by one template, one for each territory of a kind or each interest
 *
 * A list of a family follows it until somebody changes it: what its template gives is compared with
 * what it gave last, and only what the list still has of that is changed. All of these belong in
 * the caller's transaction: to leave it without a commit is to have tried.
 */
#pragma once

#include "base/settings.h"

#include "list/list.h"

enum { FAMILY_NAME_MAX = 12 };

/* NULL: the default, or as it is. */
typedef struct {
    const char *name;
    const char *title;    /* NULL: the name */
    const char *template; /* NULL: discussion */
    const char *by;       /* "region", "departement", "epci", "commune", "own", "interest" */
    const char *within;   /* a territory or an interest, as people write it; NULL, "": everywhere */
    const char *domain;
    const char *language; /* NULL: fr */
    const char *parent;   /* name of the list above all of them; "": none */
    const char *const *owners, *const *not_owners;
    const char *const *moderators, *const *not_moderators;
} FamilyDraft;

/* Makes a family without lists. ERROR_BAD_INPUT, ERROR_NOT_FOUND, ERROR_CONFLICT, with a hint. */
gboolean family_create(Store *store, const FamilyDraft *draft, GError **error);
/* Changes what `draft` says of the family called so, but `by`. Errors as above. */
gboolean family_change(Store *store, const FamilyDraft *draft, GError **error);
/* Fails with ERROR_NOT_FOUND, and the family that is called most like it as hint. Returns FALSE. */
gboolean family_unknown(Store *store, const char *name, GError **error);

/* Ends it; its lists stay, each for itself. ERROR_NOT_FOUND. */
gboolean family_remove(Store *store, const char *name, GError **error);

typedef enum {
    FAMILY_MADE,    /* a list was made */
    FAMILY_CHANGED, /* `what` names what of it */
    FAMILY_CLOSED   /* its place is no more: closed; its archive stays */
} FamilyStep;

typedef struct {
    FamilyStep step;
    char *list;
    char *place; /* what people call it, or its code where it is no more */
    char *what;  /* "" but for FAMILY_CHANGED */
} FamilyDone;

/* Makes the lists that are missing, gives the others what the template says now, closes those whose
 * place is no more. A list that was deleted is not made again. `done` (GPtrArray of FamilyDone)
 * gets what was done, in order. Errors of the template, the names and the store. */
gboolean family_keep(Store *store, const Settings *settings, const char *name, GPtrArray *done,
                     GError **error);
/* For the array. */
void family_done_free(gpointer done);

/* Which words of places are left out of names of lists or written short: the file
 * list/short-words.tsv of templates. ERROR_BAD_INPUT with the line, ERROR_NOT_FOUND. */
typedef struct FamilyWords FamilyWords;
FamilyWords *family_words_open(const Settings *settings, GError **error);
void family_words_free(FamilyWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FamilyWords, family_words_free)

/* What names the place with this slug in at most `room` letters. g_free(). */
char *family_place_words(const FamilyWords *words, const char *slug, gsize room);

/* What the list of `family` for a place is to be called: the family's name and the place's words,
 * else the code, else a number. NULL for errors of the store. g_free(). */
char *family_list_name(Store *store, const FamilyWords *words, const char *family, const char *slug,
                       const char *code, GError **error);

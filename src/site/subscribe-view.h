/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscribe-view - what forms about a person offer to choose from, as chosen so far */
#pragma once

#include "site/pages.h"

/* "lists" (name, title, description, is_newsletter, checked): those that anybody may join; ticked
 * where `chosen` has a "list" of that name, or all where there is but one. */
gboolean subscribe_view_lists(Visit *visit, const Params *chosen, GError **error);

/* "themes" (slug, label, checked, open, children): the tree of interests, open where something is
 * ticked. Filled one by one, each before what is part of it. */
typedef struct {
    Value *all;
    Value *last;     /* of those that are part of none */
    Value *children; /* its parts */
} SubscribeThemes;

SubscribeThemes subscribe_view_themes(Visit *visit);
void subscribe_view_theme(SubscribeThemes *themes, const char *slug, const char *label,
                          gboolean is_top, gboolean checked);

/* All of them, ticked where `slugs` (NULL-terminated) has them. */
gboolean subscribe_view_interests(Visit *visit, const char *const *slugs, GError **error);

/* "choices" (code, language_name, checked): the languages. */
void subscribe_view_languages(Visit *visit, Language chosen);

/* What somebody typed for where they live (a name, perhaps with a département in parentheses, or a
 * postal code). */
typedef enum {
    PLACE_NONE,    /* nothing was typed */
    PLACE_FOUND,   /* one; *code is it, to be freed */
    PLACE_UNKNOWN, /* none */
    PLACE_SEVERAL  /* one is to be chosen */
} PlaceOutcome;

/* Looks up the field "territory"; where one of several was chosen for what is still typed there,
 * the fields "place" and "place_for" say so. Of several, "has_places" and "places" (code, name,
 * checked; departement and the kind's word where they are so) go into the page. */
gboolean subscribe_view_place(Visit *visit, const Params *form, PlaceOutcome *outcome, char **code,
                              GError **error);

/* The values of a field that may come back, NULL-terminated, at most `most`. They belong to the
 * form; free the array. */
const char **subscribe_view_values(const Params *form, const char *name, guint most);

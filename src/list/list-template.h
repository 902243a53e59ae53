/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list-template - what lists are made by: templates/list/NAME.conf
 *
 * A key file whose section [list] gives what a list has, and [family] what one of a family has
 * otherwise. Values are Mustache: {{name}}, {{title}}, and in a family {{family}}, {{place}} and
 * {{code}}; "title[br]" is the Breton one. The site's own directory of templates comes first.
 * The manual page is colporteur-list(7).
 */
#pragma once

#include "base/settings.h"

#include "list/list.h"

/* In the order of list_given_words: "kind", "title" and so on. */
typedef enum {
    GIVEN_KIND,
    GIVEN_TITLE,
    GIVEN_DESCRIPTION,
    GIVEN_PREFIX,
    GIVEN_FOOTER,
    GIVEN_POLICY,
    GIVEN_REPLY_TO,
    GIVEN_AUTHOR_IN,
    GIVEN_FAN_OUT,
    GIVEN_ARCHIVE, /* "public", "private" */
    GIVEN_N
} ListGiven;

/* NULL-terminated. */
extern const char *const list_given_words[];

typedef struct {
    char *given[GIVEN_N]; /* NULL: it does not say */
} ListTemplate;

/* What it is filled with. */
typedef struct {
    const char *name;     /* of the list */
    const char *title;    /* NULL: the name */
    const char *family;   /* title of its family; NULL: it is of none */
    const char *place;    /* what people call the place it is for; NULL for none */
    const char *code;     /* of the territory, or slug of the interest; NULL for none */
    const char *language; /* "fr", "en", "br" */
} ListTemplateFill;

/* Reads template `name`, fills it, and looks whether a list can be so. ERROR_NOT_FOUND with the
 * nearest name as hint; ERROR_BAD_INPUT with file and key for what cannot be. */
ListTemplate *list_template_read(const Settings *settings, const char *name,
                                 const ListTemplateFill *fill, GError **error);
void list_template_free(ListTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListTemplate, list_template_free)

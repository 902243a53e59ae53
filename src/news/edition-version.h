/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-version - an edition in one language, while it is composed
 *
 * Everything that has to be read or can be wrong is read and checked when it is opened; making its
 * pieces afterwards asks the database nothing.
 */
#pragma once

#include "base/settings.h"
#include "page/value.h"
#include "store/query.h"

#include "news/edition.h"
#include "news/letter-template.h"
#include "news/own-place.h"
#include "news/piece.h"

/* A section as compose knows it. */
typedef struct {
    char *reach;
    char *heading;   /* of the edition's own language */
    char *otherwise; /* likewise */
    int most;
    GArray *ids; /* of gint64: the contributions it may show, in order */
} ComposedSection;

typedef struct {
    Edition edition; /* borrows everything */
    LetterTemplate *template;
    const OwnWords *words;
    const GPtrArray *sections; /* of ComposedSection */
    GPtrArray *headings;       /* of char *, in this language; "" is the template's words */
    GPtrArray *otherwise;
    Rows *items;
    char *html; /* the editorial */
    char *text;
    char *open; /* the editorial as anyone may read it, Markdown */
    char *public_html;
    char *public_text;
} EditionVersion;

/* What the versions share. */
typedef struct {
    Store *store;
    const Settings *settings;
    const Edition *edition;
    const OwnWords *words;
    const GPtrArray *sections;
    const GPtrArray *images; /* of EditionImage */
    const GArray *ids;       /* of all contributions, in the order of their pieces */
    GArray *conditions;      /* of EditorialCondition, grows */
} VersionNeeds;

/* `text`: NULL for the edition's own language. Errors of templates, and ERROR_BAD_INPUT for what
 * is wrong with the fields of the editorial. */
EditionVersion *edition_version_open(const VersionNeeds *needs, const NewsEditionTexts *text,
                                     GError **error);
void edition_version_free(EditionVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EditionVersion, edition_version_free)

/* What the templates are filled with. */
Value *edition_value_frame(const Settings *settings, const EditionVersion *version,
                           const PieceFrame *frame);
/* NULL for a part that this section does not have. */
Value *edition_value_section(const EditionVersion *version, guint section, PieceOfSection part);
Value *edition_value_item(const EditionVersion *version, const NewsEditionItems *contribution);

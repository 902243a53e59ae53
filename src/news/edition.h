/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition - one newsletter, from its file to the ledger
 *
 * Order of calls: edition_new(), edition_compose() as often as wanted, edition_send() once. A
 * reference is LIST/NUMBER, or LIST for its latest draft (without a draft, its latest edition).
 */
#pragma once

#include "store/store.h"

enum { EDITION_EDITORIAL_MAX = 64 * 1024 /* bytes */ };

/* What is known of an edition; read only. */
typedef struct {
    gint64 id;
    gint64 list;
    char *list_name;
    char *list_domain;
    char *list_title;
    gboolean list_is_public;
    int number;
    char *title;
    char *preheader;
    char *language;
    char *editorial; /* Markdown */
    char *audience;  /* expression; "" is everybody */
    char *state;
    char *message_id;   /* without angle brackets */
    gint64 composed_at; /* microseconds since the epoch; 0: not composed, not sent */
    gint64 sent_at;
    char *template;    /* which directory of templates/edition/ */
    char *reply_to;    /* "" is to the list */
    char *schedule;    /* when its file wants it to go, as written; "" */
    char *images;      /* "attached" or "hosted" */
    char *clicks;      /* "counted" or "uncounted" */
    char *list_clicks; /* the same, where an edition of the list does not say */
    char *link_code;   /* names it in links that are counted */
    char *reference;   /* LIST/NUMBER */
} Edition;

/* TRUE when there is such a list; ERROR_NOT_FOUND with the nearest as hint. */
gboolean edition_list_check(Store *store, const char *name, GError **error);

/* ERROR_NOT_FOUND for a list or number that does not exist, ERROR_BAD_INPUT for what is no
 * reference. */
Edition *edition_find(Store *store, const char *reference, GError **error);

/* The same for what is done to an edition on its way, or asked of one that went: LIST alone is the
 * latest that is scheduled, running or paused, then the latest that went, then the latest draft. */
Edition *edition_find_sent(Store *store, const char *reference, GError **error);

/* ERROR_NOT_FOUND. */
Edition *edition_read(Store *store, gint64 id, GError **error);
void edition_free(Edition *edition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Edition, edition_free)

/* The files of an edition: one, or one for each language; the images they show are in `folder`. */
typedef struct {
    char *name; /* as the person gave it, for errors and for the language in "edition.fr.md" */
    char *text;
} EditionFile;

typedef struct {
    EditionFile *files;
    guint n_files; /* at least 1 */
    char *folder;
} EditionFiles;

/* A new draft from Markdown files (front matter: title, preheader, list, audience, language,
 * template, sections, reply-to, schedule, images, clicks; then the editorial) for `list`, or where
 * that is NULL the list that they name. Errors: ERROR_NOT_FOUND for the list or an image,
 * ERROR_REFUSED for a list of discussion, ERROR_BAD_INPUT with file and line. In a transaction of
 * its own. */
Edition *edition_new(Store *store, const char *list, const EditionFiles *files, GError **error);

/* The same within a transaction of the caller's, who may roll it back. */
Edition *edition_new_within(Store *store, const char *list, const EditionFiles *files,
                            GError **error);

/* The draft with what the files say instead; images and other languages that they do not bring
 * stay. It has to be composed again. Errors as edition_new(), and ERROR_CONFLICT when it is no
 * draft any more. */
Edition *edition_change(Store *store, const Edition *edition, const EditionFiles *files,
                        GError **error);

/* A composed edition as a file for a person to look at and to change, with its contributions below
 * the editorial: edition_change() reads it back. NULL on failure; g_free(). */
char *edition_write(Store *store, const Edition *edition, GError **error);

/* What a composed edition has. */
typedef struct {
    guint everybody;  /* contributions in each copy */
    guint local;      /* contributions for those near them or who follow their theme */
    gsize html_bytes; /* of a copy that has everything, encoded */
} EditionContent;

/* Gathers the contributions that its sections take by their rules, renders and encodes each once,
 * in each language, and works out whom each concerns. All of it or nothing; what was composed
 * before is replaced. ERROR_CONFLICT unless it is a draft; errors of its templates. */
gboolean edition_compose(Store *store, const Settings *settings, const Edition *edition,
                         EditionContent *content, GError **error);

/* The same within a transaction of the caller's, who may roll it back. */
gboolean edition_compose_within(Store *store, const Settings *settings, const Edition *edition,
                                EditionContent *content, GError **error);

/* What happened when an edition was sent. */
typedef struct {
    gint64 mailing;
    gint64 total; /* copies in the ledger */
} EditionSent;

/* Archives the public copy, fills the ledger and makes the edition run, in one transaction.
 * ERROR_CONFLICT when it is no draft, not composed, or concerns nobody. */
gboolean edition_send(Store *store, const Settings *settings, const Edition *edition,
                      EditionSent *sent, GError **error);

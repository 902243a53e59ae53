/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution - a finding (what the research learned) or an initiative (what somebody started)
 *
 * Comes as a Markdown file whose front matter says kind, title, territory (list), interests
 * (list), author, knowledge (list), source, programme and language.
 */
#pragma once

#include "feed/feed.h"
#include "store/store.h"

enum { CONTRIBUTION_BODY_MAX = 64 * 1024 /* bytes; a whole letter has about 100 KB */ };

typedef struct {
    char *kind; /* "finding" or "initiative" */
    char *title;
    char *body; /* Markdown */
    char *author;
    char *source;
    char *programme;
    char *language;
    char **knowledge;
    GArray *territories; /* of gint64 */
    GArray *interests;   /* of gint64 */
} Contribution;

/* Reads `text` and finds its territories and interests. `name` is the file's, for errors, all of
 * them ERROR_BAD_INPUT with file and line: no front matter, an unknown key or word (the nearest as
 * hint), a territory that does not exist or is ambiguous, no title, no text. */
Contribution *contribution_read(Store *store, const char *name, const char *text, GError **error);
void contribution_free(Contribution *contribution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contribution, contribution_free)

/* Keeps it, inside the caller's transaction; `accept` as decided already. `id` gets its number.
 * ERROR_CONFLICT when one with the same title and text is there. */
gboolean contribution_add(Store *store, const Contribution *contribution, gboolean accept,
                          gint64 *id, GError **error);

/* Accepts or declines all of `ids` or none; `changed` gets how many were not so already. Authors of
 * proposals hear of it, with `words` of their own for them (may be NULL). ERROR_NOT_FOUND for a
 * number that none has. In a transaction of its own. */
gboolean contribution_decide(Store *store, const GArray *ids, gboolean accept, const char *words,
                             guint *changed, GError **error);

/* Asks the author of a proposal that waits. ERROR_NOT_FOUND when there is none with this number,
 * which is so of what was added here or gathered. */
gboolean contribution_ask(Store *store, gint64 id, const char *question, GError **error);

/* The file that contribution_read() would read it from; g_free(). ERROR_NOT_FOUND. */
char *contribution_write(Store *store, gint64 id, GError **error);

/* Puts this in the place of what contribution `id` says. In the caller's transaction.
 * ERROR_NOT_FOUND. */
gboolean contribution_change(Store *store, gint64 id, const Contribution *contribution,
                             GError **error);

/* What gathering came to. */
typedef struct {
    guint proposed;
    guint known; /* gathered before, or one with the same title and text is there */
    guint empty; /* no title, or neither text nor link */
    /* May be NULL: told of each that is proposed. */
    void (*tell)(const char *title, const char *link, gpointer data);
    gpointer data;
} Gathered;

/* Proposes the first `most` items of a feed that were not gathered before, inside the caller's
 * transaction; never accepts one. `model` gives kind, programme, language, knowledge, places and
 * themes; the rest is each item's. */
gboolean contribution_gather(Store *store, const Feed *feed, const Contribution *model, guint most,
                             Gathered *gathered, GError **error);

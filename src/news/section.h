/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * section - a part of an edition: which contributions it takes by rule, and for whom
 *
 *     sections:
 *       - title: Découvertes            # absent: the template's words for whom it is for
 *         for: everybody                # or commune, epci, near, departement, interests
 *         local: yes                    # for everybody: also what is about one place only
 *         kind: finding                 # or a list; absent: both
 *         interest: [mobilite, habitat] # only these and what is below them
 *         programme: Chemins communs    # only of this; or a list
 *         since: last edition           # or new, always, 2026-09-01
 *         order: newest                 # or kind, oldest, title, nearest
 *         most: 3                       # at most for one reader
 *         otherwise: Rien cette fois.   # Markdown, for a reader who has nothing in it
 *
 * A reader gets each contribution once, in the first section that has it for them.
 */
#pragma once

#include "page/front-matter.h"
#include "store/store.h"

enum { SECTION_MAX = 20, SECTION_WORDS_MAX = 1000 /* bytes of a title or of otherwise */ };

typedef struct {
    char *heading; /* "" when its file says nothing */
    char *reach;   /* as edition_section has it */
    gboolean local;
    char **kinds;
    GArray *interests; /* of gint64 */
    char **programmes;
    char *since;
    char *since_date; /* "" or YYYY-MM-DD */
    char *sort;
    int most; /* 0: all */
    char *otherwise;
} Section;

/* The sections that the front matter of file `name` names; empty when it names none.
 * ERROR_BAD_INPUT with file and line. g_ptr_array_unref(). */
GPtrArray *section_read_all(Store *store, const FrontMatter *matter, const char *name,
                            GError **error);

/* The same of a file in another language, which says their title and otherwise only, all of them
 * or none. `n`: how many the edition has. */
GPtrArray *section_read_words(const FrontMatter *matter, const char *name, guint n, GError **error);

/* Keeps them in place of what the edition had; statements without columns, for a pipeline or not.
 */
gboolean section_store_all(Store *store, gint64 edition, const GPtrArray *sections, GError **error);

/* Appends the edition's sections as section_read_all() reads them; nothing where it has none. */
gboolean section_write_all(Store *store, gint64 edition, GString *out, GError **error);

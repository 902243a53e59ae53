/* SPDX-License-Identifier: GPL-3.0-or-later */
/* front-matter-internal - what reading front matter and asking it share */
#pragma once

#include <glib.h>

#include "page/front-matter.h"

typedef struct {
    char *key;
    guint line;
    gboolean is_list;
    GPtrArray *items; /* of char *, NULL-terminated once the entry is whole */
    GPtrArray *maps;  /* of FrontMatter *, likewise: the items that are "key: value" lines */
} FrontMatterEntry;

struct FrontMatter {
    GPtrArray *entries; /* of FrontMatterEntry, in the order of the file */
    char *body;         /* NULL for a mapping within a list */
};

/* An empty one, to be filled by front_matter_parse(). */
FrontMatter *front_matter_new(void);

/* The entry of `key`; NULL when there is none. */
FrontMatterEntry *front_matter_entry(const FrontMatter *front_matter, const char *key);

/* Adds an entry for `key` (taken over). */
FrontMatterEntry *front_matter_add(FrontMatter *front_matter, char *key, guint line);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* described - what machines read about a page: OpenGraph (ogp.me) and JSON-LD (schema.org) */
#pragma once

#include "site/visit.h"

/* Texts are the caller's; what people wrote has its addresses hidden. */
typedef struct {
    const char *type;       /* of schema.org: "DiscussionForumPosting", "Article" */
    const char *path;       /* the page's permanent address, from "/" on */
    const char *title;      /* as the page shows it */
    const char *language;   /* of the text; NULL: not known */
    const char *author;     /* NULL or "": nobody is named */
    const char *summary;    /* NULL or "": none */
    const char *image_path; /* of a picture of it; NULL: none */
    const char *part_of;    /* title of the list it came in; NULL: the site itself */
    gint64 date;            /* microseconds: when it was published */
} Described;

/* Sets what site/described needs: described_title permanent_url described_date json_ld, perhaps
 * described_summary described_image. */
void described_set(Visit *visit, const Described *of);

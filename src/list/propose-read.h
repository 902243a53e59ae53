/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * propose-read - a contribution as the mail that proposes it says it
 *
 * The subject is its title, the text its text. Lines at the head such as "Lieu : Morlaix" or
 * "Theme: mobilite" (templates/mail/commands.tsv has the words) say where and what it is about,
 * which kind it is, its source, and which knowledge it brings; one that cannot be understood stays
 * in the text for whoever decides.
 */
#pragma once

#include "image/image.h"
#include "list/command-words.h"
#include "mime/mail.h"
#include "store/store.h"

enum {
    PROPOSAL_BODY_MAX = 64 * 1024,
    PROPOSAL_TITLE_MAX = 300 /* bytes */,
    PROPOSAL_IMAGES_MAX = 6
};

typedef struct {
    const char *kind; /* "finding" or "initiative" */
    char *title;
    char *body; /* Markdown */
    char *author;
    char *source;
    GPtrArray *knowledge; /* of constants, closed by NULL */
    GArray *territories;  /* of gint64 */
    GArray *interests;
    GPtrArray *images; /* of Image */
    guint left_out;    /* attachments that were not taken */
} ProposedMail;

/* ERROR_BAD_INPUT for a mail without a subject or a text; those of the store. */
ProposedMail *propose_read(Store *store, const CommandWords *words, const Mail *mail,
                           GError **error);
void proposed_mail_free(ProposedMail *proposed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProposedMail, proposed_mail_free)

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-verdict - what our own mail server found out about a mail
 *
 * Headers that anybody may write are believed only when the settings name the mail server that
 * writes them, [mail] authserv-id; it takes out those that came from elsewhere (RFC 8601, 5).
 */
#pragma once

#include "mime/mail.h"

typedef enum {
    AUTHOR_UNKNOWN,  /* nobody looked, or the author's domain says nothing */
    AUTHOR_VERIFIED, /* the author's domain vouches for it */
    AUTHOR_FORGED    /* it denies it: DMARC failed */
} PostAuthor;

typedef struct {
    PostAuthor author;
    gboolean spam;      /* a filter said so */
    gboolean has_score; /* and how sure it is: */
    gint64 score;       /* hundredths of its points */
} PostVerdictHeaders;

/* Reads Authentication-Results (RFC 8601), the topmost one of `authserv_id`, and the verdicts of
 * SpamAssassin and rspamd. An empty `authserv_id` believes nothing. Cannot fail. */
PostVerdictHeaders post_verdict_read(const Mail *mail, const char *authserv_id);

/* Whether `mail` tells who wrote it: the first mailbox of its From. Where a mail server judges
 * authors, a From of several mailboxes or of a group (RFC 6854) is one that it may not have judged,
 * for DMARC is about one: then only if it was found to be true. */
gboolean post_verdict_names_author(const PostVerdictHeaders *verdict, const Mail *mail,
                                   const char *authserv_id);

/* Headers with such verdicts, NULL-terminated: they are not for members. */
extern const char *const post_verdict_names[];

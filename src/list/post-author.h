/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-author - whom a copy says it is from, and where its answers go */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"
#include "mime/splice.h"

#include "list/list.h"

/* Values for headers of a copy; NULL leaves what is there. */
typedef struct {
    char *from;
    char *reply_to;
    char *cc;
    char *author; /* the author as they wrote (RFC 9057), where From is not theirs any more */
} PostAuthorHeaders;

/* Whether the author's domain asks that From does not name them. May ask the DNS, for as long as
 * the settings allow; FALSE where nobody knows. */
gboolean post_author_is_barred(const Settings *settings, const List *list, const Mail *mail);

/* What becomes of them for `mail` on `list`; `barred` as above. Each value is fit for the wire.
 * Cannot fail; clear it with post_author_clear() (or g_auto). */
void post_author_headers(const List *list, const Mail *mail, gboolean barred,
                         PostAuthorHeaders *headers);
void post_author_clear(PostAuthorHeaders *headers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostAuthorHeaders, post_author_clear)

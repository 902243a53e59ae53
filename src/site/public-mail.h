/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * public-mail - a post as a mail that anybody may have
 *
 * What the page shows, as RFC 5322: names without addresses, the text with addresses hidden, the
 * identifiers that make threads; the same bytes each time. It is not the mail as received, which
 * the site's database role cannot read.
 */
#pragma once

#include <glib.h>

#include "site/visit.h"

/* Texts are borrowed. */
typedef struct {
    const char *list;
    const char *list_title;
    const char *list_domain;
    const char *message_id;
    const char *link; /* of its page */
    const char *short_hash;
    const char *author;
    const char *subject;
    const char *refers_to; /* Message-IDs, nearest last, one a line */
    const char *body;
    gint64 date;
} PublicMail;

/* Lines end in CRLF. Free with g_string_free(). */
GString *public_mail_write(const Site *site, const PublicMail *mail, GError **error);

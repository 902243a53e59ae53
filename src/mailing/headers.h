/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * headers - what every copy of a list or of a newsletter says about itself
 *
 * List-Id (RFC 2919), List-Post, List-Help, List-Subscribe, List-Owner, List-Archive,
 * List-Unsubscribe (RFC 2369), List-Unsubscribe-Post (RFC 8058), Archived-At (RFC 5064),
 * Precedence. Short lines, one header a line, CRLF, so that a DKIM signature over them survives.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *list_name;         /* "mobilites" */
    const char *domain;            /* "lists.example.org" */
    const char *site_url;          /* no final slash */
    gboolean is_discussion;        /* readers may post: List-Post, Precedence: list */
    const char *archived_at;       /* whole URL of this message in the archive, or NULL */
    const char *unsubscribe_token; /* the reader's own TOKEN_UNSUBSCRIBE, or NULL */
} MailingHeaders;

/* Appends all of them; without a token those about leaving are left out. */
void mailing_headers(GString *out, const MailingHeaders *headers);

/* The same in two halves, for who assembles many copies: what is equal in all of them (the token
 * is not looked at), and what is the reader's own (without a token, the address to write to). */
void mailing_headers_shared(GString *out, const MailingHeaders *headers);
void mailing_headers_own(GString *out, const MailingHeaders *headers);

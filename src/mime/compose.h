/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose - a whole mail of our own: a notice, an answer, a mail for a test
 *
 * Letters are assembled by news/ from pieces encoded once; this is for mails of one recipient.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *name;
    const char *value; /* one line of UTF-8; encoded only when it is not plain ASCII */
} DraftHeader;

typedef struct {
    const char *from_name; /* UTF-8; may be NULL, like to_name */
    const char *from_address;
    const char *to_name;
    const char *to_address;
    const char *subject;    /* UTF-8 */
    gint64 date;            /* microseconds since the epoch */
    GTimeZone *zone;        /* NULL: UTC */
    const char *message_id; /* without <>; NULL: a new one at the domain of from_address */
    const DraftHeader *headers;
    guint n_headers;
    const char *text; /* the body, UTF-8, lines ended by LF or CRLF; never NULL */
    const char *html; /* its other form, or NULL */
    GBytes *attached; /* a mail to put behind, or NULL */
} MailDraft;

/* The mail as it goes over the wire: CRLF, no line over 998 bytes, 7 bits but for an attached mail
 * with 8, which then is said and goes as posts do. One with a bare CR or LF, a NUL or a longer line
 * goes as a file "message.eml" in base64, since RFC 2046 forbids to encode message/rfc822.
 * ERROR_BAD_INPUT for an address that is none, a header name that is none, or a CR, LF or NUL in
 * any value. Free with g_string_free(). */
GString *mail_compose(const MailDraft *draft, GError **error);

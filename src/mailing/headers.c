/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * headers - write the headers of a list's or newsletter's copy
 *
 * RFC 2369, 2919, 5064 and 8058. List-Id has no phrase: it would have to be encoded, is shown by
 * nobody, and filters match the identifier. List-Unsubscribe names https first, which is the one
 * that RFC 8058 posts to; the mailto carries the same token as its subject, so that leaving needs
 * no answer, whoever the mail comes from. Nothing here can fail; values come from constrained
 * columns and from settings, and a control character in one is left out rather than written.
 */
#include "mailing/headers.h"

/* Constrained columns and settings hold no CR or LF; this keeps one header one line all the same.
 */
static void
append_line(GString *out, const char *const *parts)
{
    for (; *parts != NULL; parts++)
        for (const char *p = *parts; *p != '\0'; p++)
            if ((guchar)*p >= ' ' && *p != 0x7f)
                g_string_append_c(out, *p);
    g_string_append_len(out, "\r\n", 2);
}

#define LINE(...) append_line(out, (const char *const[]){__VA_ARGS__, NULL})

void
mailing_headers_shared(GString *out, const MailingHeaders *h)
{
    LINE("List-Id: <", h->list_name, ".", h->domain, ">");
    if (h->is_discussion)
        LINE("List-Post: <mailto:", h->list_name, "@", h->domain, ">");
    else
        LINE("List-Post: NO");
    LINE("List-Help: <mailto:", h->list_name, "-request@", h->domain, "?subject=help>");
    LINE("List-Subscribe: <mailto:", h->list_name, "-join@", h->domain, ">");
    LINE("List-Owner: <mailto:", h->list_name, "-owner@", h->domain, ">");
    LINE("List-Archive: <", h->site_url, "/", h->list_name, "/>");
    if (h->archived_at != NULL)
        LINE("Archived-At: <", h->archived_at, ">");
    LINE("Precedence: ", h->is_discussion ? "list" : "bulk");
}

void
mailing_headers_own(GString *out, const MailingHeaders *h)
{
    if (h->unsubscribe_token == NULL) {
        LINE("List-Unsubscribe: <mailto:", h->list_name, "-leave@", h->domain, ">");
        return;
    }
    LINE("List-Unsubscribe: <", h->site_url, "/u/", h->unsubscribe_token,
         ">, <mailto:", h->list_name, "-leave@", h->domain, "?subject=", h->unsubscribe_token, ">");
    LINE("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
}

void
mailing_headers(GString *out, const MailingHeaders *headers)
{
    mailing_headers_shared(out, headers);
    if (headers->unsubscribe_token != NULL)
        mailing_headers_own(out, headers);
}

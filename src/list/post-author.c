/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-author - whom a copy says it is from, and where its answers go
 *
 * A copy is not what its author signed. Where their domain asks that such mail be put aside or
 * refused (DMARC, RFC 9989), From becomes the list's own address with the author's name, and the
 * author stays reachable in Reply-To or Cc, as are those who wrote it together; other authors keep
 * their From. Domains of our own are
 * never looked up: our mail server vouches for them.
 *
 * When nobody knows what a domain asks, From stays. What was not asked for is not done to anybody's
 * mail; and a mail server that meets the same failure takes the mail for one without a policy, or
 * waits. An answer that was had within a day is used meanwhile (dns/dns.h). Refusals for policy
 * count against no reader (mailing/), so the worst of it is one post not read by some.
 */
#include "list/post-author.h"

#include <string.h>

#include "base/address.h"
#include "dns/dmarc.h"
#include "mime/field.h"
#include "mime/header.h"

enum { AUTHORS_MAX = 10 };

static gboolean
is_barred(const Settings *settings, const List *list, const char *address)
{
    g_autofree char *key = address_fold(address);
    const char *at = key != NULL ? strrchr(key, '@') : NULL;

    if (at == NULL || g_str_equal(at + 1, list->domain) ||
        g_ascii_strcasecmp(at + 1, settings_text(settings, SETTING_MAIL_DOMAIN)) == 0)
        return FALSE;
    DmarcPolicy policy =
        dmarc_find(settings_text(settings, SETTING_MAIL_DNS), at + 1,
                   (int)settings_number(settings, SETTING_MAIL_DNS_TIMEOUT) * 1000);
    return policy == DMARC_QUARANTINE || policy == DMARC_REJECT;
}

/* Of several authors (RFC 5322, 3.6.2) each counts: a mail server may look at any of them. */
gboolean
post_author_is_barred(const Settings *settings, const List *list, const Mail *mail)
{
    const char *cursor = mail->from_raw;
    gboolean barred = FALSE;

    for (guint i = 0; cursor != NULL && i < AUTHORS_MAX && !barred; i++) {
        g_autofree char *name = NULL, *address = NULL;
        if (!field_mailbox_next(&cursor, &name, &address))
            break;
        barred = address != NULL && is_barred(settings, list, address);
    }
    return barred;
}

/* "Name via List <list@...>"; without a name, what is before the @. */
static char *
from_list(const List *list, const Mail *mail, const char *list_mail)
{
    g_autofree char *local = g_strndup(mail->from_address, strcspn(mail->from_address, "@"));
    const char *who =
        mail->from_name != NULL && strchr(mail->from_name, '@') == NULL ? mail->from_name : local;
    g_autofree char *via = g_strconcat(" via ", list->title, NULL);
    g_autofree char *name = g_strconcat(who, g_str_has_suffix(who, via) ? "" : via, NULL);

    return header_mailbox(name, list_mail);
}

/* A header as it came, to be put behind or before something; NULL when it cannot be written again
 * as it is. */
static char *
as_it_came(const Mail *mail, const char *name)
{
    const char *value = mail_header(mail, name);

    return value != NULL && *value != '\0' ? header_fold(value) : NULL;
}

static char *
also(char *values, const char *mailbox)
{
    char *both = values != NULL ? g_strconcat(values, ",\r\n ", mailbox, NULL) : g_strdup(mailbox);

    g_free(values);
    return both;
}

/* Whom an answer to the author goes to, or to the authors; NULL when nobody knows. */
static char *
authors(const Mail *mail)
{
    const char *cursor = mail->from_raw;
    char *all = NULL;

    if (mail->from_address == NULL)
        return NULL;
    for (guint i = 0; cursor != NULL && i < AUTHORS_MAX; i++) {
        g_autofree char *name = NULL, *address = NULL;
        if (!field_mailbox_next(&cursor, &name, &address))
            break;
        g_autofree char *mailbox = address != NULL ? header_mailbox(name, address) : NULL;
        if (mailbox != NULL)
            all = also(all, mailbox);
    }
    return all != NULL ? all : header_mailbox(mail->from_name, mail->from_address);
}

/* Whether one of a header's mailboxes is `address`: not joanna@ where anna@ is looked for. */
static gboolean
names(const Mail *mail, const char *header, const char *address)
{
    const char *value = mail_header(mail, header);
    g_autofree char *in = value != NULL ? g_ascii_strdown(value, -1) : NULL;
    g_autofree char *looked_for = g_ascii_strdown(address, -1);
    gsize size = strlen(looked_for);

    for (const char *at = in; at != NULL && (at = strstr(at, looked_for)) != NULL; at++)
        if ((at == in || strchr(" \t\r\n<,:;", at[-1]) != NULL) &&
            (at[size] == '\0' || strchr(" \t\r\n>,;", at[size]) != NULL))
            return TRUE;
    return FALSE;
}

void
post_author_headers(const List *list, const Mail *mail, gboolean barred, PostAuthorHeaders *headers)
{
    g_autofree char *list_mail = list_address(list, "");
    g_autofree char *list_box = header_mailbox(list->title, list_mail);
    g_autofree char *author_box = authors(mail);
    g_autofree char *given = as_it_came(mail, "Reply-To");
    gboolean rewritten = author_box != NULL && barred;
    gboolean reachable = !rewritten;

    *headers = (PostAuthorHeaders){0};
    if (rewritten) {
        headers->from = from_list(list, mail, list_mail);
        headers->author = as_it_came(mail, "From");
        if (headers->author == NULL)
            headers->author = g_strdup(author_box);
    }
    switch (list->reply_to) {
    case REPLY_TO_GIVEN:
        /* Where an author asks for answers elsewhere, they are reachable there. */
        reachable = reachable || given != NULL;
        if (!reachable && !list->author_in_cc) {
            headers->reply_to = g_strdup(author_box);
            reachable = TRUE;
        }
        break;
    case REPLY_TO_LIST:
        headers->reply_to = g_strdup(list_box);
        break;
    case REPLY_TO_AUTHOR:
    case REPLY_TO_BOTH:
        headers->reply_to = g_strdup(given != NULL ? given : author_box);
        reachable = reachable || headers->reply_to != NULL;
        if (list->reply_to == REPLY_TO_BOTH && !names(mail, "Reply-To", list_mail))
            headers->reply_to = also(headers->reply_to, list_box);
        break;
    }
    if (!reachable && !names(mail, "Cc", mail->from_address)) {
        char *cc = as_it_came(mail, "Cc");
        /* A Cc that cannot be written again stays; a second one is wrong, Reply-To is not. */
        if (cc == NULL && mail_header(mail, "Cc") != NULL)
            headers->reply_to = also(headers->reply_to, author_box);
        else
            headers->cc = also(cc, author_box);
    }
}

void
post_author_clear(PostAuthorHeaders *headers)
{
    g_free(headers->from);
    g_free(headers->reply_to);
    g_free(headers->cc);
    g_free(headers->author);
}

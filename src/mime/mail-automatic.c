/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail-automatic - did a program send this?
 *
 * RFC 3834 section 2, and what the programs do that never read it. Errs towards TRUE: an answer
 * that is not sent is missed by one person, an answer too many is a loop.
 */
#include <string.h>

#include "mime/mail.h"

static gboolean
begins_with(const char *value, const char *word)
{
    return g_ascii_strncasecmp(value, word, strlen(word)) == 0;
}

/* One header's say. */
static gboolean
header_is_automatic(const char *name, const char *value)
{
    static const char *const tell_tales[] = {
        "X-Autoreply",         "X-Autorespond",          "X-Autoresponse", "X-Auto-Reply",
        "X-Failed-Recipients", "Auto-Response-Suppress", "X-Loop"};

    if (g_ascii_strcasecmp(name, "Auto-Submitted") == 0)
        return !begins_with(value, "no") || g_ascii_isalnum(value[2]);
    if (g_ascii_strcasecmp(name, "Precedence") == 0)
        return begins_with(value, "bulk") || begins_with(value, "list") ||
               begins_with(value, "junk") || begins_with(value, "auto");
    if (g_ascii_strcasecmp(name, "X-Auto-Response-Suppress") == 0)
        return !begins_with(value, "none");
    if (g_ascii_strcasecmp(name, "Return-Path") == 0)
        return strcmp(value, "<>") == 0;
    if (begins_with(name, "List-"))
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(tell_tales); i++)
        if (g_ascii_strcasecmp(name, tell_tales[i]) == 0)
            return TRUE;
    return FALSE;
}

gboolean
mail_is_automatic(const Mail *mail)
{
    const char *type = mail_header(mail, "Content-Type");

    for (guint i = 0; i < mail->n_headers; i++)
        if (header_is_automatic(mail->headers[i].name, mail->headers[i].value))
            return TRUE;
    if (type != NULL && begins_with(type, "multipart/report"))
        return TRUE;
    if (mail->from_address == NULL) /* often it has no domain, and then it is only a name */
        return mail->from_name != NULL && begins_with(mail->from_name, "mailer-daemon");
    return begins_with(mail->from_address, "mailer-daemon@");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * public-mail - a post as a mail that anybody may have
 *
 * ".invalid" (RFC 2606) is nobody's: an answer sent there by mistake reaches no stranger, and
 * To names the list, where answers belong.
 */
#include "site/public-mail.h"

#include <string.h>

#include "mime/compose.h"

/* Bytes of a References header, which is one line here (RFC 5322, 2.1.1: 998 with its name). */
enum { REFERENCES_MAX = 900 };

/* "<a@b> <c@d>", the nearest of them, in their order; NULL for none. Identifiers that a header
 * cannot carry are left out: the thread is found without them. */
static char *
references_of(const char *refers_to)
{
    g_auto(GStrv) ids = g_strsplit(refers_to, "\n", -1);
    GString *all = g_string_new(NULL);

    for (guint i = g_strv_length(ids); i-- > 0;) {
        gsize size = strlen(ids[i]);
        if (size == 0 || !g_str_is_ascii(ids[i]) || strpbrk(ids[i], " \t<>") != NULL)
            continue;
        if (all->len + size + 3 > REFERENCES_MAX)
            break;
        g_string_prepend(all, all->len > 0 ? "> " : ">");
        g_string_prepend(all, ids[i]);
        g_string_prepend_c(all, '<');
    }
    return g_string_free(all, all->len == 0);
}

GString *
public_mail_write(const Site *site, const PublicMail *mail, GError **error)
{
    g_autofree char *references = references_of(mail->refers_to);
    g_autofree char *to = g_strdup_printf("%s@%s", mail->list, mail->list_domain);
    g_autofree char *list_id = g_strdup_printf("<%s.%s>", mail->list, mail->list_domain);
    g_autofree char *page = route_message(mail->list, mail->link);
    g_autofree char *archived =
        g_strdup_printf("<%s%s>", settings_text(site->settings, SETTING_SITE_URL), page);
    g_autofree char *answers = NULL;
    /* One that ASCII cannot say keeps its short hash, by which it is found. */
    g_autofree char *own = g_str_is_ascii(mail->message_id)
                               ? g_strdup(mail->message_id)
                               : g_strconcat(mail->short_hash, "@colporteur.invalid", NULL);
    DraftHeader headers[4] = {{"List-Id", list_id}, {"Archived-At", archived}};
    guint n = 2;

    if (references != NULL) {
        answers = g_strdup(strrchr(references, '<'));
        headers[n++] = (DraftHeader){"In-Reply-To", answers};
        headers[n++] = (DraftHeader){"References", references};
    }
    const MailDraft draft = {
        .from_name = mail->author,
        .from_address = "hidden@colporteur.invalid",
        .to_name = mail->list_title,
        .to_address = to,
        .subject = mail->subject,
        .date = mail->date,
        .message_id = own,
        .headers = headers,
        .n_headers = n,
        .text = mail->body,
    };
    return mail_compose(&draft, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rewrite - a mail of the archive without a part, or without a name; see rewrite.h */
#include "archive/rewrite.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "mime/compose.h"
#include "mime/splice.h"
#include "store/query.h"

#include "archive/message.h"
#include "archive/name.h"

static gboolean
store_again(Store *store, gint64 message, GBytes *raw, GError **error)
{
    g_autoptr(Mail) mail = mail_parse(raw, error);

    if (mail == NULL)
        return FALSE;
    g_autoptr(ArchiveMessage) m = archive_message_new(mail, raw, clock_now());
    return archive_rewrite(store, message, raw, m->from_name, m->subject, m->body, m->html,
                           m->parts, m->attachments, NULL, error);
}

gboolean
archive_empty_part(Store *store, gint64 message, GBytes *raw, const char *number, GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, error);

    if (mail == NULL)
        return FALSE;
    for (guint i = 0; i < mail->n_parts; i++) {
        if (!g_str_equal(mail->parts[i].number, number))
            continue;
        g_autoptr(GBytes) without = mail_without_part(mail, i);
        return store_again(store, message, without, error);
    }
    fail(error, ERROR_NOT_FOUND, "the message has no part \"%s\"", number);
    return fail_hint(error,
                     "parts are counted as 1, 2, 2.1...; the page of the message lists them");
}

gboolean
archive_remove_name(Store *store, gint64 message, GBytes *raw, const char *name, GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, error);

    if (mail == NULL)
        return FALSE;
    g_autoptr(ArchiveMessage) m = archive_message_new(mail, raw, clock_now());
    g_autofree char *from = name_without(m->from_name, name);
    g_autofree char *subject = name_without(m->subject, name);
    g_autofree char *body = name_without(m->body, name);
    g_autoptr(GString) references = g_string_new(NULL);
    for (guint i = 0; m->refers_to[i] != NULL; i++)
        g_string_append_printf(references, "%s<%s>", i > 0 ? " " : "", m->refers_to[i]);
    const DraftHeader header = {"References", references->str};
    MailDraft draft = {.from_name = from,
                       .from_address = "author-removed@redacted.invalid",
                       .to_address = "list@redacted.invalid",
                       .subject = subject,
                       .date = m->date,
                       .message_id = m->message_id,
                       .headers = &header,
                       .n_headers = references->len > 0,
                       .text = body};
    g_autoptr(GString) composed = mail_compose(&draft, error);
    if (composed == NULL)
        return FALSE;
    g_autoptr(GBytes) again = g_bytes_new(composed->str, composed->len);
    return archive_rewrite(store, message, again, from, subject, body, NULL, "[]", 0, NULL, error);
}

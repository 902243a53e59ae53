/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-copy - a post as its readers get it
 *
 * The raw bytes with headers spliced and stretches replaced (post-prepare.h), never rebuilt: a
 * signed part arrives as it was signed, and DKIM-Signature stays for those who look at it. List
 * headers of other lists go, ours come (RFC 2369, 2919, 5064, 8058); From and Reply-To are the
 * author's business but for what post-author.h says; traces of the way in (Return-Path,
 * Delivered-To) and requests for receipts, which a whole list would answer, go. What libESMTP or
 * the next server would add where it is missing, Message-ID, Date and From, is added here, so that
 * it is the same in every copy.
 */
#include "list/post-copy.h"

#include <string.h>

#include "base/error.h"
#include "mailing/headers.h"
#include "mime/header.h"
#include "mime/mail.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/list.h"
#include "list/post-author.h"
#include "list/post-prepare.h"
#include "list/post-verdict.h"

struct PostCopy {
    const TokenKeys *keys;
    List *list;    /* it was posted to */
    List *through; /* the reader is on */
    char *site_url;
    gboolean is_shared;
    GString *before; /* the list's headers, the same for all */
    GBytes *after;   /* the mail's own headers and its body */
};

static const char *const removed[] = {
    "Return-Path",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "Errors-To",
    "Bcc",
    "Precedence",
    "Archived-At",
    "List-Id",
    "List-Help",
    "List-Post",
    "List-Owner",
    "List-Archive",
    "List-Subscribe",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Return-Receipt-To",
    "Disposition-Notification-To",
    "X-Confirm-Reading-To",
};

static void
add_edit(GArray *edits, HeaderAction action, const char *name, const char *value)
{
    const HeaderEdit edit = {action, name, value};
    g_array_append_val(edits, edit);
}

/* Replaces a header where there is a value for it. */
static void
replace(GArray *edits, const char *name, const char *value)
{
    if (value != NULL)
        add_edit(edits, HEADER_REPLACE, name, value);
}

/* A NUL belongs in no mail (RFC 5321, 4.5.2), and mail servers refuse what has one. */
static GBytes *
without_nul(GBytes *lines)
{
    gsize size;
    const char *data = g_bytes_get_data(lines, &size);

    if (memchr(data, '\0', size) == NULL)
        return g_bytes_ref(lines);
    GString *out = g_string_sized_new(size);
    for (gsize i = 0; i < size; i++)
        if (data[i] != '\0')
            g_string_append_c(out, data[i]);
    return g_string_free_to_bytes(out);
}

static GBytes *
splice(const Settings *settings, const List *list, const char *footer, const ListCopySource *row,
       const char *link, GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new(row->raw.data, row->raw.size);
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(GBytes) clean = without_nul(lines);
    g_autoptr(Mail) mail = mail_parse(clean, error);
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(HeaderEdit));
    g_autofree char *bounces = list_address(list, "-bounces");
    g_autofree char *address = list_address(list, "");
    g_autofree char *nobody = header_mailbox(list->title, address);
    g_autofree char *date = header_date(row->date, NULL);
    g_autofree char *id = g_strdup_printf("<%s>", row->message_id);
    g_auto(PostAuthorHeaders) author = {0};

    if (mail == NULL)
        return NULL;
    g_autofree char *prefixed = post_copy_subject(mail->subject, list->prefix);
    g_autofree char *subject = prefixed != NULL ? header_text(prefixed) : NULL;
    post_author_headers(list, mail, post_author_is_barred(settings, list, mail), &author);
    for (guint i = 0; i < G_N_ELEMENTS(removed); i++)
        add_edit(edits, HEADER_REMOVE, removed[i], NULL);
    for (guint i = 0; post_verdict_names[i] != NULL; i++)
        add_edit(edits, HEADER_REMOVE, post_verdict_names[i], NULL);
    replace(edits, "Sender", bounces);
    replace(edits, "Subject", subject);
    replace(edits, "Message-ID", mail->message_id == NULL ? id : NULL);
    replace(edits, "Date", mail->date_header == 0 ? date : NULL);
    replace(edits, "From", mail->from_raw == NULL ? nobody : author.from);
    replace(edits, "Author", author.author);
    replace(edits, "Reply-To", author.reply_to);
    replace(edits, "Cc", author.cc);
    g_autoptr(GBytes) prepared = post_prepare(settings, list, mail, footer, link);
    return mail_splice(prepared, &g_array_index(edits, HeaderEdit, 0), edits->len, error);
}

static MailingHeaders
headers_of(const PostCopy *copy, const List *list)
{
    return (MailingHeaders){
        .list_name = list->name,
        .domain = list->domain,
        .site_url = copy->site_url,
        .is_discussion = list->kind == LIST_DISCUSSION,
    };
}

PostCopy *
post_copy_open(Store *store, const Settings *settings, gint64 list, gint64 through, gint64 message,
               gboolean is_shared, GError **error)
{
    g_autoptr(PostCopy) copy = g_new0(PostCopy, 1);
    ListCopySource row;

    copy->keys = store_token_keys(store);
    copy->is_shared = is_shared;
    copy->site_url = g_strdup(settings_text(settings, SETTING_SITE_URL));
    copy->list = list_get(store, list, error);
    copy->through = copy->list != NULL ? list_get(store, through, error) : NULL;
    if (copy->through == NULL)
        return NULL;
    g_autoptr(Rows) rows = list_copy_source(store, message, error);
    if (rows == NULL)
        return NULL;
    if (!list_copy_source_next(rows, &row))
        return fail_null(error, ERROR_NOT_FOUND, "there is no message %" G_GINT64_FORMAT, message);
    g_autofree char *page = g_strdup_printf("%s/h/%s", copy->site_url, row.short_hash);
    const char *link = copy->list->is_public ? page : NULL;
    /* It mostly says how to leave. */
    const char *footer =
        *copy->through->footer != '\0' ? copy->through->footer : copy->list->footer;
    copy->after = splice(settings, copy->list, footer, &row, link, error);
    if (copy->after == NULL)
        return NULL;
    MailingHeaders headers = headers_of(copy, copy->list);
    headers.archived_at = link;
    copy->before = g_string_new(NULL);
    mailing_headers_shared(copy->before, &headers);
    return g_steal_pointer(&copy);
}

void
post_copy_assemble(const PostCopy *copy, gint64 mailing G_GNUC_UNUSED, gint64 recipient,
                   GString *out)
{
    const gint64 numbers[] = {copy->through->id, recipient};
    g_autofree char *token = token_make(copy->keys, TOKEN_UNSUBSCRIBE, numbers, 2);
    MailingHeaders headers = headers_of(copy, copy->through);
    gsize size;
    const char *after = g_bytes_get_data(copy->after, &size);

    headers.unsubscribe_token = copy->is_shared ? NULL : token;
    g_string_append_len(out, copy->before->str, (gssize)copy->before->len);
    mailing_headers_own(out, &headers);
    g_string_append_len(out, after, (gssize)size);
}

GBytes *
post_copy_bare(const PostCopy *copy)
{
    return g_bytes_ref(copy->after);
}

void
post_copy_free(PostCopy *copy)
{
    if (copy == NULL)
        return;
    list_free(copy->list);
    list_free(copy->through);
    g_free(copy->site_url);
    if (copy->before != NULL)
        g_string_free(copy->before, TRUE);
    g_clear_pointer(&copy->after, g_bytes_unref);
    g_free(copy);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice - what the robot writes to people, from templates
 *
 * Every notice says it is automatic (RFC 3834) and has X-Loop of the list, so that one that comes
 * back is known; it goes out under the null sender. Only owners and moderators see text of others.
 */
#include "list/notice.h"

#include <string.h>

#include "archive/hide.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "mailing/mailing.h"
#include "mime/compose.h"
#include "page/template.h"

enum { EXCERPT_MAX = 4000 };

static GString *
words(const Settings *settings, const char *language, const char *template, const Value *value,
      GError **error)
{
    g_autofree char *shipped =
        g_build_filename(settings_text(settings, SETTING_DATA), "templates", NULL);
    const char *const directories[] = {settings_text(settings, SETTING_TEMPLATES), shipped, NULL};
    g_autofree char *name = g_strdup_printf("mail/%s/%s.txt", language, template);
    g_autoptr(TemplateSet) set = template_set_open(directories, error);
    g_autoptr(GString) text = g_string_new(NULL);

    if (set == NULL || !template_render(set, name, value, NULL, text, error))
        return NULL;
    return g_steal_pointer(&text);
}

GString *
notice_words(const Settings *settings, const char *language, const char *name, const Value *value,
             GError **error)
{
    return words(settings, language, name, value, error);
}

gboolean
notice_render(const Settings *settings, const List *list, const NoticeDraft *draft, char **subject,
              char **body, GError **error)
{
    static const char heading[] = "Subject: ";
    const char *language = draft->language != NULL ? draft->language : list->language;
    g_autoptr(GString) text = words(settings, language, draft->template, draft->value, error);

    if (text == NULL)
        return FALSE;
    const char *end = strstr(text->str, "\n\n");
    if (!g_str_has_prefix(text->str, heading) || end == NULL) {
        fail(error, ERROR_BAD_INPUT, "template \"mail/%s/%s.txt\" does not begin with a subject",
             language, draft->template);
        return fail_hint(error, "its first line is \"Subject: \" and words, its second is empty");
    }
    *subject =
        g_strndup(text->str + sizeof heading - 1, (gsize)(end - text->str) - (sizeof heading - 1));
    /* What the subject was filled with may have had a line end in it. */
    g_strdelimit(*subject, "\r\n\t", ' ');
    *body = g_strdup(end + 2);
    return TRUE;
}

static GString *
compose(const Settings *settings, const List *list, const NoticeDraft *draft, GError **error)
{
    g_autofree char *subject = NULL, *body = NULL;
    g_autofree char *robot = list_address(list, "-request");
    g_autofree char *owners = list_address(list, "-owner");
    g_autofree char *address = list_address(list, "");
    g_autofree char *answered =
        draft->in_reply_to != NULL ? g_strdup_printf("<%s>", draft->in_reply_to) : NULL;

    if (!notice_render(settings, list, draft, &subject, &body, error))
        return NULL;
    const DraftHeader headers[] = {
        {"Auto-Submitted", "auto-generated"},
        {"X-Loop", address},
        {"Reply-To", draft->reply_to != NULL ? draft->reply_to : owners},
        {"In-Reply-To", answered},
        {"References", answered},
    };
    const MailDraft mail = {
        .from_name = list->title,
        .from_address = robot,
        .to_address = draft->to,
        .subject = subject,
        .date = clock_now(),
        .headers = headers,
        .n_headers = answered != NULL ? 5 : 3,
        .text = body,
        .attached = draft->attached,
    };
    return mail_compose(&mail, error);
}

gboolean
notice_send(Store *store, const Settings *settings, const List *list, const NoticeDraft *draft,
            GError **error)
{
    g_autoptr(GError) own_error = NULL;

    if (draft->probed == 0 && (draft->addresses == NULL || *draft->addresses == NULL))
        return TRUE;
    GString *mail = compose(settings, list, draft, &own_error);
    if (mail == NULL) {
        log_failure(own_error, "notice not sent", "LIST", list->name, "TEMPLATE", draft->template,
                    NULL);
        return TRUE;
    }
    g_autoptr(GBytes) content = g_string_free_to_bytes(mail);
    if (draft->probed != 0)
        return mailing_start_probe(store, list->id, draft->probed, content, error);
    return mailing_start_notice(store, list->id, content, draft->addresses, error);
}

void
notice_set_list(Value *value, const List *list)
{
    Value *dict = value_set_dict(value, "list");
    g_autofree char *address = list_address(list, "");

    value_set_text(dict, "name", list->name);
    value_set_text(dict, "title", list->title);
    value_set_text(dict, "address", address);
    value_set_bool(dict, "is_private", !list->is_public);
}

void
notice_set_day(Value *value, const char *name, const char *day)
{
    g_auto(GStrv) parts = g_strsplit(day != NULL ? day : "", "-", 3);

    if (g_strv_length(parts) != 3)
        return;
    Value *dict = value_set_dict(value, name);
    value_set_text(dict, "year", parts[0]);
    value_set_text(dict, "month", parts[1]);
    value_set_text(dict, "day", parts[2]);
}

void
notice_set_by(Value *value, const char *by)
{
    g_auto(GStrv) parts = g_strsplit(by != NULL ? by : "", ": ", 2);

    if (g_strv_length(parts) == 2)
        value_set_text(value_set_dict(value, "by"), parts[0], parts[1]);
}

/* The beginning of what was written, as quoted lines; an HTML mail is left to the attachment. */
static char *
excerpt(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, EXCERPT_MAX, &is_html);
    g_autofree char *hidden = archive_hide_tokens(is_html ? "" : g_strstrip(text));
    g_auto(GStrv) lines = g_strsplit(hidden, "\n", -1);
    GString *quoted = g_string_new(NULL);

    for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf(quoted, "> %s\n", lines[i]);
    return g_string_free(quoted, FALSE);
}

gboolean
notice_owners(Store *store, const Settings *settings, const List *list, const char *name,
              Value *value, const Mail *mail, GBytes *attached, const char *reply_to,
              GError **error)
{
    g_auto(GStrv) addresses = list_keepers(store, list->id, error);
    g_autofree char *quoted = excerpt(mail);
    g_autofree char *owners = list_address(list, "-owner");
    gboolean answerable = mail->from_address != NULL && address_is_valid(mail->from_address, NULL);

    if (addresses == NULL)
        return FALSE;
    notice_set_list(value, list);
    value_set_text(value, "name", mail->from_name);
    value_set_text(value, "from", mail->from_address);
    value_set_text(value, "subject", mail->subject);
    value_set_text(value, "excerpt", quoted);
    const NoticeDraft draft = {
        .template = name,
        .value = value,
        .to = owners,
        .addresses = (const char *const *)addresses,
        .reply_to = reply_to != NULL ? reply_to
                    : answerable     ? mail->from_address
                                     : NULL,
        .attached = attached,
    };
    return notice_send(store, settings, list, &draft, error);
}

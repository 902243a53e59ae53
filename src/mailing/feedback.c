/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feedback - find whom a complaint is about, and keep it; see feedback.h */
#include "mailing/feedback.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"
#include "base/token.h"
#include "mime/mail.h"
#include "mime/report.h"
#include "mime/splice.h"
#include "mime/text.h"
#include "store/query.h"

/* Words that are tried as tokens: each costs an HMAC for every key. */
enum { WORDS_MAX = 50, TOKEN_SIZE_MIN = 16, PART_MAX = 1024 * 1024 };

typedef struct {
    const TokenKeys *keys;
    gint64 mailing; /* 0: not known */
    gint64 list;    /* the same */
    gint64 subscriber;
} About;

gboolean
feedback_is_address(const Settings *settings, const char *recipient)
{
    g_autofree char *folded = address_fold(recipient);
    g_auto(GStrv) ours = g_strsplit(settings_text(settings, SETTING_BOUNCE_FEEDBACK), ",", -1);

    for (guint i = 0; folded != NULL && ours[i] != NULL; i++) {
        g_autofree char *one = address_fold(g_strstrip(ours[i]));
        if (one != NULL && g_str_equal(one, folded))
            return TRUE;
    }
    return FALSE;
}

/* A return path names the mailing too; without one the list is known. */
static void
read_words(About *about, const char *value)
{
    g_autofree char *folded = value != NULL ? g_ascii_strdown(value, -1) : NULL;
    gint64 numbers[2];

    if (folded == NULL || about->mailing != 0)
        return;
    g_auto(GStrv) words = g_strsplit_set(folded, " \t\r\n<>()[]\"',;:/=?&+@", WORDS_MAX);
    for (guint i = 0; words[i] != NULL; i++) {
        if (strlen(words[i]) < TOKEN_SIZE_MIN)
            continue;
        if (token_read(about->keys, TOKEN_BOUNCE, words[i], numbers, 2, NULL)) {
            about->mailing = numbers[0];
            about->subscriber = numbers[1];
            return;
        }
        if (about->list == 0 &&
            token_read(about->keys, TOKEN_UNSUBSCRIBE, words[i], numbers, 2, NULL)) {
            about->list = numbers[0];
            about->subscriber = numbers[1];
        }
    }
}

/* The letter that is complained about, or its headers alone. */
static void
read_letter(About *about, GBytes *content)
{
    static const char *const names[] = {"Return-Path", "X-Envelope-From", "List-Unsubscribe"};
    g_autoptr(GBytes) lines = mail_to_crlf(content);
    g_autoptr(Mail) letter = mail_parse(lines, NULL);

    for (guint i = 0; letter != NULL && i < G_N_ELEMENTS(names); i++)
        read_words(about, mail_header(letter, names[i]));
}

static void
read_report(About *about, GBytes *content)
{
    gsize size;
    const char *data = g_bytes_get_data(content, &size);
    g_autofree char *text = text_from_charset(data != NULL ? data : "", size, NULL, NULL);

    text_lines(text);
    g_autoptr(GPtrArray) groups = report_read(text, NULL);
    for (guint i = 0; i < groups->len; i++)
        read_words(about, report_field(groups->pdata[i], "Original-Mail-From", 0));
}

/* Reads all parts. `*is_report`: one of them is a report of RFC 5965. */
static void
read_parts(About *about, const Mail *mail, gboolean *is_report)
{
    static const char *const letters[] = {"message/rfc822", "text/rfc822-headers",
                                          "message/rfc822-headers", NULL};

    *is_report = FALSE;
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        gboolean is_feedback = g_str_equal(part->content_type, "message/feedback-report");
        if (part->in_attached || (!is_feedback && !g_strv_contains(letters, part->content_type)))
            continue;
        g_autoptr(GBytes) content = mail_part_bytes(mail, i, G_MAXINT, NULL);
        if (content == NULL)
            continue;
        g_autoptr(GBytes) head =
            g_bytes_new_from_bytes(content, 0, MIN(g_bytes_get_size(content), PART_MAX));
        *is_report = *is_report || is_feedback;
        if (is_feedback)
            read_report(about, head);
        else
            read_letter(about, head);
    }
}

static gboolean
find_mailing(Store *store, About *about, GError **error)
{
    MailingFeedbackMailing row;

    if (about->mailing != 0 || about->list == 0)
        return TRUE;
    g_autoptr(Rows) rows = mailing_feedback_mailing(store, about->list, about->subscriber, error);
    if (rows == NULL)
        return FALSE;
    if (mailing_feedback_mailing_next(rows, &row))
        about->mailing = row.mailing;
    return TRUE;
}

gboolean
feedback_receive(Store *store, GBytes *raw, GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, error);
    About about = {.keys = store_token_keys(store)};
    gboolean is_report;

    if (mail == NULL)
        return FALSE;
    read_parts(&about, mail, &is_report);
    if (!find_mailing(store, &about, error))
        return FALSE;
    if (about.mailing != 0)
        return mailing_bounce_insert(store, about.mailing, about.subscriber, raw, NULL, error);
    if (!is_report)
        return fail(error, ERROR_REFUSED,
                    "this address takes reports of complaints about our letters, nothing else");
    log_event(G_LOG_LEVEL_WARNING, "a complaint names no copy of ours", "FROM", mail->from_address,
              "MESSAGE_ID", mail->message_id, NULL);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounce-text - what there is to read in a mail that came back
 *
 * The letter that is returned is left out: its words are ours, and would be taken for the server's.
 */
#include <string.h>

#include "mime/field.h"
#include "mime/report.h"
#include "mime/text.h"
#include "page/html.h"

#include "mailing/bounce-inside.h"

enum { LINES_MAX = 2000, LINE_MAX_BYTES = 1000, HEAD_MAX = 32 * 1024 };

void
bounce_text_free(BounceText *text)
{
    if (text == NULL)
        return;
    g_free(text->head);
    g_free(text->text);
    g_ptr_array_unref(text->lines);
    g_clear_pointer(&text->groups, g_ptr_array_unref);
    g_free(text);
}

static char *
read_head(const Mail *mail)
{
    GString *head = g_string_new(NULL);

    for (guint i = 0; i < mail->n_headers && head->len < HEAD_MAX; i++) {
        const MailHeader *header = &mail->headers[i];
        if (g_ascii_strcasecmp(header->name, "Received") == 0)
            continue;
        g_autofree char *words = field_words(header->value, NULL);
        g_autofree char *line = text_line(words, (gssize)MIN(strlen(words), LINE_MAX_BYTES));
        g_string_append_printf(head, "%s: %s\n", header->name, line);
    }
    return g_string_free(head, FALSE);
}

static gboolean
has_oddity(const GPtrArray *oddities, const char *word)
{
    for (guint i = 0; i < oddities->len; i++)
        if (g_str_equal(oddities->pdata[i], word))
            return TRUE;
    return FALSE;
}

/* The beginning of the content of a part, as lines for people. qmail puts the whole letter behind
 * what it says, however large: what counts stands before it. */
static char *
part_text(const Mail *mail, guint index, GPtrArray *oddities)
{
    const MailPart *part = &mail->parts[index];
    g_autoptr(GBytes) bytes = mail_part_bytes(mail, index, G_MAXINT, NULL);
    gsize size;

    if (bytes == NULL)
        return NULL;
    const char *data = g_bytes_get_data(bytes, &size);
    if (size > BOUNCE_TEXT_MAX && !has_oddity(oddities, "text-too-long"))
        g_ptr_array_add(oddities, (gpointer) "text-too-long");
    char *text = text_from_charset(data != NULL ? data : "", MIN(size, BOUNCE_TEXT_MAX),
                                   part->charset, NULL);
    text_lines(text);
    return text;
}

/* A forwarded bounce is quoted; ">>> RCPT" in a transcript is none. */
static const char *
unquoted(const char *line)
{
    if (g_str_has_prefix(line, "> "))
        return line + 2;
    return g_str_has_prefix(line, ">>>> ") ? line + 1 : line;
}

static void
add_lines(BounceText *out, const BounceRules *rules, const char *text)
{
    gboolean began = FALSE;

    while (*text != '\0' && out->lines->len < LINES_MAX) {
        gsize size = strcspn(text, "\n");
        g_autofree char *raw = g_strndup(text, MIN(size, LINE_MAX_BYTES));
        g_autofree char *line = g_utf8_make_valid(raw, -1);
        const char *bare = unquoted(line);
        if (began && rule_match(rules, RULE_CUT, bare, NULL) != NULL)
            break;
        began = began || *bare != '\0';
        if (rule_match(rules, RULE_NOISE, bare, NULL) == NULL)
            g_ptr_array_add(out->lines, g_strdup(bare));
        text += size + (text[size] == '\n');
    }
}

static gboolean
type_is(const MailPart *part, const char *const *types)
{
    return g_strv_contains(types, part->content_type);
}

static void
read_parts(BounceText *out, const BounceRules *rules, const Mail *mail, const char *const *types,
           GString *report, GPtrArray *oddities)
{
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        if (part->in_attached || !type_is(part, types))
            continue;
        g_autofree char *text = part_text(mail, i, oddities);
        if (text == NULL)
            continue;
        if (report != NULL) {
            g_string_append(report, text);
            g_string_append(report, "\n\n");
        } else if (g_str_equal(part->content_type, "text/html")) {
            g_autofree char *plain = html_to_text(text, strlen(text));
            add_lines(out, rules, plain);
        } else {
            add_lines(out, rules, text);
        }
    }
}

static char *
join_lines(const GPtrArray *lines)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < lines->len; i++) {
        g_string_append(text, lines->pdata[i]);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static gboolean
has_part(const Mail *mail, const char *type)
{
    for (guint i = 0; i < mail->n_parts; i++)
        if (!mail->parts[i].in_attached && g_str_equal(mail->parts[i].content_type, type))
            return TRUE;
    return FALSE;
}

static gboolean
is_declared(const Mail *mail)
{
    const char *type = mail_header(mail, "Content-Type");
    g_autofree char *token = type != NULL ? field_token(type) : NULL;

    return token != NULL && g_str_equal(token, "multipart/report");
}

BounceText *
bounce_text_read(const BounceRules *rules, const Mail *mail, GPtrArray *oddities)
{
    static const char *const plain[] = {"text/plain", "text/enriched", NULL};
    static const char *const html[] = {"text/html", NULL};
    static const char *const reports[] = {"message/delivery-status",
                                          "message/global-delivery-status",
                                          "message/feedback-report", NULL};
    BounceText *text = g_new0(BounceText, 1);
    g_autoptr(GString) report = g_string_new(NULL);
    gboolean cut = FALSE;

    text->head = read_head(mail);
    text->lines = g_ptr_array_new_with_free_func(g_free);
    read_parts(text, rules, mail, plain, NULL, oddities);
    if (text->lines->len == 0)
        read_parts(text, rules, mail, html, NULL, oddities);
    text->text = join_lines(text->lines);
    read_parts(text, rules, mail, reports, report, oddities);
    text->is_report = is_declared(mail);
    text->is_feedback = has_part(mail, "message/feedback-report");
    text->is_receipt = has_part(mail, "message/disposition-notification");
    if (report->len > 0)
        text->groups = report_read(report->str, &cut);
    else if (g_regex_match_simple("^(Final|Original)-Recipient *:", text->text,
                                  G_REGEX_CASELESS | G_REGEX_MULTILINE, 0))
        text->groups = report_read(text->text, &cut);
    if (cut)
        g_ptr_array_add(oddities, (gpointer) "report-too-long");
    return text;
}

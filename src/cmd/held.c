/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held - commands of mail that waits for a moderator */
#include "cmd/held.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "list/held.h"
#include "list/list.h"
#include "mime/mail.h"
#include "mime/splice.h"
#include "page/html.h"
#include "store/query.h"

#include "cmd/held-inside.h"
#include "cmd/listing.h"

enum { SHOWN_MAX = 64 * 1024 };

static gboolean json;
static gboolean raw;
static gboolean trust;
static gboolean important;
static char *reason, *topics;

const GOptionEntry cmd_held_list_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};
const GOptionEntry cmd_held_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {"raw", 0, 0, G_OPTION_ARG_NONE, &raw, "print the mail as it came, and nothing else", NULL},
    {0}};
const GOptionEntry cmd_held_accept_options[] = {
    {"trust", 0, 0, G_OPTION_ARG_NONE, &trust, "let the author's next posts pass too", NULL},
    {"important", 0, 0, G_OPTION_ARG_NONE, &important,
     "mark it: who reads the important alone gets it too", NULL},
    {"topic", 0, 0, G_OPTION_ARG_STRING, &topics,
     "what it is about, as \"mobilite, energie\", in place of what it says", "WORDS"},
    {0}};
const GOptionEntry cmd_held_reject_options[] = {
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "what to tell the sender", "TEXT"}, {0}};

static gboolean
read_number(const char *word, gint64 *number, GError **error)
{
    guint64 value;

    if (!g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &value, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number of a held message", word);
        return fail_hint(error, "colporteur held list shows the numbers");
    }
    *number = (gint64)value;
    return TRUE;
}

/* Who decides, for the log and for whoever comes second. */
char *
held_decider(void)
{
    return g_strconcat("command: ", g_get_user_name(), NULL);
}

gboolean
cmd_held_list(Call *call, GError **error)
{
    g_autoptr(Listing) listing = listing_new("number#", "list", "received", "from", "subject",
                                             "reason", "bytes#", "read by", NULL);
    gint64 list_number = 0;
    ListHeldAll row;

    if (call->n_arguments > 0) {
        g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
        if (list == NULL)
            return FALSE;
        list_number = list->id;
    }
    g_autoptr(Rows) rows = list_held_all(call->store, list_number, error);
    if (rows == NULL)
        return FALSE;
    while (list_held_all_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row.id);
        g_autofree char *bytes = g_strdup_printf("%" G_GINT64_FORMAT, row.size);
        g_autofree char *received = clock_format(row.received);
        listing_row(listing, number, row.list, received, row.from_address, row.subject, row.reason,
                    bytes, row.claimed_by);
    }
    listing_print(listing, json);
    return TRUE;
}

/* The text of a mail for a terminal: what could move the cursor or hide text is left out. */
static char *
readable(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *source = mail_text(mail, SHOWN_MAX, &is_html);
    g_autofree char *text =
        is_html ? html_to_text(source, strlen(source)) : g_steal_pointer(&source);
    GString *safe = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\n' || c == '\t' || g_unichar_isprint(c))
            g_string_append_unichar(safe, c);
    }
    return g_string_free(safe, FALSE);
}

gboolean
held_show_mail(const ListHeldShow *row, gint64 number, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(row->raw.data, row->raw.size);
    g_autoptr(GBytes) lines = mail_to_crlf(bytes);
    g_autoptr(Mail) mail = mail_parse(lines, error);
    g_autoptr(Listing) listing =
        listing_new("number#", "list", "state", "reason", "why", "received", "decided", "by",
                    "sender", "from", "subject", "text", NULL);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *received = clock_format(row->received);
    g_autofree char *decided = row->decided != 0 ? clock_format(row->decided) : NULL;

    if (mail == NULL)
        return FALSE;
    g_autofree char *text = readable(mail);
    const char *const values[] = {id,
                                  row->list,
                                  row->state,
                                  row->reason,
                                  post_reason_text(row->reason),
                                  received,
                                  decided,
                                  row->decided_by,
                                  row->sender,
                                  row->from_address,
                                  row->subject,
                                  json ? text : NULL};
    listing_row_v(listing, values);
    listing_print_one(listing, json);
    if (!json)
        printf("\n%s", text);
    return TRUE;
}

gboolean
cmd_held_show(Call *call, GError **error)
{
    gint64 number = 0;
    ListHeldShow row;

    if (!read_number(call->arguments[0], &number, error))
        return FALSE;
    g_autoptr(Rows) rows = list_held_show(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!list_held_show_next(rows, &row)) {
        fail(error, ERROR_NOT_FOUND, "there is no held message %" G_GINT64_FORMAT, number);
        return fail_hint(error, "colporteur held list shows what waits");
    }
    if (!raw)
        return held_show_mail(&row, number, error);
    fwrite(row.raw.data, 1, row.raw.size, stdout);
    return TRUE;
}

gboolean
held_accept_and_say(Call *call, gint64 number, const HeldMarks *marks, gboolean with_trust,
                    GError **error)
{
    g_autofree char *by = held_decider();
    PostVerdict verdict = {0};
    gboolean trusted = FALSE;

    if (!held_accept(call->store, call->settings, number, by, marks, with_trust ? &trusted : NULL,
                     &verdict, error))
        return FALSE;
    if (verdict.outcome == POST_DUPLICATE)
        printf("held message %" G_GINT64_FORMAT " was on the list already", number);
    else if (verdict.outcome == POST_FILED)
        printf("accepted held message %" G_GINT64_FORMAT
               " into the archive, under the letter it answers",
               number);
    else
        printf("accepted held message %" G_GINT64_FORMAT ", to %" G_GINT64_FORMAT " readers",
               number, verdict.recipients);
    if (marks->important && verdict.outcome != POST_DUPLICATE)
        printf("; it is marked important");
    if (with_trust)
        printf(trusted ? "; its author is trusted"
                       : "; its author is not on the list to be trusted");
    printf("\n");
    return TRUE;
}

gboolean
cmd_held_accept(Call *call, GError **error)
{
    const HeldMarks marks = {.important = important, .topics = topics};
    gint64 number = 0;

    return read_number(call->arguments[0], &number, error) &&
           held_accept_and_say(call, number, &marks, trust, error);
}

gboolean
held_reject_and_say(Call *call, gint64 number, const char *text, GError **error)
{
    g_autofree char *by = held_decider();
    gboolean told = FALSE;

    if (text != NULL && !g_utf8_validate(text, -1, NULL))
        return fail(error, ERROR_BAD_INPUT, "the reason is not UTF-8");
    if (!held_reject(call->store, call->settings, number, by, text, &told, error))
        return FALSE;
    printf("rejected held message %" G_GINT64_FORMAT "; %s\n", number,
           told ? "its sender is told" : "nobody can be told");
    return TRUE;
}

gboolean
cmd_held_reject(Call *call, GError **error)
{
    gint64 number = 0;

    return read_number(call->arguments[0], &number, error) &&
           held_reject_and_say(call, number, reason, error);
}

gboolean
held_discard_and_say(Call *call, gint64 number, GError **error)
{
    g_autofree char *by = held_decider();

    if (!held_discard(call->store, call->settings, number, by, error))
        return FALSE;
    printf("discarded held message %" G_GINT64_FORMAT "\n", number);
    return TRUE;
}

gboolean
cmd_held_discard(Call *call, GError **error)
{
    gint64 number = 0;

    return read_number(call->arguments[0], &number, error) &&
           held_discard_and_say(call, number, error);
}

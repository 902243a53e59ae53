/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive-withdraw - take something out of the archive: a message, a part of one, a name
 *
 * What is taken out is gone from every page, feed, mbox and search with the transaction, and no
 * import brings it back. The reason goes into the audit log.
 */
#include <stdio.h>
#include <string.h>

#include "archive/name.h"
#include "archive/rewrite.h"
#include "base/error.h"
#include "list/list.h"

#include "cmd/archive-choose.h"
#include "cmd/archive.h"
#include "cmd/ask.h"
#include "cmd/counted.h"

static gboolean yes;
static gboolean dry_run;
static gboolean all;
static char *reason;
static char *part;
static char *name;

#define COMMON                                                                                     \
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, for the audit log", "TEXT"},              \
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would go, and change nothing", \
         NULL},                                                                                    \
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "each message that has the Message-ID", NULL},    \
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},                              \
    {                                                                                              \
        0                                                                                          \
    }

const GOptionEntry cmd_archive_hide_options[] = {COMMON};
const GOptionEntry cmd_archive_delete_options[] = {COMMON};
const GOptionEntry cmd_archive_unhide_options[] = {COMMON};
const GOptionEntry cmd_archive_redact_options[] = {
    {"part", 0, 0, G_OPTION_ARG_STRING, &part, "empty a part of the message, as 2.1", "NUMBER"},
    {"name", 0, 0, G_OPTION_ARG_STRING, &name,
     "take a person's name out of the message, or of all messages of the list", "NAME"},
    COMMON};

static gboolean
need_reason(GError **error)
{
    if (reason != NULL && *reason != '\0')
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "the reason is missing");
    return fail_hint(error, "say why with --reason: the audit log keeps it");
}

static void
show(const ArchiveChoose *row)
{
    printf("%s: \"%s\" by %s\n", row->choice, row->subject, row->author);
}

/* The messages that the arguments name, each shown. */
static GArray *
choose_all(Call *call, const List *list, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 1; i < call->n_arguments; i++) {
        g_autoptr(Rows) rows =
            archive_choose_rows(call->store, list, call->arguments[i], all, error);
        ArchiveChoose row;
        if (rows == NULL)
            return NULL;
        while (archive_choose_next(rows, &row)) {
            show(&row);
            g_array_append_val(messages, row.message);
        }
    }
    return g_steal_pointer(&messages);
}

static gboolean
withdraw(Call *call, const char *what, const char *done_word, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !need_reason(error))
        return FALSE;
    g_autoptr(GArray) messages = choose_all(call, list, error);
    if (messages == NULL)
        return FALSE;
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "%s %u?", what, messages->len))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    guint n = 0;
    for (guint i = 0; transaction != NULL && i < messages->len; i++) {
        ArchiveWithdraw result;
        g_autoptr(Rows) done = archive_withdraw(
            call->store, list->id, g_array_index(messages, gint64, i), what, reason, error);
        if (done == NULL || !archive_withdraw_next(done, &result))
            return FALSE;
        n += (guint)result.done;
    }
    if (transaction == NULL || !transaction_commit(transaction, error))
        return FALSE;
    printf("%s %u\n", done_word, n);
    return TRUE;
}

gboolean
cmd_archive_hide(Call *call, GError **error)
{
    return withdraw(call, "hide", "hidden", error);
}

gboolean
cmd_archive_delete(Call *call, GError **error)
{
    return withdraw(call, "delete", "deleted", error);
}

static gboolean
unhide(Store *store, const List *list, const ArchiveChoose *row, GError **error)
{
    ArchiveRestore result;

    show(row);
    if (g_str_equal(row->state, "delete"))
        return fail(error, ERROR_REFUSED, "\"%s\" was deleted for good", row->choice);
    if (dry_run)
        return TRUE;
    g_autoptr(Rows) done = archive_restore(store, list->id, row->message, error);
    if (done == NULL || !archive_restore_next(done, &result))
        return FALSE;
    puts(result.done ? "shown again" : "it was not hidden");
    return TRUE;
}

gboolean
cmd_archive_unhide(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows =
        list != NULL ? archive_choose_rows(call->store, list, call->arguments[1], all, error)
                     : NULL;
    ArchiveChoose row;

    if (rows == NULL)
        return FALSE;
    while (archive_choose_next(rows, &row))
        if (!unhide(call->store, list, &row, error))
            return FALSE;
    return TRUE;
}

/* --- redact --- */

/* What is read at a time to look for a name: so many mails, of so many bytes. */
enum { LOT = 500, LOT_BYTES = 16 * 1024 * 1024 };

static gboolean
empty_part(Store *store, const List *list, const ArchiveChoose *row, GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new(row->raw.data, row->raw.size);
    g_autofree char *act = g_strconcat("empty part ", part, NULL);

    return archive_empty_part(store, row->message, raw, part, error) &&
           archive_audit(store, list->id, row->message_id, act, reason, NULL, error);
}

static gboolean
redact_part(Call *call, const List *list, GError **error)
{
    if (call->n_arguments < 2)
        return fail(error, ERROR_BAD_INPUT, "which message has the part?");
    g_autoptr(GArray) shown = choose_all(call, list, error);
    if (shown == NULL)
        return FALSE;
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "empty part %s for good?", part))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    g_autoptr(Rows) rows =
        transaction != NULL ? archive_choose_rows(call->store, list, call->arguments[1], all, error)
                            : NULL;
    ArchiveChoose row;
    if (rows == NULL)
        return FALSE;
    while (archive_choose_next(rows, &row))
        if (!empty_part(call->store, list, &row, error))
            return FALSE;
    return transaction_commit(transaction, error);
}

/* How a name is looked for: in what is shown, and in what the mail has besides. */
typedef struct {
    GRegex *shown;
    GRegex *alone;
    GStrv coded;
} NameLook;

static gboolean
has_name(const NameLook *look, const char *shown, GBytes *raw)
{
    return g_regex_match(look->shown, shown, 0, NULL) ||
           name_stands(raw, (const char *const *)look->coded) || name_in_mail(raw, look->alone);
}

static gboolean
take_out(Call *call, const List *list, const ArchiveNamed *row, GBytes *raw, GError **error)
{
    return archive_remove_name(call->store, row->message, raw, name, error) &&
           archive_audit(call->store, list->id, row->message_id, "remove a name", reason, NULL,
                         error);
}

/* Adds to `found` the messages that have the name: of all of the list where `only` is empty, or of
 * those of it; and takes it out of them where `change` says so. */
static gboolean
redact_named(Call *call, const List *list, const GArray *only, gboolean change, GArray *found,
             GError **error)
{
    g_autoptr(GRegex) shown = name_regex(name);
    g_autoptr(GRegex) alone = name_regex_alone(name);
    g_auto(GStrv) forms = name_forms(name);
    const NameLook look = {shown, alone, forms};
    gint64 last = 0;
    guint n;

    do {
        g_autoptr(Rows) rows =
            archive_named(call->store, list->id, only, last, LOT, LOT_BYTES, error);
        ArchiveNamed row;
        if (rows == NULL)
            return FALSE;
        n = rows_count(rows);
        while (archive_named_next(rows, &row)) {
            last = row.message;
            g_autoptr(GBytes) raw = g_bytes_new(row.raw.data, row.raw.size);
            if (!has_name(&look, row.shown, raw))
                continue;
            g_array_append_val(found, row.message);
            if (change && !take_out(call, list, &row, raw, error))
                return FALSE;
        }
    } while (n > 0);
    return TRUE;
}

static gboolean
redact_name(Call *call, const List *list, GError **error)
{
    g_autoptr(GArray) with_name = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(gint64));

    if (strlen(name) < 3) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is too short: it would take letters out of words",
             name);
        return fail_hint(error, "name the person in full");
    }
    g_autoptr(GArray) only = choose_all(call, list, error);
    if (only == NULL || !redact_named(call, list, only, FALSE, with_name, error))
        return FALSE;
    g_autofree char *found = counted(with_name->len, "message has", "messages have");
    printf("%s the name\n", found);
    if (dry_run || with_name->len == 0)
        return TRUE;
    if (!ask(yes, error, "take it out of them? Their attachments go too"))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    return transaction != NULL && redact_named(call, list, with_name, TRUE, done, error) &&
           transaction_commit(transaction, error);
}

gboolean
cmd_archive_redact(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !need_reason(error))
        return FALSE;
    if ((part == NULL) == (name == NULL))
        return fail(error, ERROR_BAD_INPUT, "say what to take out with --part or with --name");
    if (!(part != NULL ? redact_part(call, list, error) : redact_name(call, list, error)))
        return FALSE;
    if (!dry_run)
        puts("redacted");
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-preview - look at a letter before it goes: on the screen, in files, or in a mailbox
 *
 * A preview has no working link of anybody's, so that it can be passed around.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "base/address.h"
#include "base/error.h"
#include "mailing/mailing.h"
#include "mime/mail.h"
#include "news/edition.h"
#include "news/letter.h"
#include "people/interest.h"
#include "people/territory.h"
#include "store/query.h"

#include "cmd/edition.h"

#define PART_MAX (16 * 1024 * 1024)

static char *for_address;
static char **territories;
static char **interests;
static char *html_file;
static char *text_file;

const GOptionEntry cmd_edition_preview_options[] = {
    {"for", 0, 0, G_OPTION_ARG_STRING, &for_address, "the copy of this subscriber", "ADDRESS"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "the copy of somebody who lives there (may be repeated)", "TERRITORY"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests,
     "the copy of somebody who follows that (may be repeated)", "INTEREST"},
    {"html", 0, 0, G_OPTION_ARG_FILENAME, &html_file, "write the HTML part to a file", "FILE"},
    {"text", 0, 0, G_OPTION_ARG_FILENAME, &text_file, "write the text part to a file", "FILE"},
    {0}};

/* The subscriber that has `address`; `*id` is 0 when nobody has. */
static gboolean
find_reader(Store *store, const char *address, gint64 *id, GError **error)
{
    g_autofree char *key = NULL;
    NewsReaderFind row;

    if (!address_is_valid(address, error))
        return FALSE;
    key = address_fold(address);
    g_autoptr(Rows) rows = news_reader_find(store, key, error);
    if (rows == NULL)
        return FALSE;
    *id = news_reader_find_next(rows, &row) ? row.id : 0;
    return TRUE;
}

typedef gboolean (*Find)(Store *store, const char *text, gint64 *id, GError **error);

static GArray *
find_all(Store *store, char **words, Find find, GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (; words != NULL && *words != NULL; words++) {
        gint64 id;
        if (!find(store, *words, &id, error))
            return NULL;
        g_array_append_val(found, id);
    }
    return g_steal_pointer(&found);
}

static gboolean
choose_imagined(Letter *letter, Store *store, GError **error)
{
    g_autoptr(GArray) places = find_all(store, territories, territory_find, error);
    g_autoptr(GArray) themes =
        places != NULL ? find_all(store, interests, interest_find, error) : NULL;

    return themes != NULL && letter_imagine(letter, store, places, themes, error);
}

static gboolean
choose_reader(Letter *letter, Store *store, gint64 reader, GError **error)
{
    g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(gint64));

    g_array_append_val(one, reader);
    return letter_choose(letter, store, one, error);
}

/* On a terminal through the pager, elsewhere as it is. */
static void
show(const char *text, gsize size)
{
    const char *pager = g_getenv("PAGER");
    g_auto(GStrv) argv = NULL;

    if (isatty(STDOUT_FILENO) == 1 &&
        g_shell_parse_argv(pager != NULL && *pager != '\0' ? pager : "less -FRX", NULL, &argv,
                           NULL)) {
        g_autoptr(GSubprocess) process =
            g_subprocess_newv((const char *const *)argv, G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL);
        g_autoptr(GBytes) input = g_bytes_new(text, size);
        if (process != NULL && g_subprocess_communicate(process, input, NULL, NULL, NULL, NULL))
            return;
    }
    fwrite(text, 1, size, stdout);
}

static gboolean
write_part(const Mail *mail, const char *type, const char *file, GError **error)
{
    for (guint i = 0; i < mail->n_parts; i++) {
        if (!g_str_equal(mail->parts[i].content_type, type))
            continue;
        g_autoptr(GBytes) bytes = mail_part_bytes(mail, i, PART_MAX, error);
        gsize size = 0;
        if (bytes == NULL)
            return FALSE;
        const char *data = g_bytes_get_data(bytes, &size);
        g_autofree char *crlf = g_strndup(data, size);
        g_auto(GStrv) lines = g_strsplit(crlf, "\r\n", -1);
        g_autofree char *text = g_strjoinv("\n", lines);
        if (file != NULL && !g_str_equal(file, "-"))
            return g_file_set_contents(file, text, -1, error);
        show(text, strlen(text));
        return TRUE;
    }
    return fail(error, ERROR_BUG, "the letter has no part %s", type);
}

gboolean
cmd_edition_preview(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(Letter) letter =
        edition != NULL ? letter_open(call->store, call->settings, edition->id, error) : NULL;
    g_autoptr(GString) copy = g_string_new(NULL);
    gint64 reader = 0;

    if (letter == NULL)
        return FALSE;
    if (for_address != NULL && (territories != NULL || interests != NULL))
        return fail(error, ERROR_BAD_INPUT, "--for does not go with --territory and --interest");
    if (for_address != NULL && !find_reader(call->store, for_address, &reader, error))
        return FALSE;
    if (for_address != NULL && reader == 0) {
        fail(error, ERROR_NOT_FOUND, "no subscriber has the address \"%s\"", for_address);
        return fail_hint(error, "--territory and --interest show the copy of somebody imagined");
    }
    letter_set_purpose(letter, LETTER_PREVIEW);
    gboolean chosen = reader != 0 ? choose_reader(letter, call->store, reader, error)
                                  : choose_imagined(letter, call->store, error);
    if (!chosen ||
        !letter_assemble(letter, 0, reader,
                         for_address != NULL ? for_address : "reader@example.org", copy, error))
        return FALSE;
    g_autoptr(GBytes) raw = g_bytes_new(copy->str, copy->len);
    g_autoptr(Mail) mail = mail_parse(raw, error);
    if (mail == NULL)
        return FALSE;
    if (html_file != NULL && !write_part(mail, "text/html", html_file, error))
        return FALSE;
    if (html_file == NULL || text_file != NULL)
        return write_part(mail, "text/plain", text_file, error);
    return TRUE;
}

/* Queues the test copy for one address: a subscriber's own, or that of a stranger. */
static gboolean
test_one(Call *call, Letter *letter, gint64 list, const char *address, GError **error)
{
    g_autoptr(GString) copy = g_string_new(NULL);
    gint64 reader = 0;

    if (!find_reader(call->store, address, &reader, error))
        return FALSE;
    gboolean chosen = reader != 0 ? choose_reader(letter, call->store, reader, error)
                                  : choose_imagined(letter, call->store, error);
    if (!chosen || !letter_assemble(letter, 0, reader, address, copy, error))
        return FALSE;
    g_autoptr(GBytes) content = g_bytes_new(copy->str, copy->len);
    return mailing_start_notice(call->store, list, content, (const char *const[]){address, NULL},
                                error);
}

gboolean
cmd_edition_test(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(Letter) letter =
        edition != NULL ? letter_open(call->store, call->settings, edition->id, error) : NULL;
    g_autoptr(Transaction) transaction =
        letter != NULL ? transaction_begin(call->store, error) : NULL;

    if (transaction == NULL)
        return FALSE;
    letter_set_purpose(letter, LETTER_TEST);
    for (guint i = 1; i < call->n_arguments; i++)
        if (!test_one(call, letter, edition->list, call->arguments[i], error))
            return FALSE;
    if (!transaction_commit(transaction, error))
        return FALSE;
    printf("queued %u test letters of %s\n", call->n_arguments - 1, edition->reference);
    return TRUE;
}

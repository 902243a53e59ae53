/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-preview - look at a letter before it goes: on the screen, in files, in a browser, or in a
 * mailbox
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
#include "news/edition.h"
#include "news/letter-group.h"
#include "news/letter.h"
#include "people/audience.h"
#include "people/interest.h"
#include "people/territory.h"
#include "store/query.h"

#include "cmd/edition-views.h"
#include "cmd/edition.h"
#include "cmd/output-file.h"

enum { VARIANTS_MAX = 50 };

static char *for_address;
static char **territories;
static char **interests;
static char *html_file;
static char *text_file;
static char *language;
static char *to;
static int variants;
static int port;
static gboolean serve;

const GOptionEntry cmd_edition_preview_options[] = {
    {"for", 0, 0, G_OPTION_ARG_STRING, &for_address, "the copy of this subscriber", "ADDRESS"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "the copy of somebody who lives there (may be repeated)", "TERRITORY"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests,
     "the copy of somebody who follows that (may be repeated)", "INTEREST"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "the copy of somebody who reads that",
     "fr|en|br"},
    {"variants", 0, 0, G_OPTION_ARG_INT, &variants, "the copies of readers that differ most", "N"},
    {"to", 0, 0, G_OPTION_ARG_FILENAME, &to, "write HTML, text, mail and images to a directory",
     "DIR"},
    {"serve", 0, 0, G_OPTION_ARG_NONE, &serve,
     "show them to a browser of this machine, as mail programs do", NULL},
    {"port", 0, 0, G_OPTION_ARG_INT, &port, "the port for --serve", "PORT"},
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
show(const char *text)
{
    const char *pager = g_getenv("PAGER");
    g_auto(GStrv) argv = NULL;

    if (isatty(STDOUT_FILENO) == 1 &&
        g_shell_parse_argv(pager != NULL && *pager != '\0' ? pager : "less -FRX", NULL, &argv,
                           NULL)) {
        g_autoptr(GSubprocess) process =
            g_subprocess_newv((const char *const *)argv, G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL);
        g_autoptr(GBytes) input = g_bytes_new(text, strlen(text));
        if (process != NULL && g_subprocess_communicate(process, input, NULL, NULL, NULL, NULL))
            return;
    }
    fputs(text, stdout);
}

static gboolean
write_form(const char *text, const char *file, GError **error)
{
    if (file != NULL && !g_str_equal(file, "-"))
        return output_file_write(file, text, -1, error);
    show(text);
    return TRUE;
}

/* The letter of `reader`, whom `letter` was chosen for. */
static Preview *
preview_new(Letter *letter, gint64 reader, const char *address, GError **error)
{
    g_autoptr(GString) copy = g_string_new(NULL);

    if (!letter_assemble(letter, 0, reader, address, copy, error))
        return NULL;
    Preview *preview = g_new0(Preview, 1);
    preview->raw = g_bytes_new(copy->str, copy->len);
    preview->language = g_strdup(letter_language(letter, reader));
    if (letter_look_forms(preview->raw, preview->forms, error))
        return preview;
    preview_free(preview);
    return NULL;
}

/* What a letter is for, in words. */
static gboolean
label(Preview *preview, Store *store, gint64 reader, GError **error)
{
    g_autoptr(Rows) rows = news_reader_label(store, reader, preview->language, error);
    NewsReaderLabel row;

    if (rows == NULL)
        return FALSE;
    gboolean is_there = news_reader_label_next(rows, &row);
    preview->places = g_strdup(is_there ? row.places : "");
    preview->interests = g_strdup(is_there ? row.interests : "");
    return TRUE;
}

/* The one letter that the options ask for. */
static gboolean
gather_one(Call *call, Letter *letter, GPtrArray *previews, GError **error)
{
    gint64 reader = 0;

    if (for_address != NULL && !find_reader(call->store, for_address, &reader, error))
        return FALSE;
    if (for_address != NULL && reader == 0) {
        fail(error, ERROR_NOT_FOUND, "no subscriber has the address \"%s\"", for_address);
        return fail_hint(error, "--territory and --interest show the copy of somebody imagined");
    }
    letter_imagine_language(letter, language);
    gboolean chosen = reader != 0 ? choose_reader(letter, call->store, reader, error)
                                  : choose_imagined(letter, call->store, error);
    Preview *preview =
        chosen ? preview_new(letter, reader,
                             for_address != NULL ? for_address : "reader@example.org", error)
               : NULL;
    if (preview == NULL)
        return FALSE;
    g_ptr_array_add(previews, preview);
    if (reader != 0)
        return label(preview, call->store, reader, error);
    preview->places = g_strjoinv(", ", territories != NULL ? territories : (char *[]){NULL});
    preview->interests = g_strjoinv(", ", interests != NULL ? interests : (char *[]){NULL});
    return TRUE;
}

/* The letters that differ most among those who would get it. */
static gboolean
gather_variants(Call *call, const Edition *edition, Letter *letter, GPtrArray *previews,
                GError **error)
{
    g_autoptr(Audience) audience = audience_compile(call->store, edition->audience, error);
    g_autoptr(GPtrArray) groups =
        audience != NULL ? letter_groups(letter, call->store, audience_sql(audience), error) : NULL;

    if (groups == NULL)
        return FALSE;
    g_autoptr(GPtrArray) differing = letter_groups_differing(groups, (guint)variants);
    for (guint i = 0; i < differing->len; i++) {
        const LetterGroup *group = differing->pdata[i];
        Preview *preview = choose_reader(letter, call->store, group->reader, error)
                               ? preview_new(letter, group->reader, "reader@example.org", error)
                               : NULL;
        if (preview == NULL)
            return FALSE;
        g_ptr_array_add(previews, preview);
        preview->readers = group->n;
        preview->items = group->n_items;
        if (!label(preview, call->store, group->reader, error))
            return FALSE;
    }
    if (differing->len == 0)
        return fail(error, ERROR_NOT_FOUND, "nobody would get \"%s\"", edition->reference);
    if (groups->len == 1)
        fprintf(stderr, "everybody gets the same letter\n");
    else
        fprintf(stderr, "%u different letters, of which %u shown\n", groups->len, differing->len);
    return TRUE;
}

static gboolean
check_options(GError **error)
{
    gboolean imagined = territories != NULL || interests != NULL || language != NULL;

    if (for_address != NULL && imagined)
        return fail(error, ERROR_BAD_INPUT,
                    "--for does not go with --territory, --interest and --language");
    if (variants != 0 && (for_address != NULL || imagined || html_file != NULL))
        return fail(error, ERROR_BAD_INPUT,
                    "--variants chooses the readers; it goes with --to or --serve");
    if (variants < 0 || variants > VARIANTS_MAX)
        return fail(error, ERROR_BAD_INPUT, "--variants is 1 to %d", VARIANTS_MAX);
    if (port < 0 || port > G_MAXUINT16)
        return fail(error, ERROR_BAD_INPUT, "%d is no port", port);
    if (language != NULL &&
        !g_strv_contains((const char *const[]){"fr", "en", "br", NULL}, language))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no language: fr, en or br", language);
    return TRUE;
}

/* Text parts one after the other, each below what it is for. */
static void
show_all(const GPtrArray *previews)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < previews->len; i++) {
        const Preview *preview = previews->pdata[i];
        if (previews->len > 1)
            g_string_append_printf(all,
                                   "%s=== %u: %s, %" G_GINT64_FORMAT " readers, %u contributions; "
                                   "%s; %s ===\n\n",
                                   i > 0 ? "\n" : "", i + 1, preview->language, preview->readers,
                                   preview->items,
                                   *preview->places != '\0' ? preview->places : "nowhere",
                                   *preview->interests != '\0' ? preview->interests : "nothing");
        g_string_append(all, preview->forms[LOOK_TEXT]);
    }
    show(all->str);
}

gboolean
cmd_edition_preview(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(Letter) letter =
        edition != NULL ? letter_open(call->store, call->settings, edition->id, error) : NULL;
    g_autoptr(GPtrArray) previews = g_ptr_array_new_with_free_func(preview_free);

    if (letter == NULL || !check_options(error))
        return FALSE;
    letter_set_purpose(letter, LETTER_PREVIEW);
    if (!(variants > 0 ? gather_variants(call, edition, letter, previews, error)
                       : gather_one(call, letter, previews, error)))
        return FALSE;
    g_autoptr(GPtrArray) images = preview_images_read(call->store, edition, error);
    if (images == NULL || (to != NULL && !preview_write(previews, images, to, error)))
        return FALSE;
    if (serve)
        return preview_serve(call->settings, edition, previews, images, (guint16)port, error);
    const Preview *first = previews->pdata[0];
    if (html_file != NULL && !write_form(first->forms[LOOK_HTML], html_file, error))
        return FALSE;
    if (text_file != NULL)
        return write_form(first->forms[LOOK_TEXT], text_file, error);
    if (html_file == NULL && to == NULL)
        show_all(previews);
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

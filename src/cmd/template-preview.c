/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-preview - show an edition as it would look with another template of letters
 *
 * It is composed in a transaction that is rolled back. Without an edition it is a sample
 * (templates/preview/sample/), which is made in that transaction with a list and contributions of
 * its own.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "news/contribution.h"
#include "news/edition.h"
#include "news/letter-look.h"
#include "store/query.h"

#include "cmd/edition-files.h"
#include "cmd/edition-views.h"
#include "cmd/output-file.h"
#include "cmd/source-text.h"
#include "cmd/template.h"

static char *to;
static char *html_file;
static int port;
static gboolean serve;

const GOptionEntry cmd_template_preview_options[] = {
    {"to", 0, 0, G_OPTION_ARG_FILENAME, &to, "write HTML, text, mail and images to a directory",
     "DIR"},
    {"serve", 0, 0, G_OPTION_ARG_NONE, &serve,
     "show it to a browser of this machine, as mail programs do", NULL},
    {"port", 0, 0, G_OPTION_ARG_INT, &port, "the port for --serve", "PORT"},
    {"html", 0, 0, G_OPTION_ARG_FILENAME, &html_file, "write the HTML part to a file", "FILE"},
    {0}};

/* The edition in each of its languages, with all that it holds. */
static gboolean
gather(Call *call, const Edition *edition, GPtrArray *previews, GError **error)
{
    g_autoptr(Letter) letter = letter_open(call->store, call->settings, edition->id, error);

    if (letter == NULL)
        return FALSE;
    letter_set_purpose(letter, LETTER_PREVIEW);
    for (guint i = 0; i < letter_languages(letter); i++) {
        g_autoptr(LetterLook) look = letter_look(letter, i, TRUE, error);
        if (look == NULL)
            return FALSE;
        Preview *preview = g_new0(Preview, 1);
        preview->raw = g_bytes_ref(look->raw);
        for (guint form = 0; form < LOOK_FORMS; form++)
            preview->forms[form] = g_steal_pointer(&look->forms[form]);
        preview->language = g_strdup(look->language);
        preview->places = g_strdup("");
        preview->interests = g_strdup("");
        g_ptr_array_add(previews, preview);
    }
    return TRUE;
}

/* templates/preview/sample of the site's own, or the shipped one. g_free(). */
static char *
sample_folder(const Settings *settings)
{
    g_autofree char *own =
        g_build_filename(settings_text(settings, SETTING_TEMPLATES), "preview", "sample", NULL);

    if (g_file_test(own, G_FILE_TEST_IS_DIR))
        return g_steal_pointer(&own);
    return g_build_filename(settings_text(settings, SETTING_DATA), "templates", "preview", "sample",
                            NULL);
}

/* The files 1.md, 2.md and so on, accepted. */
static gboolean
sample_contributions(Store *store, const char *folder, GError **error)
{
    for (guint i = 1;; i++) {
        g_autofree char *name = g_strdup_printf("%u.md", i);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        gint64 id;
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            return TRUE;
        g_autofree char *text = source_text_read(path, error);
        g_autoptr(Contribution) contribution =
            text != NULL ? contribution_read(store, path, text, error) : NULL;
        if (contribution == NULL || !contribution_add(store, contribution, TRUE, &id, error))
            return FALSE;
    }
}

/* Gone with the transaction; where there is a newsletter of that name the sample is one of its. */
#define SAMPLE_LIST "apercu-de-modele"

static Edition *
sample_make(Call *call, GError **error)
{
    g_autofree char *folder = sample_folder(call->settings);
    g_autoptr(EditionFiles) files = edition_files_read(folder, error);
    g_autoptr(Rows) rows = files != NULL
                               ? list_insert(call->store, SAMPLE_LIST, "example.org", "newsletter",
                                             settings_text(call->settings, SETTING_SITE_NAME), "",
                                             "fr", "", TRUE, "own", error)
                               : NULL;

    if (rows == NULL || !sample_contributions(call->store, folder, error))
        return NULL;
    return edition_new_within(call->store, SAMPLE_LIST, files, error);
}

/* Composes with the template and gathers; nothing of it stays. */
static Edition *
try_template(Call *call, GPtrArray *previews, GPtrArray **images, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    g_autoptr(Edition) edition = NULL;
    EditionContent content;

    if (transaction == NULL)
        return NULL;
    edition = call->n_arguments > 1 ? edition_find(call->store, call->arguments[1], error)
                                    : sample_make(call, error);
    if (edition == NULL)
        return NULL;
    Edition with = *edition;
    with.template = call->arguments[0];
    if (!edition_compose_within(call->store, call->settings, &with, &content, error) ||
        !gather(call, edition, previews, error))
        return NULL;
    *images = preview_images_read(call->store, edition, error);
    return *images != NULL ? g_steal_pointer(&edition) : NULL;
}

gboolean
cmd_template_preview(Call *call, GError **error)
{
    g_autoptr(GPtrArray) previews = g_ptr_array_new_with_free_func(preview_free);
    g_autoptr(GPtrArray) images = NULL;

    if (port < 0 || port > G_MAXUINT16)
        return fail(error, ERROR_BAD_INPUT, "%d is no port", port);
    g_autoptr(Edition) edition = try_template(call, previews, &images, error);
    if (edition == NULL || (to != NULL && !preview_write(previews, images, to, error)))
        return FALSE;
    const Preview *first = previews->pdata[0];
    if (html_file != NULL && !output_file_write(html_file, first->forms[LOOK_HTML], -1, error))
        return FALSE;
    if (serve)
        return preview_serve(call->settings, edition, previews, images, (guint16)port, error);
    if (to == NULL && html_file == NULL)
        fputs(first->forms[LOOK_TEXT], stdout);
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-preview - show an edition as it would look with another template of letters
 *
 * It is composed in a transaction that is rolled back.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "news/edition.h"
#include "news/letter-look.h"
#include "store/query.h"

#include "cmd/edition-views.h"
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

/* Composes with the template and gathers; nothing of it stays. */
static gboolean
try_template(Call *call, const Edition *edition, GPtrArray *previews, GPtrArray **images,
             GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    Edition with = *edition;
    EditionContent content;

    with.template = call->arguments[0];
    if (transaction == NULL ||
        !edition_compose_within(call->store, call->settings, &with, &content, error) ||
        !gather(call, edition, previews, error))
        return FALSE;
    *images = preview_images_read(call->store, edition, error);
    return *images != NULL;
}

gboolean
cmd_template_preview(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find(call->store, call->arguments[1], error);
    g_autoptr(GPtrArray) previews = g_ptr_array_new_with_free_func(preview_free);
    g_autoptr(GPtrArray) images = NULL;

    if (edition == NULL)
        return FALSE;
    if (port < 0 || port > G_MAXUINT16)
        return fail(error, ERROR_BAD_INPUT, "%d is no port", port);
    if (!try_template(call, edition, previews, &images, error) ||
        (to != NULL && !preview_write(previews, images, to, error)))
        return FALSE;
    const Preview *first = previews->pdata[0];
    if (html_file != NULL && !g_file_set_contents(html_file, first->forms[LOOK_HTML], -1, error))
        return FALSE;
    if (serve)
        return preview_serve(call->settings, edition, previews, images, (guint16)port, error);
    if (to == NULL && html_file == NULL)
        fputs(first->forms[LOOK_TEXT], stdout);
    return TRUE;
}

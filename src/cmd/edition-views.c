/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-views - letters and their images for a browser and as files; see edition-views.h */
#include "cmd/edition-views.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "news/edition-image.h"
#include "store/query.h"

#include "cmd/output-file.h"

void
preview_free(gpointer data)
{
    Preview *preview = data;

    g_clear_pointer(&preview->raw, g_bytes_unref);
    for (guint form = 0; form < LOOK_FORMS; form++)
        g_free(preview->forms[form]);
    g_free(preview->language);
    g_free(preview->places);
    g_free(preview->interests);
    g_free(preview);
}

static void
image_free(gpointer data)
{
    PreviewImage *image = data;

    g_bytes_unref(image->data);
    g_free(image->name);
    g_free(image->type);
    g_free(image->cid);
    g_free(image);
}

GPtrArray *
preview_images_read(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_letter_images(store, edition->id, error);
    g_autoptr(GPtrArray) images = g_ptr_array_new_with_free_func(image_free);
    NewsLetterImages row;

    if (rows == NULL)
        return NULL;
    while (news_letter_images_next(rows, &row)) {
        PreviewImage *image = g_new0(PreviewImage, 1);
        image->name = g_strconcat(row.hash, ".", row.type, NULL);
        image->type = g_strconcat("image/", row.type, NULL);
        image->cid = edition_image_cid(edition, row.hash);
        image->data = g_bytes_new(row.data.data, row.data.size);
        g_ptr_array_add(images, image);
    }
    return g_steal_pointer(&images);
}

/* Puts `prefix` and the image's name for an address in quotation marks that ends in `end`. */
static void
replace_address(GString *html, const char *end, const char *prefix, const char *name)
{
    g_autofree char *quoted = g_strconcat(end, "\"", NULL);

    for (char *at = html->str; (at = strstr(at, quoted)) != NULL;) {
        gssize last = at - html->str + (gssize)strlen(end), first = at - html->str;
        while (first > 0 && html->str[first - 1] != '"')
            first--;
        g_string_erase(html, first, last - first);
        g_string_insert(html, first, name);
        g_string_insert(html, first, prefix);
        at = html->str + first + strlen(prefix) + strlen(name);
    }
}

char *
preview_html(const Preview *preview, const GPtrArray *images, const char *prefix, View view)
{
    GString *html = g_string_new(preview->forms[LOOK_HTML]);
    gboolean is_dark = view == VIEW_DARK;

    for (guint i = 0; i < images->len; i++) {
        const PreviewImage *image = images->pdata[i];
        g_autofree char *cid = g_strconcat("cid:", image->cid, NULL);
        g_autofree char *hosted = g_strconcat("/img-", image->name, NULL);
        replace_address(html, cid, prefix, image->name);
        replace_address(html, hosted, prefix, image->name);
    }
    /* A query that always holds, or never. */
    g_string_replace(html, "(prefers-color-scheme: dark)",
                     is_dark ? "(min-width: 0)" : "(max-width: 0)", 0);
    g_string_replace(html, "(prefers-color-scheme: light)",
                     is_dark ? "(max-width: 0)" : "(min-width: 0)", 0);
    g_string_replace(html, "color-scheme: light dark",
                     is_dark ? "color-scheme: dark" : "color-scheme: light", 0);
    return g_string_free(html, FALSE);
}

static gboolean
write_file(const char *directory, const char *name, const char *data, gsize size, GError **error)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);

    return output_file_write(path, data, (gssize)size, error);
}

static gboolean
write_one(const Preview *preview, const GPtrArray *images, const char *directory, const char *stem,
          GError **error)
{
    g_autofree char *html_name = g_strconcat(stem, ".html", NULL);
    g_autofree char *text_name = g_strconcat(stem, ".txt", NULL);
    g_autofree char *raw_name = g_strconcat(stem, ".eml", NULL);
    GString *html = g_string_new(preview->forms[LOOK_HTML]);
    gsize size = 0;
    const char *raw = g_bytes_get_data(preview->raw, &size);

    for (guint i = 0; i < images->len; i++) {
        const PreviewImage *image = images->pdata[i];
        g_autofree char *cid = g_strconcat("cid:", image->cid, NULL);
        replace_address(html, cid, "", image->name);
    }
    gboolean good = write_file(directory, html_name, html->str, html->len, error) &&
                    write_file(directory, text_name, preview->forms[LOOK_TEXT],
                               strlen(preview->forms[LOOK_TEXT]), error) &&
                    write_file(directory, raw_name, raw, size, error);
    g_string_free(html, TRUE);
    if (good)
        printf("%s/%s.html, .txt, .eml: %s\n", directory, stem, preview->language);
    return good;
}

gboolean
preview_write(const GPtrArray *previews, const GPtrArray *images, const char *directory,
              GError **error)
{
    if (g_mkdir_with_parents(directory, 0777) != 0)
        return fail(error, ERROR_REFUSED, "cannot make the directory \"%s\"", directory);
    for (guint i = 0; i < images->len; i++) {
        const PreviewImage *image = images->pdata[i];
        gsize size = 0;
        const char *data = g_bytes_get_data(image->data, &size);
        if (!write_file(directory, image->name, data, size, error))
            return FALSE;
    }
    for (guint i = 0; i < previews->len; i++) {
        g_autofree char *stem =
            previews->len > 1 ? g_strdup_printf("letter-%u", i + 1) : g_strdup("letter");
        if (!write_one(previews->pdata[i], images, directory, stem, error))
            return FALSE;
    }
    return TRUE;
}

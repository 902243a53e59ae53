/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-image - read images, bounded, and put their addresses into HTML; see edition-image.h */
#include "news/edition-image.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "store/query.h"

#include "page/markdown.h"

enum { HASH_LETTERS = 32 };

void
edition_image_free(EditionImage *image)
{
    if (image == NULL)
        return;
    g_free(image->name);
    g_free(image->hash);
    g_clear_pointer(&image->data, g_bytes_unref);
    g_free(image);
}

static guint
big_endian(const guint8 *at, guint n)
{
    guint value = 0;

    for (guint i = 0; i < n; i++)
        value = value << 8 | at[i];
    return value;
}

/* ITU T.81, B.1: segments up to the frame header, which has the size. */
static gboolean
read_jpeg(const guint8 *data, gsize size, EditionImage *image)
{
    gsize at = 2;

    while (at + 9 < size && data[at] == 0xff) {
        guint8 marker = data[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
            marker != 0xcc) {
            image->height = big_endian(data + at + 5, 2);
            image->width = big_endian(data + at + 7, 2);
            return TRUE;
        }
        at += 2 + big_endian(data + at + 2, 2);
    }
    return FALSE;
}

static gboolean
read_size(const guint8 *data, gsize size, EditionImage *image)
{
    static const guint8 png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    if (size > 24 && memcmp(data, png, sizeof png) == 0 && memcmp(data + 12, "IHDR", 4) == 0) {
        image->type = "png";
        image->width = big_endian(data + 16, 4);
        image->height = big_endian(data + 20, 4);
        return TRUE;
    }
    if (size > 10 && (memcmp(data, "GIF87a", 6) == 0 || memcmp(data, "GIF89a", 6) == 0)) {
        image->type = "gif";
        image->width = (guint)data[6] | (guint)data[7] << 8;
        image->height = (guint)data[8] | (guint)data[9] << 8;
        return TRUE;
    }
    image->type = "jpeg";
    return size > 4 && data[0] == 0xff && data[1] == 0xd8 && read_jpeg(data, size, image);
}

EditionImage *
edition_image_read(const char *name, GBytes *bytes, GError **error)
{
    g_autoptr(EditionImage) image = g_new0(EditionImage, 1);
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);

    if (size > EDITION_IMAGE_SIZE_MAX) {
        fail(error, ERROR_BAD_INPUT, "image \"%s\" has more than %d KB", name,
             EDITION_IMAGE_SIZE_MAX / 1024);
        fail_hint(error, "a letter's column is %d pixels wide: make it twice that at most",
                  EDITION_IMAGE_COLUMN);
        return NULL;
    }
    if (!read_size(data, size, image)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no PNG, JPEG or GIF", name);
        fail_hint(error, "other kinds of images are not shown by all mail programs");
        return NULL;
    }
    if (image->width == 0 || image->height == 0 || image->width > EDITION_IMAGE_SIDE_MAX ||
        image->height > EDITION_IMAGE_SIDE_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "image \"%s\" is %u by %u pixels; %d is the most",
                         name, image->width, image->height, EDITION_IMAGE_SIDE_MAX);
    if (image->width < 3 && image->height < 3)
        return fail_null(error, ERROR_BAD_INPUT, "image \"%s\" is too small to be seen", name);
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    image->hash = g_strndup(hash, HASH_LETTERS);
    image->name = g_strdup(name);
    image->data = g_bytes_ref(bytes);
    return g_steal_pointer(&image);
}

/* A file in the folder or below it. */
static gboolean
is_beside(const char *url)
{
    return url[strcspn(url, ":?#\\")] == '\0' && *url != '/' && *url != '.' && *url != '\0' &&
           strstr(url, "/.") == NULL;
}

static gboolean
load_one(const char *image_name, const char *folder, GPtrArray *images, GError **error)
{
    g_autofree char *path = g_build_filename(folder, image_name, NULL);
    GStatBuf info;
    char *content;
    gsize size;

    if (g_stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return fail(error, ERROR_NOT_FOUND, "there is no image \"%s\" beside it", image_name);
    if (info.st_size > EDITION_IMAGE_SIZE_MAX)
        return fail(error, ERROR_BAD_INPUT, "image \"%s\" has more than %d KB", image_name,
                    EDITION_IMAGE_SIZE_MAX / 1024);
    if (!g_file_get_contents(path, &content, &size, error))
        return FALSE;
    g_autoptr(GBytes) bytes = g_bytes_new_take(content, size);
    EditionImage *image = edition_image_read(image_name, bytes, error);
    if (image == NULL)
        return FALSE;
    g_ptr_array_add(images, image);
    return images->len <= EDITION_IMAGES_MAX ||
           fail(error, ERROR_BAD_INPUT, "an edition has at most %d images", EDITION_IMAGES_MAX);
}

static const EditionImage *
image_find(const GPtrArray *images, const char *name)
{
    for (guint i = 0; i < images->len; i++)
        if (g_str_equal(((EditionImage *)images->pdata[i])->name, name))
            return images->pdata[i];
    return NULL;
}

gboolean
edition_images_load(const char *markdown, const char *name, const char *folder,
                    const char *const *known, GPtrArray *images, GError **error)
{
    g_auto(GStrv) urls = markdown_images(markdown);

    for (char **url = urls; *url != NULL; url++) {
        g_autofree char *file = g_uri_unescape_string(*url, "/");
        g_autoptr(GError) problem = NULL;
        if (file == NULL || !is_beside(file)) {
            fail(error, ERROR_BAD_INPUT, "\"%s\": the image \"%s\" is no file beside it", name,
                 *url);
            return fail_hint(error, "an image from elsewhere would tell another host who reads "
                                    "the letter: put a copy beside the text");
        }
        if (image_find(images, file) != NULL || load_one(file, folder, images, &problem))
            continue;
        if (error_kind(problem) == ERROR_NOT_FOUND && g_strv_contains(known, file))
            continue;
        g_propagate_prefixed_error(error, g_steal_pointer(&problem), "\"%s\": ", name);
        return FALSE;
    }
    return TRUE;
}

char *
edition_image_cid(const Edition *edition, const char *hash)
{
    return g_strconcat(hash, "@", edition->list_domain, NULL);
}

static void
image_free(gpointer image)
{
    edition_image_free(image);
}

GPtrArray *
edition_images_read(Store *store, gint64 edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_images(store, edition, error);
    NewsEditionImages row;

    if (rows == NULL)
        return NULL;
    GPtrArray *images = g_ptr_array_new_with_free_func(image_free);
    while (news_edition_images_next(rows, &row)) {
        EditionImage *image = g_new0(EditionImage, 1);
        image->name = g_strdup(row.name);
        image->hash = g_strdup(row.hash);
        image->type = g_intern_string(row.type);
        image->width = (guint)row.width;
        image->height = (guint)row.height;
        g_ptr_array_add(images, image);
    }
    return images;
}

static void
append_image(GString *out, const Edition *edition, const EditionImage *image, const char *site_url)
{
    g_autofree char *cid = edition_image_cid(edition, image->hash);

    if (site_url != NULL)
        g_string_append_printf(out, "src=\"%s/editions/%s/%d/img-%s.%s\"", site_url,
                               edition->list_name, edition->number, image->hash, image->type);
    else
        g_string_append_printf(out, "src=\"cid:%s\"", cid);
    /* Outlook takes the width from here, the others from the style. */
    g_string_append_printf(out, " width=\"%u\"", MIN(image->width, (guint)EDITION_IMAGE_COLUMN));
}

char *
edition_images_place(const Edition *edition, const char *html, const GPtrArray *images,
                     const char *site_url)
{
    GString *out = g_string_sized_new(strlen(html) + 200);

    for (const char *tag; (tag = strstr(html, "<img ")) != NULL;) {
        const char *src = strstr(tag, "src=\"");
        const char *end = src != NULL ? strchr(src + 5, '"') : NULL;
        if (end == NULL)
            break;
        g_autofree char *url = g_strndup(src + 5, (gsize)(end - src - 5));
        g_autofree char *name = g_uri_unescape_string(url, NULL);
        const EditionImage *image = name != NULL ? image_find(images, name) : NULL;
        g_string_append_len(out, html, src - html);
        if (image != NULL)
            append_image(out, edition, image, site_url);
        else
            g_string_append(out, "src=\"\"");
        html = end + 1;
    }
    g_string_append(out, html);
    return g_string_free(out, FALSE);
}

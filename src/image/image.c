/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image - pictures that people send, made anew; see image.h
 *
 * Only the loaders named here are let near a stranger's bytes; the size a picture claims is looked
 * at before memory is taken for it.
 */
#include "image/image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "base/error.h"

enum { MAGIC_MIN = 12 };

static const char *
loader_of(const guint8 *data, gsize size)
{
    if (size < MAGIC_MIN)
        return NULL;
    if (memcmp(data, "\xff\xd8\xff", 3) == 0)
        return "jpeg";
    if (memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0)
        return "png";
    return memcmp(data, "GIF8", 4) == 0 ? "gif" : NULL;
}

/* The box it is to fit in; what is too large to be decoded gets no size, which ends it. */
static void
set_size(GdkPixbufLoader *loader, int width, int height, gpointer data)
{
    gboolean *refused = data;
    int side = MAX(width, height);

    *refused = width < 1 || height < 1 || (gint64)width * height > IMAGE_PIXELS_MAX;
    if (*refused)
        gdk_pixbuf_loader_set_size(loader, 0, 0);
    else if (side > IMAGE_SIDE_MAX)
        gdk_pixbuf_loader_set_size(loader, MAX(1, (int)((gint64)width * IMAGE_SIDE_MAX / side)),
                                   MAX(1, (int)((gint64)height * IMAGE_SIDE_MAX / side)));
}

static GdkPixbuf *
decode(const char *type, GBytes *raw)
{
    g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type(type, NULL);
    gboolean refused = FALSE;

    if (loader == NULL)
        return NULL;
    g_signal_connect(loader, "size-prepared", G_CALLBACK(set_size), &refused);
    gboolean good = gdk_pixbuf_loader_write_bytes(loader, raw, NULL);
    /* It is closed in any case, or it complains. */
    good = gdk_pixbuf_loader_close(loader, NULL) && good && !refused;
    GdkPixbuf *pixbuf = good ? gdk_pixbuf_loader_get_pixbuf(loader) : NULL;
    return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation(pixbuf) : NULL;
}

/* Its pixels and nothing else: a copy takes no option along that a loader has set. */
static Image *
encode(const GdkPixbuf *pixbuf)
{
    g_autoptr(GdkPixbuf) bare = gdk_pixbuf_copy(pixbuf);
    g_autoptr(Image) image = g_new0(Image, 1);
    g_autofree char *data = NULL;
    gsize size;

    if (bare == NULL)
        return NULL;
    image->type = gdk_pixbuf_get_has_alpha(bare) ? "png" : "jpeg";
    image->width = (guint)gdk_pixbuf_get_width(bare);
    image->height = (guint)gdk_pixbuf_get_height(bare);
    gboolean is_jpeg = g_str_equal(image->type, "jpeg");
    if (!gdk_pixbuf_save_to_buffer(bare, &data, &size, image->type, NULL,
                                   is_jpeg ? "quality" : "compression", is_jpeg ? "82" : "9", NULL))
        return NULL;
    image->data = g_bytes_new_take(g_steal_pointer(&data), size);
    return g_steal_pointer(&image);
}

Image *
image_renew(GBytes *raw, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(raw, &size);
    const char *type = loader_of(data, size);

    if (type == NULL)
        return fail_null(error, ERROR_BAD_INPUT, "it is neither JPEG, PNG nor GIF");
    if (size > IMAGE_BYTES_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "the picture has more than %d MB",
                         IMAGE_BYTES_MAX / 1024 / 1024);
    g_autoptr(GdkPixbuf) pixbuf = decode(type, raw);
    Image *image = pixbuf != NULL ? encode(pixbuf) : NULL;
    return image != NULL ? image
                         : fail_null(error, ERROR_BAD_INPUT,
                                     "the picture is broken, too large, or of a kind that cannot "
                                     "be read here");
}

void
image_free(Image *image)
{
    if (image == NULL)
        return;
    g_clear_pointer(&image->data, g_bytes_unref);
    g_free(image);
}

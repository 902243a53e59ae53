/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures made anew: smaller, turned as their camera says, and without anything that it said. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "base/error.h"
#include "image/image.h"

/* A JPEG as phones write it: EXIF with orientation 6 (turn right) and a place, a comment, and
 * something behind the end. */
static const guint8 exif[] = "\xff\xe1\x00\x36"
                             "Exif\0\0MM\0*\0\0\0\x08"
                             "\0\x01"                             /* one entry */
                             "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" /* orientation */
                             "\0\0\0\0"
                             "GPSLatitude 48.1173 N\0"
                             "\xff\xfe\x00\x10"
                             "Telephone 12!";

static GBytes *
photograph(int width, int height, gboolean alpha)
{
    g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, alpha, 8, width, height);
    g_autofree char *data = NULL;
    gsize size;

    gdk_pixbuf_fill(pixbuf, 0x3366cc80);
    g_assert_true(
        gdk_pixbuf_save_to_buffer(pixbuf, &data, &size, alpha ? "png" : "jpeg", NULL, NULL, NULL));
    GByteArray *file = g_byte_array_new();
    if (alpha) {
        g_byte_array_append(file, (const guint8 *)data, (guint)size);
    } else {
        g_byte_array_append(file, (const guint8 *)data, 2);
        g_byte_array_append(file, exif, sizeof exif - 1);
        g_byte_array_append(file, (const guint8 *)data + 2, (guint)size - 2);
    }
    g_byte_array_append(file, (const guint8 *)"behind the end", 14);
    return g_byte_array_free_to_bytes(file);
}

static gboolean
has(GBytes *bytes, const char *word)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);

    return memmem(data, size, word, strlen(word)) != NULL;
}

static void
test_photograph(void)
{
    g_autoptr(GBytes) raw = photograph(3200, 800, FALSE);
    g_autoptr(GError) error = NULL;

    g_assert_true(has(raw, "GPSLatitude"));
    g_autoptr(Image) image = image_renew(raw, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(image->type, ==, "jpeg");
    g_assert_cmpuint(image->width, ==, 400);
    g_assert_cmpuint(image->height, ==, IMAGE_SIDE_MAX);
    g_assert_false(has(image->data, "GPS"));
    g_assert_false(has(image->data, "Exif"));
    g_assert_false(has(image->data, "Telephone"));
    g_assert_false(has(image->data, "behind the end"));
}

static void
test_small(void)
{
    g_autoptr(GBytes) raw = photograph(40, 30, TRUE);
    g_autoptr(Image) image = image_renew(raw, NULL);

    g_assert_cmpstr(image->type, ==, "png");
    g_assert_cmpuint(image->width, ==, 40);
    g_assert_cmpuint(image->height, ==, 30);
    g_assert_false(has(image->data, "behind the end"));
}

static void
refuse(const void *data, gsize size)
{
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;

    g_assert_null(image_renew(raw, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
}

static void
test_refused(void)
{
    /* A PNG that claims to be 100,000 pixels square. */
    static const guint8 huge[] =
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x02\0\0\0";
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

    refuse("", 0);
    refuse(svg, sizeof svg - 1);
    refuse(huge, sizeof huge - 1);
    refuse("\xff\xd8\xff\xe0 no JPEG", 12);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/image/photograph", test_photograph);
    g_test_add_func("/image/small", test_small);
    g_test_add_func("/image/refused", test_refused);
    return g_test_run();
}

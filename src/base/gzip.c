/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip - compress bytes, a piece at a time */
#include "base/gzip.h"

#include <gio/gio.h>

#include "base/error.h"

enum { PIECE = 32768 };

struct Gzip {
    GConverter *converter;
    guint8 piece[PIECE];
};

Gzip *
gzip_new(int level)
{
    Gzip *gzip = g_new0(Gzip, 1);

    gzip->converter = G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, level));
    return gzip;
}

void
gzip_free(Gzip *gzip)
{
    if (gzip == NULL)
        return;
    g_object_unref(gzip->converter);
    g_free(gzip);
}

gboolean
gzip_add(Gzip *gzip, const void *data, gsize size, gboolean end, GByteArray *out, GError **error)
{
    g_autoptr(GError) broken = NULL;
    const guint8 *bytes = data;
    gsize taken, written;

    /* Without an end there is nothing to wait for when all was taken. */
    while (size > 0 || end) {
        GConverterResult result = g_converter_convert(
            gzip->converter, bytes, size, gzip->piece, PIECE,
            end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &taken, &written, &broken);
        if (result == G_CONVERTER_ERROR)
            return fail(error, ERROR_BUG, "cannot compress: %s", broken->message);
        g_byte_array_append(out, gzip->piece, (guint)written);
        bytes += taken;
        size -= taken;
        if (result == G_CONVERTER_FINISHED)
            return TRUE;
    }
    return TRUE;
}

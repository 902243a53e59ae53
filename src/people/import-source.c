/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-source - a file as UTF-8, whatever it was
 *
 * A byte order mark tells; without one the file is read once to see whether its bytes beyond ASCII
 * make UTF-8, and taken for Windows-1252 when more of them do not than do. Single bytes that are
 * no UTF-8 in a file that otherwise is come through: their rows are refused.
 */
#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

#include "people/import-inside.h"

struct ImportSource {
    GFileInputStream *file;
    GInputStream *text; /* the file, or what converts it */
    gint64 size;
    const char *encoding;
};

typedef struct {
    guint needed; /* bytes of a character that are still to come */
    guint64 characters;
    guint64 broken;
} Count;

static void
count_bytes(Count *count, const guint8 *data, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        guint8 c = data[i];
        if (c < 0x80 && count->needed == 0)
            continue;
        if ((c & 0xc0) == 0x80 && count->needed > 0) {
            count->characters += --count->needed == 0;
            continue;
        }
        if (count->needed > 0)
            count->broken++;
        count->needed = c >= 0xc2 && c < 0xe0   ? 1
                        : c >= 0xe0 && c < 0xf0 ? 2
                        : c >= 0xf0 && c < 0xf5 ? 3
                                                : 0;
        if (c >= 0x80 && count->needed == 0)
            count->broken++;
    }
}

static gboolean
fail_file(const char *path, const GError *broken, GError **error)
{
    return fail(error, error_kind(broken), "cannot read \"%s\": %s", path, broken->message);
}

/* Leaves the file behind its mark, if it has one. */
static gboolean
find_encoding(ImportSource *source, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(65536);
    GInputStream *stream = G_INPUT_STREAM(source->file);
    Count count = {0};
    gsize mark = 0;
    gssize n = g_input_stream_read(stream, buffer, 65536, NULL, error);

    source->encoding = "UTF-8";
    if (n >= 2 && buffer[0] == 0xff && buffer[1] == 0xfe) {
        source->encoding = "UTF-16LE";
        mark = 2;
    } else if (n >= 2 && buffer[0] == 0xfe && buffer[1] == 0xff) {
        source->encoding = "UTF-16BE";
        mark = 2;
    } else if (n >= 3 && memcmp(buffer, "\xef\xbb\xbf", 3) == 0) {
        mark = 3;
    } else {
        while (n > 0) {
            count_bytes(&count, buffer, (gsize)n);
            n = g_input_stream_read(stream, buffer, 65536, NULL, error);
        }
        if (count.broken > count.characters)
            source->encoding = "WINDOWS-1252";
    }
    return n >= 0 &&
           g_seekable_seek(G_SEEKABLE(source->file), (goffset)mark, G_SEEK_SET, NULL, error);
}

static gboolean
open_text(ImportSource *source, GError **error)
{
    if (g_str_equal(source->encoding, "UTF-8")) {
        source->text = g_object_ref(G_INPUT_STREAM(source->file));
        return TRUE;
    }
    g_autoptr(GCharsetConverter) converter =
        g_charset_converter_new("UTF-8", source->encoding, error);
    if (converter == NULL)
        return FALSE;
    /* Windows-1252 leaves five bytes without a meaning. */
    g_charset_converter_set_use_fallback(converter, TRUE);
    source->text =
        g_converter_input_stream_new(G_INPUT_STREAM(source->file), G_CONVERTER(converter));
    return TRUE;
}

ImportSource *
import_source_open(const char *path, GError **error)
{
    g_autoptr(ImportSource) source = g_new0(ImportSource, 1);
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GError) broken = NULL;
    g_autoptr(GFileInfo) info = NULL;

    source->file = g_file_read(file, NULL, &broken);
    if (source->file != NULL)
        info = g_file_input_stream_query_info(source->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL,
                                              &broken);
    if (info == NULL || !g_seekable_can_seek(G_SEEKABLE(source->file))) {
        if (broken != NULL)
            fail_file(path, broken, error);
        else {
            fail(error, ERROR_BAD_INPUT, "\"%s\" is no file that can be read twice", path);
            fail_hint(error, "save it to a file first");
        }
        return NULL;
    }
    source->size = g_file_info_get_size(info);
    if (!find_encoding(source, &broken) || !open_text(source, &broken)) {
        fail_file(path, broken, error);
        return NULL;
    }
    return g_steal_pointer(&source);
}

gssize
import_source_read(ImportSource *source, char *buffer, gsize size, GError **error)
{
    g_autoptr(GError) broken = NULL;
    gssize n = g_input_stream_read(source->text, buffer, size, NULL, &broken);

    if (n < 0)
        fail(error, ERROR_BAD_INPUT, "the file is no text in %s: %s", source->encoding,
             broken->message);
    return n;
}

const char *
import_source_encoding(const ImportSource *source)
{
    return source->encoding;
}

gint64
import_source_size(const ImportSource *source)
{
    return source->size;
}

gint64
import_source_done(const ImportSource *source)
{
    return g_seekable_tell(G_SEEKABLE(source->file));
}

void
import_source_free(ImportSource *source)
{
    if (source == NULL)
        return;
    g_clear_object(&source->text);
    g_clear_object(&source->file);
    g_free(source);
}

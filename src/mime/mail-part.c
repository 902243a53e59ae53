/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail-part - the content of one part, decoded
 *
 * RFC 2045 section 6 through GMime's decoders, in chunks. Broken encodings decode as far as they
 * go; nothing here fails but for what the caller's limit forbids.
 */
#include "base/error.h"

#include "mime/mail-inside.h"

#define CHUNK 8192

static gboolean
is_plain(GMimeContentEncoding encoding)
{
    return encoding != GMIME_CONTENT_ENCODING_BASE64 &&
           encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
           encoding != GMIME_CONTENT_ENCODING_UUENCODE;
}

/* Decodes a part from chunk to chunk, into `out` when that is not NULL, until `max` bytes are
 * passed. Returns how many there are (or were, when it stopped). */
static gsize
decode(const Mail *mail, guint index, gsize max, GByteArray *out)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, index);
    const char *data = g_bytes_get_data(mail->raw, NULL);
    char buffer[2 * CHUNK + 128];
    gsize total = 0;
    GMimeEncoding state;

    if (is_plain(place->encoding)) {
        total = place->end - place->start;
        if (out != NULL)
            g_byte_array_append(out, (const guint8 *)data + place->start, (guint)MIN(total, max));
        return total;
    }
    g_mime_encoding_init_decode(&state, place->encoding);
    for (gsize at = place->start; at < place->end && total <= max;) {
        gsize size = MIN(CHUNK, place->end - at);
        g_assert(g_mime_encoding_outlen(&state, size) <= sizeof buffer);
        gsize n = g_mime_encoding_step(&state, data + at, size, buffer);
        if (out != NULL)
            g_byte_array_append(out, (const guint8 *)buffer, (guint)n);
        total += n;
        at += size;
    }
    gsize n = g_mime_encoding_flush(&state, "", 0, buffer);
    if (out != NULL)
        g_byte_array_append(out, (const guint8 *)buffer, (guint)n);
    return total + n;
}

gsize
part_size(const Mail *mail, guint index)
{
    return decode(mail, index, G_MAXSIZE, NULL);
}

GByteArray *
part_decode(const Mail *mail, guint index, gsize max)
{
    GByteArray *out = g_byte_array_new();

    decode(mail, index, max, out);
    return out;
}

GBytes *
mail_part_bytes(const Mail *mail, guint index, gsize max, GError **error)
{
    if (index >= mail->n_parts)
        return fail_null(error, ERROR_NOT_FOUND, "the mail has no part %u", index);
    const MailPart *part = &mail->parts[index];
    if (part->size > max || part->size > G_MAXINT) {
        fail(error, ERROR_REFUSED,
             "part %s has %" G_GSIZE_FORMAT " bytes, more than %" G_GSIZE_FORMAT, part->number,
             part->size, MIN(max, (gsize)G_MAXINT));
        return NULL;
    }
    return g_byte_array_free_to_bytes(part_decode(mail, index, G_MAXINT));
}

MailExtent
mail_part_extent(const Mail *mail, guint index)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, index);

    return (MailExtent){.head = place->head,
                        .body = place->start,
                        .end = place->end,
                        .base64 = place->encoding == GMIME_CONTENT_ENCODING_BASE64};
}

GBytes *
mail_without_part(const Mail *mail, guint index)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, index);
    gsize size;
    const guint8 *data = g_bytes_get_data(mail->raw, &size);
    GByteArray *out = g_byte_array_sized_new((guint)size);

    g_byte_array_append(out, data, (guint)place->start);
    g_byte_array_append(out, data + place->end, (guint)(size - place->end));
    return g_byte_array_free_to_bytes(out);
}

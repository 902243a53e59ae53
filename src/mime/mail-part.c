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

/* Decodes from chunk to chunk, on from `state`, into `out` when that is not NULL, until `max` bytes
 * are passed. Returns how many there are (or were, when it stopped). */
static gsize
decode_chunks(GMimeEncoding *state, const char *data, gsize size, gsize max, GByteArray *out)
{
    char buffer[2 * CHUNK + 128];
    gsize total = 0;

    for (gsize at = 0; at < size && total <= max;) {
        gsize chunk = MIN(CHUNK, size - at);
        g_assert(g_mime_encoding_outlen(state, chunk) <= sizeof buffer);
        gsize n = g_mime_encoding_step(state, data + at, chunk, buffer);
        if (out != NULL)
            g_byte_array_append(out, (const guint8 *)buffer, (guint)n);
        total += n;
        at += chunk;
    }
    return total;
}

/* What the last chunk left open. */
static gsize
decode_end(GMimeEncoding *state, GByteArray *out)
{
    char buffer[128];
    gsize n = g_mime_encoding_flush(state, "", 0, buffer);

    if (out != NULL)
        g_byte_array_append(out, (const guint8 *)buffer, (guint)n);
    return n;
}

static gsize
decode_bytes(const char *data, gsize size, GMimeContentEncoding encoding, gsize max,
             GByteArray *out)
{
    GMimeEncoding state;

    if (is_plain(encoding)) {
        if (out != NULL)
            g_byte_array_append(out, (const guint8 *)data, (guint)MIN(size, max));
        return size;
    }
    g_mime_encoding_init_decode(&state, encoding);
    gsize total = decode_chunks(&state, data, size, max, out);
    return total + decode_end(&state, out);
}

static gsize
decode(const Mail *mail, guint index, gsize max, GByteArray *out)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, index);
    const char *data = g_bytes_get_data(mail->raw, NULL);

    return decode_bytes(data + place->start, place->end - place->start, place->encoding, max, out);
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

gboolean
mail_part_is_attachment(const MailPart *part)
{
    if (part->in_attached || g_str_has_suffix(part->content_type, "-signature"))
        return FALSE;
    return g_strcmp0(part->disposition, "attachment") == 0 ||
           (part->filename != NULL && part->cid == NULL) ||
           (!g_str_has_prefix(part->content_type, "text/") && part->depth > 0 && part->cid == NULL);
}

MailExtent
mail_part_extent(const Mail *mail, guint index)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, index);
    const char *encoding = g_mime_content_encoding_to_string(place->encoding);

    return (MailExtent){.head = place->head,
                        .body = place->start,
                        .end = place->end,
                        .base64 = place->encoding == GMIME_CONTENT_ENCODING_BASE64,
                        .encoding = encoding != NULL ? encoding : ""};
}

GBytes *
mail_bytes_decode(const void *data, gsize size, const char *encoding)
{
    GByteArray *out = g_byte_array_new();

    decode_bytes(data, size, g_mime_content_encoding_from_string(encoding), G_MAXINT, out);
    return g_byte_array_free_to_bytes(out);
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

struct MailDecoder {
    GMimeContentEncoding encoding;
    GMimeEncoding state;
};

MailDecoder *
mail_decoder_new(const char *encoding)
{
    MailDecoder *decoder = g_new0(MailDecoder, 1);

    decoder->encoding = g_mime_content_encoding_from_string(encoding);
    if (!is_plain(decoder->encoding))
        g_mime_encoding_init_decode(&decoder->state, decoder->encoding);
    return decoder;
}

void
mail_decoder_step(MailDecoder *decoder, const void *data, gsize size, gboolean last,
                  GByteArray *out)
{
    if (is_plain(decoder->encoding)) {
        g_byte_array_append(out, data, (guint)size);
        return;
    }
    decode_chunks(&decoder->state, data, size, G_MAXSIZE, out);
    if (last)
        decode_end(&decoder->state, out);
}

void
mail_decoder_free(MailDecoder *decoder)
{
    g_free(decoder);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream - a response that is made while it is sent
 *
 * One piece is held at a time: a client that reads slowly costs no memory.
 */
#include "http/stream.h"

#include <string.h>

#include "base/log.h"

enum { BLOCK = 32768 };

typedef struct {
    HttpProduce produce;
    gpointer data;
    GDestroyNotify free;
    GByteArray *piece;
    gsize sent; /* of it */
    gsize skip; /* bytes to come that nobody asked for */
    gboolean end;
} Stream;

static void
stream_free(void *data)
{
    Stream *stream = data;

    if (stream->free != NULL)
        stream->free(stream->data);
    g_byte_array_unref(stream->piece);
    g_free(stream);
}

static ssize_t
stream_read(void *data, uint64_t offset G_GNUC_UNUSED, char *buffer, size_t size)
{
    Stream *stream = data;
    g_autoptr(GError) error = NULL;

    while (stream->sent == stream->piece->len) {
        if (stream->end)
            return MHD_CONTENT_READER_END_OF_STREAM;
        g_byte_array_set_size(stream->piece, 0);
        if (!stream->produce(stream->data, stream->piece, &stream->end, &error)) {
            log_event(G_LOG_LEVEL_WARNING, "a long answer was broken off", "ERROR",
                      error != NULL ? error->message : "", NULL);
            return MHD_CONTENT_READER_END_WITH_ERROR;
        }
        stream->sent = MIN(stream->skip, stream->piece->len);
        stream->skip -= stream->sent;
    }
    size = MIN(size, stream->piece->len - stream->sent);
    memcpy(buffer, stream->piece->data + stream->sent, size);
    stream->sent += size;
    return (ssize_t)size;
}

struct MHD_Response *
stream_answer(HttpResponse *response, gsize from, gsize count)
{
    Stream *stream = g_new0(Stream, 1);

    stream->produce = response->produce;
    stream->data = g_steal_pointer(&response->produce_data);
    stream->free = response->produce_free;
    response->produce_free = NULL;
    stream->piece = g_byte_array_new();
    stream->skip = from;
    struct MHD_Response *out =
        MHD_create_response_from_callback(response->produce_size > 0 ? count : MHD_SIZE_UNKNOWN,
                                          BLOCK, stream_read, stream, stream_free);
    if (out == NULL)
        stream_free(stream);
    return out;
}

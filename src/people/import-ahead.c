/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-ahead - read the next chunk of rows while one is compared with what is known
 *
 * In a thread of its own, one chunk at a time, as import-writer stores them: reading takes a third
 * of an import that finds nothing new.
 */
#include "people/import-inside.h"

#define CHUNK 4000
#define PIECE 65536

struct ImportAhead {
    ImportSource *source;
    ImportReader *reader;
    char *buffer;
    GThread *thread; /* NULL: nothing is being read */
    GPtrArray *rows; /* what is or was being read; NULL: nothing yet */
    gint64 done;
    gboolean is_last;
    GError *error;
};

ImportAhead *
import_ahead_new(ImportSource *source, ImportReader *reader)
{
    ImportAhead *ahead = g_new0(ImportAhead, 1);

    ahead->source = source;
    ahead->reader = reader;
    ahead->buffer = g_malloc(PIECE);
    return ahead;
}

static gpointer
read_chunk(gpointer data)
{
    ImportAhead *ahead = data;

    ahead->rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
    do {
        gssize n = import_source_read(ahead->source, ahead->buffer, PIECE, &ahead->error);
        ahead->is_last = n <= 0;
        if (n < 0 || !import_reader_feed(ahead->reader, ahead->buffer, (gsize)n, n == 0,
                                         ahead->rows, &ahead->error))
            break;
    } while (!ahead->is_last && ahead->rows->len < CHUNK);
    ahead->done = import_source_done(ahead->source);
    return NULL;
}

static void
wait(ImportAhead *ahead)
{
    if (ahead->thread != NULL)
        g_thread_join(g_steal_pointer(&ahead->thread));
}

GPtrArray *
import_ahead_next(ImportAhead *ahead, gboolean *is_last, gint64 *done, GError **error)
{
    wait(ahead);
    if (ahead->rows == NULL)
        read_chunk(ahead);
    if (ahead->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&ahead->error));
        return NULL;
    }
    *is_last = ahead->is_last;
    *done = ahead->done;
    return g_steal_pointer(&ahead->rows);
}

void
import_ahead_go(ImportAhead *ahead)
{
    if (!ahead->is_last && ahead->rows == NULL)
        ahead->thread = g_thread_try_new("read", read_chunk, ahead, NULL);
}

void
import_ahead_free(ImportAhead *ahead)
{
    if (ahead == NULL)
        return;
    wait(ahead);
    g_clear_pointer(&ahead->rows, g_ptr_array_unref);
    g_clear_error(&ahead->error);
    g_free(ahead->buffer);
    g_free(ahead);
}

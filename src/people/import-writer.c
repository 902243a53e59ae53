/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-writer - store one chunk of people while the next one is read
 *
 * In a thread of its own, one chunk at a time: a connection that writes blocks whoever hands it
 * more than its socket holds, which is a tenth of a chunk, for as long as the server takes for what
 * it has.
 */
#include "store/query.h"

#include "people/import-inside.h"

struct ImportWriter {
    Store *store;
    const ImportPlan *plan;
    gint64 agreed_at;
    gboolean is_beside;
    GThread *thread;    /* NULL: nothing is being written */
    ImportChunk *chunk; /* what is or was being written */
    GError *error;      /* why it was not */
};

ImportChunk *
import_chunk_new(GPtrArray *rows)
{
    ImportChunk *chunk = g_new0(ImportChunk, 1);

    chunk->rows = rows;
    chunk->n = rows->len;
    chunk->people = g_new0(ImportPerson, rows->len + 1);
    return chunk;
}

void
import_chunk_free(ImportChunk *chunk)
{
    if (chunk == NULL)
        return;
    for (guint i = 0; i < chunk->n; i++)
        import_person_clear(&chunk->people[i]);
    g_free(chunk->people);
    g_ptr_array_unref(chunk->rows);
    g_free(chunk);
}

ImportWriter *
import_writer_new(Store *store, const ImportPlan *plan, gint64 agreed_at, gboolean is_beside)
{
    ImportWriter *writer = g_new0(ImportWriter, 1);

    writer->store = store;
    writer->plan = plan;
    writer->agreed_at = agreed_at;
    writer->is_beside = is_beside;
    return writer;
}

static gpointer
write_chunk(gpointer data)
{
    ImportWriter *writer = data;
    const ImportChunk *chunk = writer->chunk;

    if (!pipeline_begin(writer->store, &writer->error))
        return NULL;
    gboolean good = import_store_write(writer->store, chunk->people, chunk->n, writer->plan,
                                       writer->agreed_at, &writer->error);
    pipeline_end(writer->store, good ? &writer->error : NULL);
    return NULL;
}

gboolean
import_writer_wait(ImportWriter *writer, GError **error)
{
    if (writer->thread != NULL)
        g_thread_join(g_steal_pointer(&writer->thread));
    g_clear_pointer(&writer->chunk, import_chunk_free);
    if (writer->error == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&writer->error));
    return FALSE;
}

gboolean
import_writer_give(ImportWriter *writer, ImportChunk *chunk, GError **error)
{
    if (!import_writer_wait(writer, error)) {
        import_chunk_free(chunk);
        return FALSE;
    }
    writer->chunk = chunk;
    if (writer->is_beside)
        writer->thread = g_thread_try_new("import", write_chunk, writer, NULL);
    if (writer->thread != NULL)
        return TRUE;
    write_chunk(writer);
    return import_writer_wait(writer, error);
}

void
import_writer_free(ImportWriter *writer)
{
    if (writer == NULL)
        return;
    import_writer_wait(writer, NULL);
    g_free(writer);
}

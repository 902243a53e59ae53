/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import - any bytes are rows or one error, the same in whatever pieces they come; lines only grow;
 * a row that is not refused has only text that can be stored */
#include <stdint.h>
#include <string.h>

#include "people/import-inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses how the rest is cut, and whether something is mapped. */
static GPtrArray *
read_pieces(const uint8_t *data, size_t size, size_t step, gboolean mapped, GError **error)
{
    static const char *const map[] = {"x=territory", "attributes.y=name", NULL};
    g_autoptr(ImportReader) reader = import_reader_new(0, mapped ? map : NULL, TRUE);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);

    for (size_t at = 0; at < size; at += step)
        if (!import_reader_feed(reader, (const char *)data + at, MIN(step, size - at), FALSE, rows,
                                error))
            return NULL;
    return import_reader_feed(reader, "", 0, TRUE, rows, error) ? g_steal_pointer(&rows) : NULL;
}

static void
check_row(ImportRow *row)
{
    g_assert_true(row->fields != NULL);
    g_assert_true(row->territories != NULL && row->lists != NULL);
    for (guint i = 0; row->fields[i] != NULL; i++)
        g_assert_true(g_utf8_validate(row->fields[i], -1, NULL));
    g_autofree char *key = import_row_check(row);
    g_assert_true((key != NULL) != (row->refusal != NULL));
    g_assert_true(row->refusal == NULL || g_utf8_validate(row->refusal, -1, NULL));
    g_assert_true(key == NULL || row->name == NULL || g_utf8_validate(row->name, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) cut_error = NULL;
    guint line = 0;

    if (size == 0)
        return 0;
    gboolean mapped = (data[0] & 0x80) != 0;
    size_t step = (data[0] & 0x7f) + 1;
    g_autoptr(GPtrArray) rows = read_pieces(data + 1, size - 1, size, mapped, &error);
    g_autoptr(GPtrArray) cut = read_pieces(data + 1, size - 1, step, mapped, &cut_error);
    g_assert_true((rows != NULL) != (error != NULL));
    g_assert_true((rows != NULL) == (cut != NULL));
    g_assert_true(rows == NULL || rows->len == cut->len);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        const ImportRow *same = cut->pdata[i];
        g_assert_cmpuint(row->line, >=, line);
        g_assert_cmpuint(row->line, ==, same->line);
        g_assert_cmpstr(row->address, ==, same->address);
        g_assert_cmpstr(row->refusal, ==, same->refusal);
        line = row->line;
        check_row(row);
    }
    return 0;
}

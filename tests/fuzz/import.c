/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import - any bytes are rows or one error; lines only grow */
#include <stdint.h>

#include "people/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = import_read((const char *)data, size, &error);
    guint line = 0;

    g_assert_true((rows != NULL) != (error != NULL));
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const ImportRow *row = rows->pdata[i];
        g_assert_true(row->territories != NULL && row->lists != NULL);
        g_assert_cmpuint(row->line, >=, line); /* a lone CR ends a row within its line */
        line = row->line;
    }
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another site says its months are: read whole or refused, within bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "archive/mirror.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) months = mirror_months_read((const char *)data, size, &error);

    if ((months == NULL) != (error != NULL))
        abort();
    for (guint i = 0; months != NULL && i < months->len; i++) {
        const MirrorMonth *month = &g_array_index(months, MirrorMonth, i);
        /* Both become part of an address. */
        if (strlen(month->name) != 7 || strpbrk(month->name, "/.?#% ") != NULL ||
            strpbrk(month->version, "/.?#% ") != NULL || month->posts < 1)
            abort();
    }
    return 0;
}

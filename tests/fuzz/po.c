/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogues: read whole or refused. */
#include <stdint.h>
#include <stdlib.h>

#include "page/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_parse("x.po", (const char *)data, size, &error);

    if ((catalogue == NULL) != (error != NULL))
        abort();
    if (catalogue != NULL && catalogue_text(catalogue, "a") == NULL)
        abort();
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images: what is accepted is of a known type, and of a size that a letter can show. */
#include <stdint.h>
#include <stdlib.h>

#include "news/edition-image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(EditionImage) image = edition_image_read("a", bytes, &error);

    if ((image == NULL) != (error != NULL))
        abort();
    if (image != NULL && (image->width == 0 || image->width > EDITION_IMAGE_SIDE_MAX ||
                          image->height == 0 || image->height > EDITION_IMAGE_SIDE_MAX))
        abort();
    return 0;
}

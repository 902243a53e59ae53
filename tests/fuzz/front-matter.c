/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Front matter: what is accepted can stand in a header line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "page/front-matter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const keys[] = {"a", "b[]", "kind", "title", "territory[]", "sections{}", NULL};

static void
check_values(const FrontMatter *front_matter)
{
    for (guint i = 0; keys[i] != NULL; i++)
        for (const char *const *item = front_matter_list(front_matter, keys[i]); *item != NULL;
             item++)
            if (!g_utf8_validate(*item, -1, NULL) || strpbrk(*item, "\r\n\x1b") != NULL ||
                **item == '\0')
                abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(FrontMatter) front_matter = front_matter_parse(text, &error);

    if ((front_matter == NULL) != (error != NULL))
        abort();
    if (front_matter == NULL)
        return 0;
    check_values(front_matter);
    for (const FrontMatter *const *map = front_matter_maps(front_matter, "sections"); *map != NULL;
         map++)
        check_values(*map);
    front_matter_check_keys(front_matter, keys, NULL);
    if (front_matter_body(front_matter) == NULL)
        abort();
    return 0;
}

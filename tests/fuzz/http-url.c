/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths and forms from strangers: refused or decoded to what the rest may rely on. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/params.h"
#include "http/percent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(gboolean holds)
{
    if (!holds)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(Params) params = params_new();
    gboolean slash;
    g_auto(GStrv) segments = path_split(text, &slash, NULL);

    for (char **segment = segments; segment != NULL && *segment != NULL; segment++) {
        require(**segment != '\0' && g_utf8_validate(*segment, -1, NULL));
        require(strcmp(*segment, "..") != 0 && strpbrk(*segment, "\r\n") == NULL);
        g_autofree char *encoded = percent_encode(*segment);
        g_autofree char *again = percent_decode(encoded, strlen(encoded), PERCENT_PLAIN, NULL);
        require(g_strcmp0(again, *segment) == 0);
    }
    if (params_parse(params, (const char *)data, size, NULL))
        require(params_count(params) <= PARAMS_MAX_PAIRS);
    return 0;
}

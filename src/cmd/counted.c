/* SPDX-License-Identifier: GPL-3.0-or-later */
/* counted - a number and the noun that goes with it; see counted.h */
#include "cmd/counted.h"

char *
counted(gint64 n, const char *one, const char *many)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", n, n == 1 ? one : many);
}

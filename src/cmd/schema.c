/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - commands of the database's schema and shipped data */
#include <stdio.h>

#include "store/schema.h"

#include "cmd/schema.h"

static void
tell_applied(const Migration *migration, gpointer unused G_GNUC_UNUSED)
{
    printf("applied %04d-%s\n", migration->number, migration->name);
}

gboolean
cmd_schema_upgrade(Call *call, GError **error)
{
    return schema_upgrade(call->store, tell_applied, NULL, error);
}

gboolean
cmd_schema_version(Call *call, GError **error)
{
    int version;

    if (!schema_version(call->store, &version, error))
        return FALSE;
    printf("database %d, program %d\n", version, schema_newest());
    return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - commands of the database's schema and shipped data */
#include "cmd/schema.h"

#include <stdio.h>

#include "base/error.h"
#include "store/schema.h"

#include "people/geography-load.h"

static gboolean no_data;

const GOptionEntry cmd_schema_upgrade_options[] = {
    {"no-data", 0, 0, G_OPTION_ARG_NONE, &no_data,
     "do not load the shipped territories and interests", NULL},
    {0}};

static void
tell_applied(const Migration *migration, gpointer unused G_GNUC_UNUSED)
{
    printf("applied %04d-%s\n", migration->number, migration->name);
}

gboolean
cmd_schema_upgrade(Call *call, GError **error)
{
    g_autofree char *directory =
        g_build_filename(settings_text(call->settings, SETTING_DATA), "sql", "data", NULL);
    const GeographyPlan plan = {.directory = directory, .interests = TRUE, .older = OLDER_KEEP};
    g_auto(GeographyLoaded) loaded = {0};

    if (!schema_upgrade(call->store, tell_applied, NULL, error))
        return FALSE;
    if (no_data)
        return TRUE;
    /* The owner prepares no statement: what goes into the tables is the engine's. */
    g_autoptr(Store) engine = store_open(call->settings, call->state, STORE_ENGINE, error);
    if (engine == NULL)
        return FALSE;
    if (!geography_load(engine, &plan, &loaded, error))
        return fail_hint(error, "set \"data\" in [paths] to the directory that holds sql/data, or "
                                "go without with --no-data");
    if (loaded.kept != NULL)
        printf("kept the newer territories that are loaded: %s\n", loaded.kept);
    if (loaded.territories > 0 || loaded.interests > 0)
        printf("loaded %" G_GINT64_FORMAT " territories, %" G_GINT64_FORMAT
               " postal codes, %" G_GINT64_FORMAT " interests\n",
               loaded.territories, loaded.postal_codes, loaded.interests);
    return TRUE;
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

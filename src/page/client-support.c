/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client-support - the table of what mail clients do not show; see client-support.h */
#include "page/client-support.h"

#include "base/data-file.h"

struct ClientSupport {
    GHashTable *clients; /* "kind name" to words */
};

static gboolean
take_client(gpointer data, char **cells, GError **error G_GNUC_UNUSED)
{
    ClientSupport *support = data;

    g_hash_table_insert(support->clients, g_strconcat(cells[0], " ", cells[1], NULL),
                        g_strdup(cells[2]));
    return TRUE;
}

ClientSupport *
client_support_open(const char *path, GError **error)
{
    g_autoptr(ClientSupport) support = g_new0(ClientSupport, 1);

    support->clients = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!data_file_read(path, "what mail programs cannot show", 3, take_client, support, error))
        return NULL;
    return g_steal_pointer(&support);
}

void
client_support_free(ClientSupport *support)
{
    if (support == NULL)
        return;
    g_hash_table_unref(support->clients);
    g_free(support);
}

const char *
client_support_lacking(const ClientSupport *support, const char *kind, const char *name)
{
    g_autofree char *key = g_strconcat(kind, " ", name, NULL);

    return g_hash_table_lookup(support->clients, key);
}

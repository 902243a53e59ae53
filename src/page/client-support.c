/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client-support - the table of what mail clients do not show; see client-support.h */
#include "base/error.h"

#include "page/client-support.h"

struct ClientSupport {
    GHashTable *clients; /* "kind name" to words */
};

ClientSupport *
client_support_open(const char *path, GError **error)
{
    g_autoptr(ClientSupport) support = g_new0(ClientSupport, 1);
    g_autofree char *text = NULL;

    support->clients = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!g_file_get_contents(path, &text, NULL, error))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] == '\0' || *lines[i] == '#')
            continue;
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);
        if (g_strv_length(cells) != 3)
            return fail_null(error, ERROR_BAD_INPUT, "\"%s\", line %u: not three columns", path,
                             i + 1);
        g_hash_table_insert(support->clients, g_strconcat(cells[0], " ", cells[1], NULL),
                            g_strdup(cells[2]));
    }
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

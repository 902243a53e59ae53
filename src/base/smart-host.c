/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smart-host - HOST:PORT*WEIGHT, several separated by commas; see smart-host.h */
#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

#include "base/smart-host.h"

enum { SMTP_PORT = 25, WEIGHT_MAX = 1000 };

static void
smart_host_free(gpointer data)
{
    SmartHost *host = data;

    g_free(host->host);
    g_free(host);
}

static gboolean
read_one(GPtrArray *hosts, const char *text, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, "*", 2);
    guint64 weight = 1;

    for (guint i = 0; parts[i] != NULL; i++)
        g_strstrip(parts[i]);
    if (parts[0] != NULL && parts[1] != NULL &&
        !g_ascii_string_to_unsigned(parts[1], 10, 1, WEIGHT_MAX, &weight, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no weight of a mail server", parts[1]);
        return fail_hint(error, "give a number from 1 to 1000 behind the star");
    }
    g_autoptr(GSocketConnectable) address =
        parts[0] != NULL && *parts[0] != '\0' && strpbrk(parts[0], " \t/") == NULL
            ? g_network_address_parse(parts[0], SMTP_PORT, NULL)
            : NULL;
    if (address == NULL || g_network_address_get_port(G_NETWORK_ADDRESS(address)) == 0) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no HOST:PORT", text);
        return fail_hint(error, "write mx.example.org:25, several separated by commas");
    }
    SmartHost *host = g_new0(SmartHost, 1);
    host->host = g_strdup(g_network_address_get_hostname(G_NETWORK_ADDRESS(address)));
    host->port = g_network_address_get_port(G_NETWORK_ADDRESS(address));
    host->weight = (guint)weight;
    g_ptr_array_add(hosts, host);
    return TRUE;
}

GPtrArray *
smart_hosts_read(const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(smart_host_free);

    for (guint i = 0; words[i] != NULL; i++)
        if (!read_one(hosts, words[i], error))
            return NULL;
    if (hosts->len == 0) {
        fail(error, ERROR_BAD_INPUT, "no mail server is named");
        fail_hint(error, "write mx.example.org:25, several separated by commas");
        return NULL;
    }
    return g_steal_pointer(&hosts);
}

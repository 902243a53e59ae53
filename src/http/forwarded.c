/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forwarded - which proxies are believed when they name the client; see forwarded.h */
#include "http/forwarded.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>

#include "base/error.h"

struct HttpProxies {
    gboolean local; /* over the Unix socket */
    gboolean loopback;
    GPtrArray *masks; /* of GInetAddressMask */
};

HttpProxies *
http_proxies_read(const char *words, GError **error)
{
    g_autoptr(HttpProxies) proxies = g_new0(HttpProxies, 1);
    g_auto(GStrv) split = g_strsplit_set(words, " ,", -1);

    proxies->masks = g_ptr_array_new_with_free_func(g_object_unref);
    for (char **word = split; *word != NULL; word++) {
        if (**word == '\0')
            continue;
        if (g_str_equal(*word, "unix")) {
            proxies->local = TRUE;
            continue;
        }
        if (g_str_equal(*word, "loopback")) {
            proxies->loopback = TRUE;
            continue;
        }
        GInetAddressMask *mask = g_inet_address_mask_new_from_string(*word, NULL);
        if (mask == NULL) {
            fail(error, ERROR_BAD_INPUT, "\"%s\" is no address or network of a proxy", *word);
            fail_hint(error, "\"proxies\" in [site] has words like unix, loopback, 192.0.2.7 or "
                             "192.0.2.0/24, separated by blanks");
            return NULL;
        }
        g_ptr_array_add(proxies->masks, mask);
    }
    return g_steal_pointer(&proxies);
}

void
http_proxies_free(HttpProxies *proxies)
{
    if (proxies == NULL)
        return;
    if (proxies->masks != NULL)
        g_ptr_array_unref(proxies->masks);
    g_free(proxies);
}

/* An IPv4 client of a socket for both families is that IPv4 address. */
static GInetAddress *
address_of(const struct sockaddr *address)
{
    static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};

    if (address->sa_family == AF_INET)
        return g_inet_address_new_from_bytes(
            (const guint8 *)&((const struct sockaddr_in *)(const void *)address)->sin_addr,
            G_SOCKET_FAMILY_IPV4);
    const guint8 *bytes =
        (const guint8 *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (memcmp(bytes, mapped, sizeof mapped) == 0)
        return g_inet_address_new_from_bytes(bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
    return g_inet_address_new_from_bytes(bytes, G_SOCKET_FAMILY_IPV6);
}

gboolean
http_proxies_have(const HttpProxies *proxies, const struct sockaddr *address)
{
    if (proxies == NULL)
        return FALSE;
    if (address == NULL || (address->sa_family != AF_INET && address->sa_family != AF_INET6))
        return proxies->local;
    g_autoptr(GInetAddress) inet = address_of(address);
    if (proxies->loopback && g_inet_address_get_is_loopback(inet))
        return TRUE;
    for (guint i = 0; i < proxies->masks->len; i++)
        if (g_inet_address_mask_matches(g_ptr_array_index(proxies->masks, i), inet))
            return TRUE;
    return FALSE;
}

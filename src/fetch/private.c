/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private - keep to networks that anybody may speak to; RFC 1918, 4193, 6890 */
#include "fetch/private.h"

#include <gio/gio.h>
#include <string.h>

static gboolean
is_private(const struct sockaddr *address, gsize size)
{
    g_autoptr(GSocketAddress) socket = g_socket_address_new_from_native((gpointer)address, size);
    guint8 mapped[16];

    if (!G_IS_INET_SOCKET_ADDRESS(socket))
        return TRUE;
    GInetAddress *inet = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(socket));
    const guint8 *bytes = g_inet_address_to_bytes(inet);
    if (g_inet_address_get_is_any(inet) || g_inet_address_get_is_loopback(inet) ||
        g_inet_address_get_is_link_local(inet) || g_inet_address_get_is_site_local(inet) ||
        g_inet_address_get_is_multicast(inet))
        return TRUE;
    if (g_inet_address_get_family(inet) == G_SOCKET_FAMILY_IPV4)
        return bytes[0] == 0 || (bytes[0] == 100 && (bytes[1] & 0xc0) == 64) || bytes[0] >= 240 ||
               (bytes[0] == 192 && bytes[1] == 0 && bytes[2] == 0) ||
               (bytes[0] == 198 && (bytes[1] & 0xfe) == 18);
    memset(mapped, 0, sizeof mapped);
    mapped[10] = mapped[11] = 0xff;
    /* fc00::/7, IPv4 in IPv6 in either of its two forms, 64:ff9b::/96 and 2002::/16 around it. */
    return (bytes[0] & 0xfe) == 0xfc || memcmp(bytes, mapped, 12) == 0 ||
           (bytes[0] == 0x20 && bytes[1] == 0x02) ||
           memcmp(bytes, "\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12) == 0;
}

static curl_socket_t
open_socket(void *data, G_GNUC_UNUSED curlsocktype purpose, struct curl_sockaddr *address)
{
    PrivateGuard *guard = data;

    if (!guard->allow_private && is_private(&address->addr, address->addrlen)) {
        guard->was_private = TRUE;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void
private_guard_set(PrivateGuard *guard, CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, guard);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a client says, in whatever pieces, the session answers whole lines and stays in bounds.
 */
#include <stdint.h>

#include "serve/lmtp-session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gboolean
any_recipient(gpointer data G_GNUC_UNUSED, const char *sender G_GNUC_UNUSED,
              const char *recipient G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return TRUE;
}

static gboolean
any_message(gpointer data G_GNUC_UNUSED, const char *sender G_GNUC_UNUSED,
            const char *recipient G_GNUC_UNUSED, GBytes *raw, char **reply G_GNUC_UNUSED,
            GError **error G_GNUC_UNUSED)
{
    g_assert(g_bytes_get_size(raw) <= 10000);
    return TRUE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const LmtpLimits limits = {10000, 5, "mx.example.org"};
    const LmtpHandler handler = {any_recipient, any_message, NULL};
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(LmtpSession) session = lmtp_session_new(&limits, &handler, out);
    gsize step = size > 0 ? 1 + data[0] % 61 : 1;

    for (gsize i = 0; i < size; i += step)
        if (!lmtp_session_feed(session, (const char *)data + i, MIN(step, size - i), out))
            break;
    g_assert(g_str_has_suffix(out->str, "\r\n"));
    return 0;
}

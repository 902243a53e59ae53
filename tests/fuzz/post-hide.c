/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers' tokens in a mail that is passed on: it keeps its size, the mail that is left is read as
 * one, and there is nothing more to hide in it. */
#include <stdint.h>
#include <string.h>

#include "list/post-hide.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char site[] = "https://lists.example.org";
    g_autoptr(GBytes) given = g_bytes_new(data, size);
    g_autoptr(GBytes) raw = mail_to_crlf(given);
    g_autoptr(Mail) mail = mail_parse(raw, NULL);

    if (mail == NULL)
        return 0;
    g_autoptr(GBytes) once = post_hide_tokens(mail, site);
    g_autoptr(Mail) after = mail_parse(once, NULL);
    g_assert_nonnull(after);
    if (mail->is_signed_or_encrypted)
        g_assert_true(g_bytes_equal(once, raw));
    else if (!after->is_signed_or_encrypted) {
        g_autoptr(GBytes) twice = post_hide_tokens(after, site);
        g_assert_true(g_bytes_equal(once, twice));
    }
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* footer - whatever a mail is, it parses with a footer behind it, and has no bare line end */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "mime/footer.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char footer[] = "-- \nMobilit\303\251s";
    g_autoptr(GBytes) given = g_bytes_new(data, size);
    g_autoptr(GBytes) raw = mail_to_crlf(given);
    g_autoptr(Mail) mail = mail_parse(raw, NULL);

    if (mail == NULL)
        return 0;
    g_autoptr(GBytes) done = mail_add_footer(mail, footer);
    g_autoptr(GBytes) lines = mail_to_crlf(done);
    g_assert_true(g_bytes_equal(done, lines));
    g_autoptr(Mail) after = mail_parse(done, NULL);
    g_assert_nonnull(after);
    if (g_bytes_equal(done, raw))
        return 0;
    g_assert_false(mail->is_signed_or_encrypted);
    g_assert_cmpuint(after->n_parts, >=, mail->n_parts);
    g_assert_cmpuint(after->n_parts, <=, mail->n_parts + 1);
    g_assert_cmpstr(after->subject, ==, mail->subject);
    g_assert_cmpstr(after->message_id, ==, mail->message_id);
    return 0;
}

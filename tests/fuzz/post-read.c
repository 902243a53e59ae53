/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-read - what is told of a mail before it is decided about: verdicts, commands, tokens */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "list/post-command.h"
#include "list/post-hide.h"
#include "list/post-verdict.h"
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
    g_autofree char *own = post_own_text(mail);
    g_assert_true(g_utf8_validate(own, -1, NULL));
    (void)post_is_command(mail, own, "mobilites");
    PostVerdictHeaders verdict = post_verdict_read(mail, "mx.example.net");
    g_assert_cmpint(verdict.author, <=, AUTHOR_FORGED);
    g_autoptr(GBytes) hidden = post_hide_tokens(mail, site);
    g_autoptr(Mail) again = mail_parse(hidden, NULL);
    g_assert_cmpuint(again->n_parts, ==, mail->n_parts);
    g_autoptr(GBytes) twice = post_hide_tokens(again, site);
    g_assert_true(g_bytes_equal(hidden, twice));
    return 0;
}

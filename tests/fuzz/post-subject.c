/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-subject - a subject has the prefix after it was put, and it is put once */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "list/post-copy.h"
#include "mime/header.h"
#include "mime/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char prefix[] = "[mob]";
    /* As mail_parse() gives it. */
    g_autofree char *utf8 = text_from_charset((const char *)data, (gsize)size, "utf-8", NULL);
    g_autofree char *subject = text_line(utf8, -1);
    g_autofree char *once = post_copy_subject(subject, prefix);

    if (once == NULL)
        return 0;
    g_assert_true(g_utf8_validate(once, -1, NULL));
    g_assert_nonnull(strstr(once, prefix));
    g_autofree char *twice = post_copy_subject(once, prefix);
    g_assert_cmpstr(twice, ==, NULL);
    g_autofree char *wire = header_text(once);
    g_assert_true(g_str_is_ascii(wire));
    return 0;
}

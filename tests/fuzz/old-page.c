/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages that other archives left: what is read of one is a mail whose headers are those of a page,
 * each on a line, and whose identifier is the one that its address leads to. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "archive/mhonarc.h"
#include "archive/old-url.h"
#include "mime/mail.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const known[] = {"From: ",       "Subject: ",    "Date: ",
                                        "References: ", "Message-ID: ", "MIME-Version: 1.0",
                                        "Content-"};
    g_autofree char *id = old_url_message_id((const char *)data, size);
    g_autoptr(GBytes) raw = mhonarc_mail((const char *)data, size);

    if (id != NULL && (*id == '\0' || !g_utf8_validate(id, -1, NULL)))
        abort();
    if (raw == NULL)
        return 0;
    gsize length;
    const char *text = g_bytes_get_data(raw, &length);
    g_autofree char *copy = g_strndup(text, length);
    char *end = strstr(copy, "\n\n");
    if (end == NULL)
        abort();
    *end = '\0';
    g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        guint k = 0;
        while (k < G_N_ELEMENTS(known) && !g_str_has_prefix(lines[i], known[k]))
            k++;
        if (k == G_N_ELEMENTS(known))
            abort();
    }
    g_autoptr(GBytes) crlf = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(crlf, NULL);
    if (mail == NULL)
        abort();
    return 0;
}

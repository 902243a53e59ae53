/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-author - From and where answers go are fit for the wire, whoever wrote the mail */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "list/post-author.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try(const Mail *mail, ListReplyTo reply_to, gboolean in_cc)
{
    const List list = {.name = (char *)"mobilites",
                       .domain = (char *)"lists.example.org",
                       .title = (char *)"Mobilit\303\251s",
                       .reply_to = reply_to,
                       .author_in_cc = in_cc};
    for (int barred = 0; barred < 2; barred++) {
        g_auto(PostAuthorHeaders) headers = {0};
        post_author_headers(&list, mail, barred != 0, &headers);
        const HeaderEdit edits[] = {{HEADER_REPLACE, "From", headers.from},
                                    {HEADER_REPLACE, "Reply-To", headers.reply_to},
                                    {HEADER_REPLACE, "Cc", headers.cc},
                                    {HEADER_REPLACE, "Author", headers.author}};
        for (guint i = 0; i < G_N_ELEMENTS(edits); i++) {
            g_autoptr(GBytes) one = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
            g_autoptr(GError) error = NULL;
            if (edits[i].value == NULL)
                continue;
            g_autoptr(GBytes) done = mail_splice(one, &edits[i], 1, &error);
            g_assert_no_error(error);
        }
        if (headers.from == NULL)
            continue;
        g_autofree char *from = g_strconcat("From: ", headers.from, "\r\n\r\n", NULL);
        g_autoptr(GBytes) raw = g_bytes_new(from, strlen(from));
        g_autoptr(Mail) read = mail_parse(raw, NULL);
        g_assert_cmpstr(read->from_address, ==, "mobilites@lists.example.org");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) given = g_bytes_new(data, size);
    g_autoptr(GBytes) raw = mail_to_crlf(given);
    g_autoptr(Mail) mail = mail_parse(raw, NULL);

    for (ListReplyTo i = REPLY_TO_GIVEN; mail != NULL && i <= REPLY_TO_BOTH; i++) {
        try(mail, i, FALSE);
        try(mail, i, TRUE);
    }
    return 0;
}

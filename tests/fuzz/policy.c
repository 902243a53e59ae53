/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy - any rules are read or refused with a line and no more; what is read decides */
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "list/post-authorise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mail_text[] =
        "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n"
        "--b\r\nContent-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF\r\n--b--\r\n";
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Policy) policy = policy_parse(text, "discussion", &error);

    if (policy == NULL) {
        g_assert_nonnull(error);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        return 0;
    }
    g_autoptr(GBytes) raw = g_bytes_new_static(mail_text, sizeof mail_text - 1);
    g_autoptr(Mail) mail = mail_parse(raw, NULL);
    const PostFacts facts = {.mail = mail, .author = (char *)"a@example.org", .size = size};
    const PostDecision decision = post_authorise(policy, &facts);
    g_assert_nonnull(decision.reason);
    g_assert_nonnull(decision.text);
    (void)policy_strips(policy, "application/pdf", "plan.pdf");
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-prepare - what a post says, as members get it
 *
 * Stretches of the raw bytes are put in place of others; nothing is parsed and written again. An
 * attachment that is stripped stays in the archive, which has the mail as it was received.
 */
#include "list/post-prepare.h"

#include <string.h>

#include "mime/encode.h"
#include "mime/footer.h"
#include "mime/replace.h"

#include "list/policy.h"
#include "list/post-hide.h"
#include "list/taken-out.h"

/* What stands in place of one attachment; NULL when there are no words for it. */
static GString *
instead(const Settings *settings, const List *list, const MailPart *part, const char *link)
{
    g_autofree char *text = taken_out_words(settings, list, list->language, part, link);

    if (text == NULL)
        return NULL;
    GString *out = g_string_new("Content-Type: text/plain; charset=utf-8\r\n"
                                "Content-Disposition: inline\r\n"
                                "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    quoted_printable(out, text, strlen(text));
    return out;
}

static GBytes *
strip(const Settings *settings, const List *list, const Mail *mail, const char *link)
{
    g_autoptr(Policy) policy = policy_parse(list->policy, list_kind_word(list->kind), NULL);
    g_autoptr(GArray) replacements = replacements_new();

    if (policy == NULL || policy->parts->len == 0 || link == NULL || mail->is_signed_or_encrypted)
        return g_bytes_ref(mail->raw);
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        MailExtent extent = mail_part_extent(mail, i);
        /* A mail that is nothing but an attachment has the mail's own headers. */
        if (part->depth == 0 || part->in_attached || (i == 0 && part->filename == NULL) ||
            !policy_strips(policy, part->content_type, part->filename))
            continue;
        GString *words = instead(settings, list, part, link);
        if (words != NULL)
            replacements_add(replacements, extent.head, extent.end, words);
    }
    return mail_replace(mail->raw, replacements);
}

GBytes *
post_prepare(const Settings *settings, const List *list, const Mail *mail, const char *footer,
             const char *link)
{
    g_autoptr(GBytes) hidden = post_hide_tokens(mail, settings_text(settings, SETTING_SITE_URL));
    g_autoptr(Mail) without_tokens = mail_parse(hidden, NULL);

    if (without_tokens == NULL) /* only an empty mail has none */
        return g_bytes_ref(hidden);
    g_autoptr(GBytes) stripped = strip(settings, list, without_tokens, link);
    g_autoptr(Mail) without_parts = mail_parse(stripped, NULL);
    return without_parts != NULL ? mail_add_footer(without_parts, footer) : g_bytes_ref(stripped);
}

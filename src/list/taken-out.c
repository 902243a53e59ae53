/* SPDX-License-Identifier: GPL-3.0-or-later */
/* taken-out - see taken-out.h */
#include "list/taken-out.h"

#include "base/log.h"

#include "list/notice.h"

enum { KILOBYTE = 1000 };

char *
taken_out_words(const Settings *settings, const List *list, const char *language,
                const MailPart *part, const char *link)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Value) value = value_dict();
    gint64 kilobytes = (gint64)((part->size + KILOBYTE / 2) / KILOBYTE);

    notice_set_list(value, list);
    value_set_text(value, "name", part->filename);
    value_set_text(value, "type", part->content_type);
    value_set_int(value, "kilobytes", MAX(kilobytes, 1));
    value_set_text(value, "link", link);
    GString *text = notice_words(settings, language, "stripped", value, &error);
    if (text == NULL) {
        log_failure(error, "attachment not named", "LIST", list->name, NULL);
        return NULL;
    }
    return g_strchomp(g_string_free(text, FALSE));
}

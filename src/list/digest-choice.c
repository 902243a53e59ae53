/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-choice - which post of a digest an answer to all of it means; see digest-choice.h */
#include "list/digest-choice.h"

#include <string.h>

#include "page/html.h"

#include "list/notice.h"
#include "list/post-copy.h"

enum { TEXT_MAX = 512 * 1024 };

static char *
text_of(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, TEXT_MAX, &is_html);

    return is_html ? html_to_text(text, strlen(text)) : g_steal_pointer(&text);
}

static gboolean
same_words(const char *a, const char *b)
{
    g_autofree char *one = g_utf8_casefold(a, -1), *other = g_utf8_casefold(b, -1);

    return *a != '\0' && g_str_equal(one, other);
}

/* Whether `subject` is what a digest of `count` posts is called in one of the languages. */
static gboolean
is_of_digest(const Settings *settings, const List *list, const char *subject, guint count)
{
    static const char *const languages[] = {"fr", "en", "br"};

    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(Value) value = value_dict();
        const NoticeDraft words = {.template = "digest", .value = value, .language = languages[i]};
        g_autofree char *own = NULL, *body = NULL;
        notice_set_list(value, list);
        value_set_int(value, "count", count);
        value_set_bool(value, "several", count > 1);
        if (notice_render(settings, list, &words, &own, &body, NULL) && same_words(subject, own))
            return TRUE;
    }
    return FALSE;
}

static void
keep(char **where, const char *message_id)
{
    g_free(*where);
    *where = g_strdup(message_id);
}

void
digest_choice_begin(DigestChoice *choice, const List *list, const Mail *mail)
{
    *choice = (DigestChoice){.list = list,
                             .text = text_of(mail),
                             .subject = post_copy_subject_bare(mail->subject, list->prefix)};
}

void
digest_choice_look(DigestChoice *choice, const ListDigestPosts *row)
{
    g_autofree char *about = post_copy_subject_bare(row->subject, choice->list->prefix);
    g_autofree char *link = g_strconcat("/h/", row->short_hash, NULL);

    choice->count++;
    /* What is on another list is no thread of this one. */
    if (row->list != choice->list->id)
        return;
    keep(&choice->last, row->message_id);
    if (strstr(choice->text, row->message_id) != NULL || strstr(choice->text, link) != NULL) {
        choice->n_named++;
        keep(&choice->named, row->message_id);
    }
    if (same_words(about, choice->subject))
        keep(&choice->same_subject, row->message_id);
}

void
digest_choice_end(const DigestChoice *choice, const Settings *settings, DigestAnswer *out)
{
    const char *meant = NULL;

    if (choice->last == NULL)
        return;
    if (choice->n_named == 1)
        meant = choice->named;
    else if (choice->same_subject != NULL)
        meant = choice->same_subject;
    else if (choice->count == 1)
        meant = choice->last;
    out->message_id = g_strdup(meant);
    out->is_unclear =
        meant == NULL && is_of_digest(settings, choice->list, choice->subject, choice->count);
}

void
digest_choice_clear(DigestChoice *choice)
{
    g_free(choice->text);
    g_free(choice->subject);
    g_free(choice->named);
    g_free(choice->same_subject);
    g_free(choice->last);
}

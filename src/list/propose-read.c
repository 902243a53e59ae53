/* SPDX-License-Identifier: GPL-3.0-or-later */
/* propose-read - a contribution as the mail that proposes it says it; see propose-read.h */
#include "list/propose-read.h"

#include <string.h>

#include "archive/hide.h"
#include "base/error.h"
#include "page/html.h"
#include "people/interest.h"
#include "people/knowledge.h"
#include "people/territory.h"

enum { FIELD_BYTES_MAX = 300, FIELDS_MAX = 12 };

typedef gboolean (*Find)(Store *store, const char *text, gint64 *id, GError **error);

/* FALSE in `*known` when one of them names nothing, or several; FALSE for errors of the store. */
static gboolean
find_all(Store *store, const char *value, Find find, GArray *found, gboolean *known, GError **error)
{
    g_auto(GStrv) items = g_strsplit(value, ";", -1);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));

    *known = TRUE;
    for (guint i = 0; items[i] != NULL; i++) {
        g_autoptr(GError) unknown = NULL;
        gint64 id;
        if (*g_strstrip(items[i]) == '\0')
            continue;
        if (find(store, items[i], &id, &unknown)) {
            g_array_append_val(ids, id);
        } else if (error_kind(unknown) == ERROR_NOT_FOUND ||
                   error_kind(unknown) == ERROR_BAD_INPUT) {
            *known = FALSE;
            return TRUE;
        } else {
            g_propagate_error(error, g_steal_pointer(&unknown));
            return FALSE;
        }
    }
    g_array_append_vals(found, ids->data, ids->len);
    return TRUE;
}

static gboolean
read_kind(const CommandWords *words, const char *value, ProposedMail *proposed)
{
    g_autofree char *folded = command_words_fold(value, FIELD_BYTES_MAX);
    const char *at = folded;
    const CommandWord *word = command_words_match(words, WORD_VALUE, &at);

    if (word == NULL || *at != '\0')
        return FALSE;
    proposed->kind = g_str_equal(word->meaning, "finding") ? "finding" : "initiative";
    return TRUE;
}

static gboolean
read_knowledge(const char *value, ProposedMail *proposed)
{
    g_auto(GStrv) items = g_strsplit_set(value, ",;", -1);

    for (guint i = 0; items[i] != NULL; i++) {
        const char *word = knowledge_find(g_strstrip(items[i]), NULL);
        if (word == NULL)
            return FALSE;
        g_ptr_array_add(proposed->knowledge, (gpointer)word);
    }
    return TRUE;
}

/* Whether `line` is one that was understood, in `*taken`. */
static gboolean
read_field(Store *store, const CommandWords *words, const char *line, ProposedMail *proposed,
           gboolean *taken, GError **error)
{
    const char *colon = strchr(line, ':');

    *taken = FALSE;
    if (colon == NULL || colon - line > FIELD_BYTES_MAX || strlen(colon) > FIELD_BYTES_MAX)
        return TRUE;
    g_autofree char *folded = command_words_fold(line, (gsize)(colon - line));
    g_autofree char *value = g_strstrip(g_strdup(colon + 1));
    const char *at = folded;
    const CommandWord *word = command_words_match(words, WORD_FIELD, &at);
    if (word == NULL || *at != '\0' || *value == '\0')
        return TRUE;
    if (g_str_equal(word->meaning, "territory"))
        return find_all(store, value, territory_find, proposed->territories, taken, error);
    if (g_str_equal(word->meaning, "interest"))
        return find_all(store, value, interest_find, proposed->interests, taken, error);
    if (g_str_equal(word->meaning, "kind"))
        *taken = read_kind(words, value, proposed);
    else if (g_str_equal(word->meaning, "knowledge"))
        *taken = read_knowledge(value, proposed);
    else if (g_str_equal(word->meaning, "source")) {
        g_free(proposed->source);
        proposed->source = g_steal_pointer(&value);
        *taken = TRUE;
    }
    return TRUE;
}

/* No more than `max` bytes, whole characters. */
static void
cut(char *text, gsize max)
{
    if (strlen(text) <= max)
        return;
    char *end = g_utf8_find_prev_char(text, text + max + 1);
    *end = '\0';
}

static gboolean
read_text(Store *store, const CommandWords *words, const Mail *mail, ProposedMail *proposed,
          GError **error)
{
    gboolean is_html;
    g_autofree char *source = mail_text(mail, PROPOSAL_BODY_MAX, &is_html);
    g_autofree char *plain = is_html ? html_to_text(source, strlen(source)) : g_strdup(source);
    /* Somebody may pass on a letter of ours. */
    g_autofree char *hidden = archive_hide_tokens(plain);
    g_auto(GStrv) lines = g_strsplit(hidden, "\n", -1);
    g_autoptr(GString) body = g_string_new(NULL);
    gboolean at_head = TRUE;
    guint fields = 0;

    for (guint i = 0; lines[i] != NULL; i++) {
        gboolean taken = FALSE;
        const char *line = g_strchomp(lines[i]);
        if (g_str_equal(line, "--"))
            break;
        if (at_head && *line != '\0' && fields++ < FIELDS_MAX) {
            if (!read_field(store, words, line, proposed, &taken, error))
                return FALSE;
            /* Behind an unknown value there may be fields yet; not behind a line that is none. */
            at_head = taken || strchr(line, ':') != NULL;
        }
        if (!taken)
            g_string_append_printf(body, "%s\n", line);
    }
    proposed->body = g_strdup(g_strstrip(body->str));
    cut(proposed->body, PROPOSAL_BODY_MAX);
    return TRUE;
}

static void
image_destroy(gpointer image)
{
    image_free(image);
}

static void
read_images(const Mail *mail, ProposedMail *proposed)
{
    for (guint i = 0; i < mail->n_parts; i++) {
        const MailPart *part = &mail->parts[i];
        gboolean attached = g_strcmp0(part->disposition, "attachment") == 0;
        if (part->in_attached || (g_str_has_prefix(part->content_type, "text/") && !attached))
            continue;
        g_autoptr(GBytes) raw = proposed->images->len < PROPOSAL_IMAGES_MAX
                                    ? mail_part_bytes(mail, i, IMAGE_BYTES_MAX, NULL)
                                    : NULL;
        Image *image = raw != NULL ? image_renew(raw, NULL) : NULL;
        if (image != NULL)
            g_ptr_array_add(proposed->images, image);
        else
            proposed->left_out++;
    }
}

ProposedMail *
propose_read(Store *store, const CommandWords *words, const Mail *mail, GError **error)
{
    g_autoptr(ProposedMail) proposed = g_new0(ProposedMail, 1);

    proposed->kind = "initiative";
    proposed->knowledge = g_ptr_array_new();
    proposed->territories = g_array_new(FALSE, FALSE, sizeof(gint64));
    proposed->interests = g_array_new(FALSE, FALSE, sizeof(gint64));
    proposed->images = g_ptr_array_new_with_free_func(image_destroy);
    proposed->title = g_strstrip(g_strdup(mail->subject != NULL ? mail->subject : ""));
    for (char *p = proposed->title; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    cut(proposed->title, PROPOSAL_TITLE_MAX);
    proposed->author = g_strdup(mail->from_name != NULL ? mail->from_name : "");
    proposed->source = g_strdup("");
    if (!read_text(store, words, mail, proposed, error))
        return NULL;
    if (*proposed->title == '\0' || *proposed->body == '\0')
        return fail_null(error, ERROR_BAD_INPUT, "a proposal has a subject and a text");
    read_images(mail, proposed);
    g_ptr_array_add(proposed->knowledge, NULL);
    return g_steal_pointer(&proposed);
}

void
proposed_mail_free(ProposedMail *proposed)
{
    if (proposed == NULL)
        return;
    g_free(proposed->title);
    g_free(proposed->body);
    g_free(proposed->author);
    g_free(proposed->source);
    g_clear_pointer(&proposed->knowledge, g_ptr_array_unref);
    g_clear_pointer(&proposed->territories, g_array_unref);
    g_clear_pointer(&proposed->interests, g_array_unref);
    g_clear_pointer(&proposed->images, g_ptr_array_unref);
    g_free(proposed);
}

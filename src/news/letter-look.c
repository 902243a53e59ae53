/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-look - copies to be judged; see letter-look.h
 *
 * A line end of what is decoded is one that no "=" precedes in quoted-printable (RFC 2045, 6.7), so
 * that lines can be counted in the copy as it is sent.
 */
#include "news/letter-look.h"

#include <string.h>

#include "base/error.h"
#include "mime/mail.h"

#include "news/letter-inside.h"

#define PART_MAX (16 * 1024 * 1024)

typedef struct {
    guint line;
    int position;
} LookPlace;

guint
letter_languages(const Letter *letter)
{
    return letter->versions->len;
}

/* Each item in the first section that may show it. */
static void
choose_items(Letter *letter, gboolean everything)
{
    g_autofree gboolean *taken = g_new0(gboolean, MAX(letter->n_items, 1));

    for (guint i = 0; i < letter->sections->len; i++) {
        const LetterSection *section = letter->sections->pdata[i];
        guint at = letter->chosen->len, n = 0;
        g_array_append_val(letter->chosen, n);
        if (!everything && section->reach != LETTER_EVERYBODY)
            continue;
        for (guint k = 0; k < section->items->len; k++) {
            guint index = g_array_index(section->items, guint, k);
            if (taken[index] || (!everything && section->most > 0 && n >= section->most))
                continue;
            taken[index] = TRUE;
            g_array_append_val(letter->chosen, index);
            n++;
        }
        g_array_index(letter->chosen, guint, at) = n;
    }
}

static guint
count_lines(const char *at, const char *end)
{
    guint n = 0;

    for (const char *cr = at; (cr = memchr(cr, '\r', (gsize)(end - cr))) != NULL; cr++)
        n += cr == at || cr[-1] != '=';
    return n;
}

static void
find_places(LetterLook *look, const Letter *letter, const GString *copy)
{
    guint lines[LOOK_FORMS] = {1, 1};
    gsize before[LOOK_FORMS] = {0, 0};

    for (guint i = 0; i < letter->marks->len; i++) {
        const LetterMark *mark = &g_array_index(letter->marks, LetterMark, i);
        LookForm form = mark->form == LETTER_HTML ? LOOK_HTML : LOOK_TEXT;
        if (look->places[form]->len > 0)
            lines[form] += count_lines(copy->str + before[form], copy->str + mark->at);
        before[form] = mark->at;
        const LookPlace place = {lines[form], mark->position};
        g_array_append_val(look->places[form], place);
    }
}

int
letter_look_place(const LetterLook *look, LookForm form, guint line)
{
    int position = PIECE_HEAD;

    for (guint i = 0; i < look->places[form]->len; i++) {
        const LookPlace *place = &g_array_index(look->places[form], LookPlace, i);
        if (place->line > line)
            break;
        position = place->position;
    }
    return position;
}

gboolean
letter_look_forms(GBytes *raw, char *forms[LOOK_FORMS], GError **error)
{
    static const char *const types[LOOK_FORMS] = {"text/plain", "text/html"};
    g_autoptr(Mail) mail = mail_parse(raw, error);
    char *found[LOOK_FORMS] = {NULL, NULL};

    if (mail == NULL)
        return FALSE;
    for (guint form = 0; form < LOOK_FORMS; form++) {
        for (guint i = 0; i < mail->n_parts && found[form] == NULL; i++) {
            if (!g_str_equal(mail->parts[i].content_type, types[form]))
                continue;
            g_autoptr(GBytes) bytes = mail_part_bytes(mail, i, PART_MAX, error);
            gsize size = 0;
            if (bytes == NULL)
                goto failed;
            const char *data = g_bytes_get_data(bytes, &size);
            g_autofree char *crlf = g_strndup(data, size);
            g_auto(GStrv) lines = g_strsplit(crlf, "\r\n", -1);
            found[form] = g_strjoinv("\n", lines);
        }
        if (found[form] == NULL) {
            fail(error, ERROR_BUG, "the letter has no part %s", types[form]);
            goto failed;
        }
    }
    memcpy(forms, found, sizeof found);
    return TRUE;
failed:
    for (guint form = 0; form < LOOK_FORMS; form++)
        g_free(found[form]);
    return FALSE;
}

LetterLook *
letter_look(Letter *letter, guint language, gboolean everything, GError **error)
{
    g_autoptr(LetterLook) look = g_new0(LetterLook, 1);
    const LetterVersion *version = letter->versions->pdata[language];
    g_autoptr(GString) copy = g_string_new(NULL);

    for (guint form = 0; form < LOOK_FORMS; form++)
        look->places[form] = g_array_new(FALSE, FALSE, sizeof(LookPlace));
    if (letter->marks == NULL)
        letter->marks = g_array_new(FALSE, FALSE, sizeof(LetterMark));
    LetterChoice *choice =
        letter_choose_nobody(letter, version, everything ? "N. N." : "", everything ? "N." : "");
    choice->conditions = everything ? G_MAXUINT32 : 0;
    choose_items(letter, everything);
    if (!letter_assemble(letter, 0, 0, "reader@example.org", copy, error))
        return NULL;
    look->language = g_strdup(version->language);
    look->title = g_strdup(version->title);
    look->raw = g_bytes_new(copy->str, copy->len);
    find_places(look, letter, copy);
    return letter_look_forms(look->raw, look->forms, error) ? g_steal_pointer(&look) : NULL;
}

void
letter_look_free(LetterLook *look)
{
    if (look == NULL)
        return;
    for (guint form = 0; form < LOOK_FORMS; form++) {
        g_free(look->forms[form]);
        g_array_unref(look->places[form]);
    }
    g_clear_pointer(&look->raw, g_bytes_unref);
    g_free(look->language);
    g_free(look->title);
    g_free(look);
}

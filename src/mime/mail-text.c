/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail-text - what the sender wrote
 *
 * Chooses among the parts as mail programs do (RFC 2046, 5.1.4: the plain form of an alternative),
 * and unfolds format=flowed (RFC 3676). Never fails: a mail without text has the text "".
 */
#include "mime/mail-inside.h"

#include <string.h>

#include "mime/text.h"

/* Encoded or in UTF-32, text takes at most this many bytes for one of UTF-8. */
#define BYTES_PER_BYTE 4

gboolean
part_is_shown(const Mail *mail, guint index, const char *content_type)
{
    const MailPart *part = &mail->parts[index];

    if (part->in_attached || strcmp(part->content_type, content_type) != 0)
        return FALSE;
    if (part->disposition != NULL && strcmp(part->disposition, "inline") != 0)
        return FALSE;
    return part->filename == NULL || part->disposition != NULL;
}

static void
text_cut(char *text, gsize max)
{
    gsize size = strlen(text);

    if (size <= max)
        return;
    while (max > 0 && ((guchar)text[max] & 0xc0) == 0x80)
        max--;
    text[max] = '\0';
}

/* RFC 3676 section 4.2: lines that end in a blank go on in the next one of the same quote depth. */
static char *
flowed_unfold(const char *text, gboolean delsp)
{
    GString *out = g_string_sized_new(strlen(text) + 1);
    gsize open_depth = 0;
    gboolean open = FALSE;

    for (const char *p = text; *p != '\0';) {
        const char *end = p + strcspn(p, "\n");
        gsize depth = strspn(p, ">");
        const char *line = p + depth;
        if (*line == ' ') /* stuffed */
            line++;
        gsize size = (gsize)(end - line);
        gboolean is_signature = size == 3 && memcmp(line, "-- ", 3) == 0;

        if (open && (depth != open_depth || is_signature)) {
            g_string_append_c(out, '\n');
            open = FALSE;
        }
        if (!open && depth > 0) {
            for (gsize i = 0; i < depth; i++)
                g_string_append_c(out, '>');
            if (size > 0)
                g_string_append_c(out, ' ');
        }
        open = size > 0 && line[size - 1] == ' ' && !is_signature && *end != '\0';
        open_depth = depth;
        g_string_append_len(out, line, (gssize)(open && delsp ? size - 1 : size));
        if (!open && *end != '\0')
            g_string_append_c(out, '\n');
        p = *end == '\0' ? end : end + 1;
    }
    return g_string_free(out, FALSE);
}

static char *
part_text(const Mail *mail, guint index, gsize max)
{
    const MailPart *part = &mail->parts[index];
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, index);
    gsize limit = MIN(max, G_MAXINT / BYTES_PER_BYTE) * BYTES_PER_BYTE;
    g_autoptr(GByteArray) bytes = part_decode(mail, index, limit);
    char *text = text_from_charset((const char *)bytes->data, bytes->len, part->charset, NULL);

    text_lines(text);
    if (place->flowed && strcmp(part->content_type, "text/plain") == 0) {
        char *unfolded = flowed_unfold(text, place->delsp);
        g_free(text);
        text = unfolded;
    }
    text_cut(text, max);
    return text;
}

/* The plain parts joined by an empty line where one does not end in a line end. */
static char *
plain_text(const Mail *mail, gsize max)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < mail->n_parts && out->len < max; i++) {
        if (!part_is_shown(mail, i, "text/plain"))
            continue;
        g_autofree char *text = part_text(mail, i, max - out->len);
        if (out->len > 0 && *text != '\0' && out->str[out->len - 1] != '\n')
            g_string_append_c(out, '\n');
        g_string_append(out, text);
    }
    text_cut(out->str, max);
    return g_string_free(out, FALSE);
}

static gboolean
is_blank(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}

char *
mail_text(const Mail *mail, gsize max, gboolean *is_html)
{
    guint html = mail->n_parts; /* the first shown HTML part */
    guint plain = mail->n_parts;
    g_autofree char *text = NULL;

    for (guint i = 0; i < mail->n_parts; i++) {
        if (html == mail->n_parts && part_is_shown(mail, i, "text/html"))
            html = i;
        if (plain == mail->n_parts && part_is_shown(mail, i, "text/plain"))
            plain = i;
    }
    /* HTML comes first and has no plain form beside it: the plain part behind it is a list's
     * footer, not the text. */
    gboolean footer = FALSE;
    if (html < plain && plain < mail->n_parts) {
        const PartPlace *places = (const PartPlace *)(gpointer)mail->inside->places->data;
        footer =
            places[html].alternative == 0 || places[html].alternative != places[plain].alternative;
    }
    *is_html = FALSE;
    if (plain < mail->n_parts && !footer) {
        text = plain_text(mail, max);
        if (html == mail->n_parts || !is_blank(text))
            return g_steal_pointer(&text);
    }
    if (html == mail->n_parts)
        return g_strdup("");
    *is_html = TRUE;
    return part_text(mail, html, max);
}

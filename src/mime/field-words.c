/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field-words - encoded words of headers, read leniently
 *
 * RFC 2047 and the charset*language form of RFC 2231 section 5. Adjacent words of one charset are
 * put together as bytes before they are read, since mailers cut characters between them.
 */
#include <string.h>

#include "mime/field.h"
#include "mime/text.h"

typedef struct {
    const char *charset, *text;
    gsize charset_size, text_size;
    char encoding;
    const char *end; /* behind the closing ?= */
} Word;

/* Reads the encoded word that begins at `p`; FALSE when there is none. */
static gboolean
word_read(const char *p, Word *word)
{
    const char *mark;

    if (p[0] != '=' || p[1] != '?')
        return FALSE;
    word->charset = p + 2;
    word->charset_size = strcspn(word->charset, "?* \t");
    mark = word->charset + word->charset_size;
    if (*mark == '*')
        mark += strcspn(mark, "? \t");
    if (word->charset_size == 0 || *mark != '?' || mark[1] == '\0' || mark[2] != '?')
        return FALSE;
    word->encoding = g_ascii_tolower(mark[1]);
    if (word->encoding != 'q' && word->encoding != 'b')
        return FALSE;
    word->text = mark + 3;
    /* A "?" inside is encoded, so that the first one closes the word; "=?" cannot follow it. */
    word->text_size = strcspn(word->text, "?");
    if (word->text[word->text_size] != '?' || word->text[word->text_size + 1] != '=')
        return FALSE;
    word->end = word->text + word->text_size + 2;
    return TRUE;
}

static void
word_append_bytes(GString *bytes, const Word *word)
{
    if (word->encoding == 'b') {
        g_autofree guchar *out = g_malloc(word->text_size / 4 * 3 + 8);
        gint state = 0;
        guint save = 0;
        gsize digits = 0;
        for (gsize i = 0; i < word->text_size; i++)
            digits += strchr("\r\n\t =", word->text[i]) == NULL;
        gsize size = g_base64_decode_step(word->text, word->text_size, out, &state, &save);
        if (digits % 4 != 0 && memchr(word->text, '=', word->text_size) == NULL)
            size += g_base64_decode_step("===", 4 - digits % 4, out + size, &state, &save);
        g_string_append_len(bytes, (const char *)out, (gssize)size);
        return;
    }
    for (gsize i = 0; i < word->text_size; i++) {
        char c = word->text[i];
        if (c == '_') {
            c = ' ';
        } else if (c == '=' && i + 2 < word->text_size && g_ascii_isxdigit(word->text[i + 1]) &&
                   g_ascii_isxdigit(word->text[i + 2])) {
            c = (char)(g_ascii_xdigit_value(word->text[i + 1]) * 16 +
                       g_ascii_xdigit_value(word->text[i + 2]));
            i += 2;
        }
        g_string_append_c(bytes, c);
    }
}

static void
append_read(GString *out, const char *data, gsize size, const char *charset, gboolean *faithful)
{
    gboolean honest = TRUE;
    g_autofree char *text = text_from_charset(data, size, charset, &honest);

    g_string_append(out, text);
    if (!honest && faithful != NULL)
        *faithful = FALSE;
}

char *
field_words(const char *value, gboolean *faithful)
{
    GString *out = g_string_sized_new(strlen(value) + 1);
    const char *plain = value; /* what was not yet written */
    Word word;

    for (const char *p = strstr(value, "=?"); p != NULL; p = strstr(p, "=?")) {
        if (!word_read(p, &word)) {
            p += 2;
            continue;
        }
        append_read(out, plain, (gsize)(p - plain), NULL, faithful);
        g_autoptr(GString) bytes = g_string_new(NULL);
        g_autofree char *charset = g_strndup(word.charset, word.charset_size);
        word_append_bytes(bytes, &word);
        plain = word.end;
        for (;;) {
            const char *next = plain + strspn(plain, " \t\r\n");
            if (!word_read(next, &word))
                break;
            if (word.charset_size != strlen(charset) ||
                g_ascii_strncasecmp(word.charset, charset, word.charset_size) != 0) {
                append_read(out, bytes->str, bytes->len, charset, faithful);
                g_string_truncate(bytes, 0);
                g_free(charset);
                charset = g_strndup(word.charset, word.charset_size);
            }
            word_append_bytes(bytes, &word);
            plain = word.end;
        }
        append_read(out, bytes->str, bytes->len, charset, faithful);
        p = plain;
    }
    append_read(out, plain, strlen(plain), NULL, faithful);
    return g_string_free(out, FALSE);
}

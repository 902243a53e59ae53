/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * footer - a few lines put behind what a mail says
 *
 * Plain text alone is written on where the lines can be said in its charset and encoding: a mail
 * program then quotes and cuts them like a signature. multipart/mixed gets one more part before its
 * last delimiter. All else (HTML, alternatives, one image) goes whole into a multipart/mixed with
 * the lines as second part, so that nothing in it is parsed and written again. A mail that has but
 * ASCII, whatever it is declared as, becomes one in UTF-8, which has the same bytes for it.
 */
#include "mime/footer.h"

#include <string.h>

#include "mime/block.h"
#include "mime/encode.h"
#include "mime/field.h"
#include "mime/mail-inside.h"
#include "mime/replace.h"

typedef enum { PLACE_NOWHERE, PLACE_TEXT, PLACE_PART, PLACE_AROUND } Place;

static gboolean
is_ascii(const guint8 *data, gsize size)
{
    for (gsize i = 0; i < size; i++)
        if (data[i] >= 0x80 || data[i] == 0)
            return FALSE;
    return TRUE;
}

/* Structure that a mail program may read otherwise than we do. */
static gboolean
is_broken(const Mail *mail)
{
    static const char *const oddities[] = {"no-boundary",        "too-deep",     "too-many-parts",
                                           "unclosed-multipart", "no-separator", "headers-too-long",
                                           "no-headers"};

    for (guint i = 0; i < G_N_ELEMENTS(oddities); i++)
        if (mail_has_oddity(mail, oddities[i]))
            return TRUE;
    return FALSE;
}

static Place
choose(const Mail *mail, const char *type)
{
    if (mail->is_signed_or_encrypted || is_broken(mail))
        return PLACE_NOWHERE;
    if (type != NULL && g_str_has_prefix(type, "multipart/")) {
        if (g_str_equal(type, "multipart/mixed"))
            return PLACE_PART;
        return g_str_equal(type, "multipart/report") ? PLACE_NOWHERE : PLACE_AROUND;
    }
    return part_is_shown(mail, 0, "text/plain") && mail->n_parts == 1 ? PLACE_TEXT : PLACE_AROUND;
}

/* --- a part of its own --- */

static void
append_part(GString *out, const char *boundary, const char *text)
{
    g_string_append_printf(out,
                           "--%s\r\nContent-Type: text/plain; charset=utf-8\r\n"
                           "Content-Disposition: inline\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                           boundary);
    quoted_printable(out, text, strlen(text));
    g_string_append(out, "\r\n");
}

/* Before the delimiter that closes the whole. */
static GBytes *
add_part(const Mail *mail, const char *type, const char *text)
{
    g_autofree char *boundary = field_parameter(type, "boundary");
    g_autoptr(GArray) replacements = replacements_new();
    g_auto(Block) block = {0};
    Delimiter delimiter = {0};
    gsize size;
    const char *data = g_bytes_get_data(mail->raw, &size);

    block_scan(data, 0, size, &block);
    if (boundary == NULL || *g_strchomp(boundary) == '\0' || !g_str_is_ascii(boundary))
        return g_bytes_ref(mail->raw);
    for (gsize at = block.body; !delimiter.closes; at = delimiter.next)
        if (!delimiter_find(data, at, size, boundary, &delimiter))
            return g_bytes_ref(mail->raw);
    GString *part = g_string_new(NULL);
    append_part(part, boundary, text);
    replacements_add(replacements, delimiter.line, delimiter.line, part);
    return mail_replace(mail->raw, replacements);
}

/* --- around the whole --- */

static gboolean
is_content_field(const char *data, const Field *field)
{
    return field->name_size > 8 && g_ascii_strncasecmp(data + field->name, "Content-", 8) == 0;
}

static void
append_fields(GString *out, const char *data, const Block *block, gboolean content)
{
    for (guint i = 0; i < block->fields->len; i++) {
        const Field *field = &g_array_index(block->fields, Field, i);
        if (is_content_field(data, field) == content && !field_is(data, field, "MIME-Version"))
            g_string_append_len(out, data + field->name, (gssize)(field->end - field->name));
    }
}

static GBytes *
wrap(const Mail *mail, const char *text)
{
    /* Nobody can write a mail that has its own hash in it. */
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, mail->raw);
    g_autofree char *boundary = g_strndup(hash, 40);
    g_auto(Block) block = {0};
    gsize size;
    const char *data = g_bytes_get_data(mail->raw, &size);
    GString *out = g_string_sized_new(size + strlen(text) * 3 + 1024);

    block_scan(data, 0, size, &block);
    append_fields(out, data, &block, FALSE);
    g_string_append_printf(out,
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: multipart/mixed; boundary=\"%s\"\r\n",
                           boundary);
    if (!is_ascii((const guint8 *)data + block.body, size - block.body))
        g_string_append(out, "Content-Transfer-Encoding: 8bit\r\n");
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    append_fields(out, data, &block, TRUE);
    g_string_append(out, "\r\n");
    g_string_append_len(out, data + block.body, (gssize)(size - block.body));
    g_string_append(out, "\r\n");
    append_part(out, boundary, text);
    g_string_append_printf(out, "--%s--\r\n", boundary);
    return g_string_free_to_bytes(out);
}

/* --- within plain text --- */

/* `text` in `charset`, lines ended by CRLF; NULL where it cannot be said in it, or where a charset
 * has states or wide letters, so that bytes put behind others mean something else. */
static GString *
in_charset(const char *text, const char *charset)
{
    static const char *const others[] = {"iso-2022", "utf-7", "utf-16", "utf-32",
                                         "hz",       "ucs",   "unicode"};
    g_autoptr(GString) lines = g_string_new(NULL);
    gsize size;

    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_ascii_strncasecmp(charset, others[i], strlen(others[i])) == 0)
            return NULL;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n')
            g_string_append_c(lines, '\r');
        g_string_append_c(lines, *p);
    }
    g_autofree char *converted =
        g_convert(lines->str, (gssize)lines->len, charset, "UTF-8", NULL, &size, NULL);
    return converted != NULL ? g_string_new_len(converted, (gssize)size) : NULL;
}

/* The body, decoded, ended by a line end. */
static GString *
decoded(const Mail *mail)
{
    g_autoptr(GByteArray) body = part_decode(mail, 0, G_MAXINT);
    GString *out = g_string_new_len((const char *)body->data, (gssize)body->len);

    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append(out, "\r\n");
    return out;
}

/* Whether text in `charset` that has but ASCII is the same in UTF-8. */
static gboolean
holds_ascii(const char *charset)
{
    static const char *const families[] = {"us-ascii", "utf-8", "iso-8859-", "windows-125"};

    for (guint i = 0; i < G_N_ELEMENTS(families); i++)
        if (g_ascii_strncasecmp(charset, families[i], strlen(families[i])) == 0)
            return TRUE;
    return FALSE;
}

/* ASCII that becomes UTF-8, in quoted-printable; NULL where it is not what it says. */
static GBytes *
rewrite_ascii(const Mail *mail, const char *text)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, 0);
    g_autoptr(GString) body = decoded(mail);
    g_auto(Block) block = {0};
    gsize size;
    const char *data = g_bytes_get_data(mail->raw, &size);

    if (!is_ascii((const guint8 *)body->str, body->len))
        return NULL;
    g_string_append(body, text);
    GString *out = g_string_sized_new(size + 1024);
    block_scan(data, 0, size, &block);
    for (guint i = 0; i < block.fields->len; i++) {
        const Field *field = &g_array_index(block.fields, Field, i);
        if (!field_is(data, field, "Content-Type") && !field_is(data, field, "MIME-Version") &&
            !field_is(data, field, "Content-Transfer-Encoding"))
            g_string_append_len(out, data + field->name, (gssize)(field->end - field->name));
    }
    g_string_append_printf(out,
                           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8%s%s\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                           place->flowed ? "; format=flowed" : "",
                           place->delsp ? "; delsp=yes" : "");
    quoted_printable(out, body->str, body->len);
    return g_string_free_to_bytes(out);
}

/* The encoded body with `lines` behind it; NULL where its encoding cannot say them. */
static GString *
write_on(const Mail *mail, const GString *lines)
{
    const PartPlace *place = &g_array_index(mail->inside->places, PartPlace, 0);
    const char *data = (const char *)g_bytes_get_data(mail->raw, NULL) + place->start;
    gboolean eight = place->encoding == GMIME_CONTENT_ENCODING_8BIT ||
                     place->encoding == GMIME_CONTENT_ENCODING_BINARY;
    g_autoptr(GString) body = NULL;
    GString *out;

    switch (place->encoding) {
    case GMIME_CONTENT_ENCODING_UUENCODE:
        return NULL;
    case GMIME_CONTENT_ENCODING_BASE64:
        body = decoded(mail);
        g_string_append_len(body, lines->str, (gssize)lines->len);
        out = g_string_sized_new(body->len * 2);
        base64_lines(out, (const guint8 *)body->str, body->len);
        return out;
    default:
        break;
    }
    gboolean quoted = place->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    if (!quoted && !eight && !is_ascii((const guint8 *)lines->str, lines->len))
        return NULL; /* 7 bits stay 7 bits */
    /* Only what is new is encoded: the author's lines keep their bytes. */
    out = g_string_new_len(data, (gssize)(place->end - place->start));
    if (quoted && g_str_has_suffix(out->str, "=\r\n"))
        g_string_truncate(out, out->len - 3);
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append(out, "\r\n");
    if (quoted)
        quoted_printable(out, lines->str, lines->len);
    else
        g_string_append_len(out, lines->str, (gssize)lines->len);
    return out;
}

/* NULL where the text has to be left alone. */
static GBytes *
add_text(const Mail *mail, const char *text)
{
    const char *declared = mail->parts[0].charset;
    const char *charset = declared != NULL ? declared : "us-ascii";
    MailExtent extent = mail_part_extent(mail, 0);
    g_autoptr(GArray) replacements = replacements_new();
    g_autoptr(GString) lines =
        mail_has_oddity(mail, "broken-charset") ? NULL : in_charset(text, charset);
    GString *body = lines != NULL ? write_on(mail, lines) : NULL;

    if (body == NULL)
        return holds_ascii(charset) ? rewrite_ascii(mail, text) : NULL;
    replacements_add(replacements, extent.body, extent.end, body);
    return mail_replace(mail->raw, replacements);
}

GBytes *
mail_add_footer(const Mail *mail, const char *text)
{
    const char *value = mail_header(mail, "Content-Type");
    g_autofree char *type = value != NULL ? field_token(value) : NULL;
    g_autofree char *whole =
        g_strconcat(text, *text != '\0' && !g_str_has_suffix(text, "\n") ? "\n" : "", NULL);
    GBytes *done = NULL;

    if (*text == '\0')
        return g_bytes_ref(mail->raw);
    switch (choose(mail, type)) {
    case PLACE_NOWHERE:
        return g_bytes_ref(mail->raw);
    case PLACE_PART:
        return add_part(mail, value, whole);
    case PLACE_TEXT:
        done = add_text(mail, whole);
        break;
    case PLACE_AROUND:
        break;
    }
    return done != NULL ? done : wrap(mail, whole);
}

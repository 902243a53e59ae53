/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - whatever bytes a mail has, as UTF-8 that can be stored and shown
 *
 * Mail lies about its charset: what is declared is tried first, then UTF-8, then windows-1252 (what
 * browsers read when iso-8859-1 is declared, WHATWG Encoding). Nothing here can fail. Conversion
 * goes through iconv directly and not through GMime, which keeps every charset name it ever saw:
 * a sender of invented names could fill the memory.
 */
#include "mime/text.h"

#include <errno.h>
#include <string.h>

#define CHARSET_NAME_MAX 40

/* Names that mean more than they say, and names that iconv does not know. */
static const char *const charset_alias[][2] = {
    {"ansi_x3.4-1968", "windows-1252"},
    {"ascii", "windows-1252"},
    {"gb2312", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"gbk", "gb18030"},
    {"iso-8859-1", "windows-1252"},
    {"iso-8859-8-e", "iso-8859-8"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-9", "windows-1254"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"ks_c_5601-1987", "cp949"},
    {"euc-kr", "cp949"},
    {"latin1", "windows-1252"},
    {"macintosh", "macintosh"},
    {"shift-jis", "cp932"},
    {"shift_jis", "cp932"},
    {"sjis", "cp932"},
    {"us-ascii", "windows-1252"},
    {"utf8", "utf-8"},
    {"x-mac-roman", "macintosh"},
    {"x-sjis", "cp932"},
    {"cp1252", "windows-1252"},
    {"x-cp1252", "windows-1252"},
};

static const guint16 windows_1252[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

static gboolean
charset_name_is_sane(const char *name)
{
    gsize size = strnlen(name, CHARSET_NAME_MAX + 1);

    if (size == 0 || size > CHARSET_NAME_MAX)
        return FALSE;
    for (gsize i = 0; i < size; i++)
        if (!g_ascii_isalnum(name[i]) && strchr("-_.:+", name[i]) == NULL)
            return FALSE;
    return TRUE;
}

static void
append_windows_1252(GString *out, const char *data, gsize n, gboolean *faithful)
{
    for (gsize i = 0; i < n; i++) {
        guchar c = (guchar)data[i];
        gunichar u = c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c;
        if (u == 0xfffd)
            *faithful = FALSE;
        if (u != 0)
            g_string_append_unichar(out, u);
    }
}

/* Eight bytes at a time: most text is all ASCII, and all text is looked at. */
static gboolean
is_ascii(const char *data, gsize n)
{
    guint64 word;
    gsize i = 0;

    for (; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, data + i, sizeof word);
        if ((word & G_GUINT64_CONSTANT(0x8080808080808080)) != 0)
            return FALSE;
    }
    for (; i < n; i++)
        if ((guchar)data[i] >= 0x80)
            return FALSE;
    return TRUE;
}

/* Appends UTF-8 with U+FFFD for each byte that is not, without NUL. Says whether what was wrong is
 * less than what was right: a stray byte in a French text, and not another charset. */
static gboolean
append_utf8(GString *out, const char *data, gsize n, gboolean *faithful)
{
    const char *p = data, *end = data + n;
    gsize right = 0, wrong = 0;

    while (p < end) {
        const char *stop;
        gboolean valid = g_utf8_validate_len(p, (gsize)(end - p), &stop);
        for (const char *c = p; c < stop; c++)
            right += ((guchar)*c & 0xc0) == 0xc0;
        g_string_append_len(out, p, stop - p);
        if (valid)
            break;
        if (*stop != '\0') { /* g_utf8_validate_len() stops at NUL too */
            g_string_append(out, "\xef\xbf\xbd");
            wrong++;
        }
        p = stop + 1;
    }
    if (wrong > 0)
        *faithful = FALSE;
    return wrong <= right;
}

/* Appends through iconv. FALSE when the charset is unknown; nothing is appended then. */
static gboolean
append_iconv(GString *out, const char *data, gsize n, const char *charset, gboolean *faithful)
{
    GIConv converter = g_iconv_open("UTF-8", charset);
    char *in = (char *)data; /* iconv's signature; it only reads */
    gsize left = n;

    if (converter == (GIConv)-1)
        return FALSE;
    while (left > 0) {
        char buffer[4096];
        char *to = buffer;
        gsize room = sizeof buffer;
        gsize before = left;
        gsize result = g_iconv(converter, &in, &left, &to, &room);
        int code = errno;
        g_string_append_len(out, buffer, to - buffer);
        if (result != (gsize)-1)
            break;
        if (code == E2BIG && (left < before || to > buffer))
            continue;
        /* An illegal sequence, or one cut at the end: step over one byte. */
        g_string_append(out, "\xef\xbf\xbd");
        *faithful = FALSE;
        in++;
        left--;
    }
    char rest[64]; /* what a stateful charset still holds back */
    char *to = rest;
    gsize room = sizeof rest;
    g_iconv(converter, NULL, NULL, &to, &room);
    g_string_append_len(out, rest, to - rest);
    g_iconv_close(converter);
    return TRUE;
}

/* What came out of a converter, without NUL, and never anything but UTF-8. */
static char *
finish(GString *out)
{
    gsize to = strlen(out->str);

    for (gsize i = to; i < out->len; i++)
        if (out->str[i] != '\0')
            out->str[to++] = out->str[i];
    g_string_truncate(out, to);
    if (!g_utf8_validate(out->str, (gssize)out->len, NULL)) {
        char *valid = g_utf8_make_valid(out->str, (gssize)out->len);
        g_string_free(out, TRUE);
        return valid;
    }
    return g_string_free(out, FALSE);
}

char *
text_from_charset(const char *data, gsize n, const char *charset, gboolean *faithful)
{
    GString *out = g_string_sized_new(n + n / 8 + 1);
    gboolean honest = TRUE;

    if (n == 0)
        data = ""; /* an empty array has no data to point to */
    gboolean ascii = is_ascii(data, n);
    if (charset == NULL)
        charset = ascii ? "us-ascii" : "utf-8";
    gboolean is_ascii_name =
        g_ascii_strcasecmp(charset, "us-ascii") == 0 || g_ascii_strcasecmp(charset, "ascii") == 0;
    if (is_ascii_name && !ascii) {
        honest = FALSE;
        charset = "utf-8";
    }
    for (guint i = 0; i < G_N_ELEMENTS(charset_alias); i++)
        if (g_ascii_strcasecmp(charset_alias[i][0], charset) == 0) {
            charset = charset_alias[i][1];
            break;
        }

    if (g_ascii_strcasecmp(charset, "windows-1252") == 0) {
        append_windows_1252(out, data, n, &honest);
    } else if (g_ascii_strcasecmp(charset, "utf-8") == 0 || !charset_name_is_sane(charset) ||
               !append_iconv(out, data, n, charset, &honest)) {
        if (g_ascii_strcasecmp(charset, "utf-8") != 0)
            honest = FALSE;
        if (!append_utf8(out, data, n, &honest)) {
            g_string_truncate(out, 0);
            append_windows_1252(out, data, n, &honest);
        }
    } else if (!honest && !ascii && g_utf8_validate_len(data, n, NULL)) {
        g_string_assign(out, "");
        g_string_append_len(out, data, (gssize)n);
    }
    if (faithful != NULL)
        *faithful = honest;
    return finish(out);
}

gboolean
text_fits(const char *data, gsize n, const char *charset)
{
    gboolean is_utf8 = charset == NULL || g_ascii_strcasecmp(charset, "utf-8") == 0;
    gboolean faithful = TRUE;

    if (is_utf8 && (is_ascii(data, n) || g_utf8_validate_len(data, n, NULL)))
        return TRUE;
    g_free(text_from_charset(data, n, charset, &faithful));
    return faithful;
}

static gboolean
is_blank(gunichar c)
{
    return (c >= '\t' && c <= '\r') || c == 0x2028 || c == 0x2029 || c == 0x85;
}

/* Characters that change how others are read, or are none. */
static gboolean
is_unwelcome(gunichar c)
{
    return c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c & 0xfffe) == 0xfffe ||
           (c >= 0xfdd0 && c <= 0xfdef);
}

char *
text_line(const char *text, gssize n)
{
    g_autofree char *valid = g_utf8_make_valid(text, n < 0 ? (gssize)strlen(text) : n);
    GString *out = g_string_sized_new(strlen(valid) + 1);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_blank(c)) {
            if (out->len > 0 && out->str[out->len - 1] != ' ')
                g_string_append_c(out, ' ');
        } else if (!is_unwelcome(c) && (c != ' ' || out->len > 0)) {
            g_string_append_unichar(out, c);
        }
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

void
text_lines(char *text)
{
    char *to = text;

    for (const char *p = text; *p != '\0';) {
        if (*p >= ' ' && *p < 0x7f) { /* most are */
            *to++ = *p++;
            continue;
        }
        const char *next = g_utf8_next_char(p);
        gunichar c = g_utf8_get_char(p);
        if (c == '\r') {
            *to++ = '\n';
            next += *next == '\n';
        } else if (c == '\n' || c == '\t' || !is_unwelcome(c)) {
            memmove(to, p, (gsize)(next - p));
            to += next - p;
        }
        p = next;
    }
    *to = '\0';
}

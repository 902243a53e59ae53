/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-hide - readers' own tokens taken out of a mail that is passed on
 *
 * People quote and forward letters whole; whoever then gets the copy could leave, or change wishes,
 * in their name. The mail is not rebuilt: letters are overwritten in the raw bytes, so that sizes,
 * line ends and encodings stay. Characters are read through quoted-printable (RFC 2045, 6.7: =3D,
 * soft line breaks), percent signs (RFC 3986, 2.1: rewritten links) and numbers of HTML (&#x2F;)
 * wherever they stand: outside such a part none makes a link of ours by chance. Programs leave out
 * the scheme of a link, and some add a port: the host is enough. A DKIM signature of the author's
 * over a mail that had such a link does not survive.
 *
 * A part of text in base64 is decoded, looked through and, only where something was found, encoded
 * again. No link can be mistaken within what is still encoded: its letters have no colon, dot,
 * hyphen or at sign.
 */
#include "list/post-hide.h"

#include <string.h>

#include "mime/encode.h"
#include "mime/replace.h"

enum {
    DECODED_MAX = 32 * 1024 * 1024,
    TOKEN_LETTERS_MIN = 23, /* as in archive/hide-tokens.c */
    DOMAIN_MAX = 255
};

typedef struct {
    char *data;
    gsize size;
} Raw;

/* Where our pages are, in lower case. */
typedef struct {
    char *host; /* without a port */
    char *path; /* before what pages are called; "" */
} Site;

/* Steps over soft line breaks. */
static gsize
soft_breaks(const Raw *raw, gsize at)
{
    for (;;) {
        if (at + 2 < raw->size && memcmp(raw->data + at, "=\r\n", 3) == 0)
            at += 3;
        else if (at + 1 < raw->size && memcmp(raw->data + at, "=\n", 2) == 0)
            at += 2;
        else
            return at;
    }
}

/* The letter that the reference at `p` stands for (&#47; or &#x2F;), `*end` behind it; -1 for none.
 */
static int
read_reference(const Raw *raw, gsize p, gsize *end)
{
    gboolean hex = p + 2 < raw->size && g_ascii_tolower(raw->data[p + 2]) == 'x';
    gsize q = p + (hex ? 3 : 2);
    int letter = 0;

    if (p + 1 >= raw->size || raw->data[p + 1] != '#')
        return -1;
    for (guint n = 0; n < 4 && q < raw->size && raw->data[q] != ';'; n++, q++) {
        int digit = hex ? g_ascii_xdigit_value(raw->data[q]) : g_ascii_digit_value(raw->data[q]);
        if (digit < 0)
            return -1;
        letter = letter * (hex ? 16 : 10) + digit;
    }
    if (q >= raw->size || raw->data[q] != ';')
        return -1;
    *end = q + 1;
    return letter;
}

/* The character at `*at` in lower case, encoded or not; `*at` moves behind it, `begin` is where its
 * own bytes begin. 0 at the end. */
static int
read_letter(const Raw *raw, gsize *at, gsize *begin)
{
    gsize p = soft_breaks(raw, *at);

    if (p >= raw->size)
        return 0;
    *begin = p;
    int letter = raw->data[p];
    if ((letter == '=' || letter == '%') && p + 2 < raw->size &&
        g_ascii_isxdigit(raw->data[p + 1]) && g_ascii_isxdigit(raw->data[p + 2])) {
        letter =
            g_ascii_xdigit_value(raw->data[p + 1]) * 16 + g_ascii_xdigit_value(raw->data[p + 2]);
        p += 2;
    }
    *at = p + 1;
    if (letter == '&') {
        int meant = read_reference(raw, p, at);
        letter = meant >= 0 ? meant : letter;
    }
    return letter > 0 && letter < 0x80 ? g_ascii_tolower((char)letter) : -1;
}

/* Whether `word` (lower case) is read at `*at`, which then moves behind it. */
static gboolean
read_word(const Raw *raw, gsize *at, const char *word)
{
    gsize p = *at, begin;

    for (; *word != '\0'; word++)
        if (read_letter(raw, &p, &begin) != *word)
            return FALSE;
    *at = p;
    return TRUE;
}

/* An equals sign: in plain text the two letters behind it, "=ae", are not its code but the token.
 */
static gboolean
read_equals(const Raw *raw, gsize *at)
{
    gsize p = soft_breaks(raw, *at);

    if (!read_word(raw, &p, "=")) {
        if (p >= raw->size || raw->data[p] != '=')
            return FALSE;
        p++;
    }
    *at = p;
    return TRUE;
}

static gboolean
read_leave(const Raw *raw, gsize *at)
{
    gsize p = *at, begin;
    int letter;

    if (!read_word(raw, &p, "-leave@") && !read_word(raw, &p, "-unsubscribe@"))
        return FALSE;
    for (guint i = 0; i <= DOMAIN_MAX; i++) {
        letter = read_letter(raw, &p, &begin);
        if (letter == '?') {
            if (!read_word(raw, &p, "subject") || !read_equals(raw, &p))
                return FALSE;
            *at = p;
            return TRUE;
        }
        if (letter <= 0 || (!g_ascii_isalnum(letter) && letter != '.' && letter != '-'))
            return FALSE;
    }
    return FALSE;
}

/* A robot's address whose extension proves who writes to it. */
static gboolean
read_proof(const Raw *raw, gsize *at)
{
    static const char *const robots[] = {"-confirm+", "-moderate+", "-accept+", "-discard+",
                                         "-undo+",    "-propose+",  "-decide+", "-bounces+"};

    for (guint i = 0; i < G_N_ELEMENTS(robots); i++)
        if (read_word(raw, at, robots[i]))
            return TRUE;
    return FALSE;
}

/* Steps over ":8080". */
static void
skip_port(const Raw *raw, gsize *at)
{
    gsize p = *at, q, begin;
    guint digits = 0;

    if (read_letter(raw, &p, &begin) != ':')
        return;
    for (q = p; digits <= 5 && g_ascii_isdigit(read_letter(raw, &q, &begin)); p = q)
        digits++;
    if (digits > 0)
        *at = p;
}

/* A page of the site that a reader's token opens. */
static gboolean
read_page(const Raw *raw, gsize *at, const Site *site)
{
    static const char *const pages[] = {"/u/",         "/me/",      "/erase/",
                                        "/address/",   "/archive/", "/confirm/",
                                        "/subscribe/", "/join/",    "/leave/"};
    gsize p = *at;

    if (!read_word(raw, &p, site->host))
        return FALSE;
    skip_port(raw, &p);
    if (!read_word(raw, &p, site->path))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++)
        if (read_word(raw, &p, pages[i])) {
            *at = p;
            return TRUE;
        }
    return FALSE;
}

static gboolean
is_token_letter(int letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= '2' && letter <= '7');
}

/* Some programs break long lines, links too: over the end of a line and the marks of a quotation.
 */
static gboolean
step_over_break(const Raw *raw, gsize *at)
{
    gsize p = *at, behind = p, begin;
    int letter;

    do
        letter = read_letter(raw, &p, &begin);
    while (letter == ' ' || letter == '\r');
    if (letter != '\n')
        return FALSE;
    do {
        behind = p;
        letter = read_letter(raw, &p, &begin);
    } while (letter > 0 && strchr("> |\t", letter) != NULL);
    *at = behind;
    return TRUE;
}

/* Overwrites the token at `at`, which may be broken once before its 23rd letter: more would take
 * words of the next line for it. Returns what is behind it, or `at` when there is none. */
static gsize
hide(const Raw *raw, gsize at)
{
    gsize p = at, begin, end = at;
    guint n = 0;

    gboolean broken = FALSE;

    for (;;) {
        while (is_token_letter(read_letter(raw, &p, &begin))) {
            n++;
            end = p;
        }
        p = end;
        if (n >= TOKEN_LETTERS_MIN || broken || !step_over_break(raw, &p))
            break;
        broken = TRUE;
    }
    if (n < TOKEN_LETTERS_MIN)
        return at;
    for (p = at; p < end;) {
        if (!is_token_letter(read_letter(raw, &p, &begin)))
            continue;
        if (p - begin == 1)
            raw->data[begin] = 'x';
        else if (raw->data[begin] == '&')
            memset(raw->data + begin, 'x', p - begin);
        else
            memcpy(raw->data + begin + 1, "78", 2);
    }
    return end;
}

/* OpenPGP and S/MIME, and the same in an attached mail, which Mail does not count. */
static gboolean
is_protected(const Mail *mail)
{
    static const char *const types[] = {
        "application/pgp-signature", "application/pgp-encrypted",     "application/pkcs7-signature",
        "application/pkcs7-mime",    "application/x-pkcs7-signature", "application/x-pkcs7-mime"};

    if (mail->is_signed_or_encrypted)
        return TRUE;
    for (guint i = 0; i < mail->n_parts; i++)
        for (guint j = 0; j < G_N_ELEMENTS(types); j++)
            if (strcmp(mail->parts[i].content_type, types[j]) == 0)
                return TRUE;
    return FALSE;
}

/* TRUE when there was something to overwrite. */
static gboolean
hide_all(const Raw *raw, const Site *site)
{
    gboolean found = FALSE;

    /* Nothing begins with a soft break that does not begin behind it: each is stepped over once. */
    for (gsize at = soft_breaks(raw, 0); at < raw->size; at = soft_breaks(raw, at)) {
        gsize p = at;
        char letter = g_ascii_tolower(raw->data[at]);
        /* What can begin none of them, which is nearly every letter, is stepped over at once. */
        if ((letter == *site->host || letter == '-' || letter == '=' || letter == '%' ||
             letter == '&') &&
            (read_page(raw, &p, site) || read_proof(raw, &p) || read_leave(raw, &p))) {
            gsize end = hide(raw, p);
            found = found || end > p;
            p = end;
        }
        at = MAX(p, at + 1);
    }
    return found;
}

/* A part in base64 without them, encoded again; NULL when it has none. */
static GString *
decode_and_hide(const Mail *mail, guint index, const MailExtent *extent, const Site *site)
{
    g_autoptr(GBytes) bytes = mail_part_bytes(mail, index, DECODED_MAX, NULL);
    gsize size = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    g_autofree char *copy = g_memdup2(data, size);
    const Raw raw = {copy, size};

    if (size == 0 || !hide_all(&raw, site))
        return NULL;
    GString *out = g_string_sized_new(size * 2);
    base64_lines(out, (const guint8 *)copy, size);
    /* A line end before a delimiter is the delimiter's. */
    const char *whole = g_bytes_get_data(mail->raw, NULL);
    if (extent->end > extent->body && whole[extent->end - 1] != '\n')
        g_string_truncate(out, out->len - 2);
    return out;
}

GBytes *
post_hide_tokens(const Mail *mail, const char *site_url)
{
    const char *scheme = strstr(site_url, "://");
    g_autofree char *host = g_ascii_strdown(scheme != NULL ? scheme + 3 : site_url, -1);
    g_autofree char *path = g_strdup(host + strcspn(host, "/"));
    char *literal_end = *host == '[' ? strchr(host, ']') : NULL;
    *(literal_end != NULL ? literal_end + 1 : host + strcspn(host, ":/")) = '\0';
    const Site site = {host, path};
    g_autoptr(GArray) replacements = replacements_new();
    gsize size;
    const char *data = g_bytes_get_data(mail->raw, &size);

    if (is_protected(mail))
        return g_bytes_ref(mail->raw);
    const Raw raw = {g_memdup2(data, size), size};
    hide_all(&raw, &site);
    for (guint i = 0; i < mail->n_parts; i++) {
        const char *type = mail->parts[i].content_type;
        MailExtent extent = mail_part_extent(mail, i);
        if (!extent.base64 ||
            (!g_str_has_prefix(type, "text/") && !g_str_has_prefix(type, "message/")))
            continue;
        GString *hidden = decode_and_hide(mail, i, &extent, &site);
        if (hidden != NULL)
            replacements_add(replacements, extent.body, extent.end, hidden);
    }
    g_autoptr(GBytes) overwritten = g_bytes_new_take(raw.data, size);
    return mail_replace(overwritten, replacements);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * splice - headers taken out and put in, everything else byte for byte
 *
 * RFC 5321 section 2.3.8 (lines end in CRLF and nothing else). The output is made in one piece;
 * on failure there is none.
 */
#include "mime/splice.h"

#include <string.h>

#include "base/error.h"

#include "mime/block.h"
#include "mime/header.h"

/* The size of the line end at `at`, 0 when there is none: CR* LF is one, and so is a CR alone. */
static gsize
line_end_size(const char *data, gsize at, gsize size)
{
    gsize p = at;

    if (data[at] == '\n')
        return 1;
    while (p < size && data[p] == '\r')
        p++;
    if (p == at)
        return 0;
    return p < size && data[p] == '\n' ? p + 1 - at : 1;
}

/* TRUE when every line end is CRLF. */
static gboolean
is_crlf(const char *data, gsize size)
{
    if (size == 0) /* and data may be NULL */
        return TRUE;
    const char *at = data, *end = data + size;
    while (at < end) {
        const char *cr = memchr(at, '\r', (gsize)(end - at));
        const char *stop = cr != NULL ? cr : end;
        if (memchr(at, '\n', (gsize)(stop - at)) != NULL)
            return FALSE;
        if (cr == NULL)
            return TRUE;
        if (cr + 1 == end || cr[1] != '\n')
            return FALSE;
        at = cr + 2;
    }
    return TRUE;
}

GBytes *
mail_to_crlf(GBytes *raw)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);

    if (is_crlf(data, size))
        return g_bytes_ref(raw);
    GString *out = g_string_sized_new(size + size / 32 + 2);
    for (gsize at = 0; at < size;) {
        gsize end = at;
        while (end < size && data[end] != '\r' && data[end] != '\n')
            end++;
        g_string_append_len(out, data + at, (gssize)(end - at));
        if (end == size)
            break;
        at = end + line_end_size(data, end, size);
        g_string_append_len(out, "\r\n", 2);
    }
    return g_string_free_to_bytes(out);
}

gsize
mail_crlf_origin(GBytes *raw, LineCursor *cursor, gsize offset)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);

    while (cursor->normal < offset && cursor->raw < size) {
        gsize end = line_end_size(data, cursor->raw, size);
        cursor->normal += end > 0 ? 2 : 1;
        cursor->raw += end > 0 ? end : 1;
    }
    return cursor->raw;
}

/* A value as on the wire: printable ASCII, and CRLF only where a blank and more text follow. */
static gboolean
value_is_folded(const char *value)
{
    gsize column = 0;

    if (value == NULL)
        return FALSE;
    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '\r') {
            if (p[1] != '\n' || (p[2] != ' ' && p[2] != '\t'))
                return FALSE;
            p += 2;
            p += strspn(p, " \t");
            if (*p == '\0' || *p == '\r')
                return FALSE;
            column = 0;
        }
        if ((*p < ' ' && *p != '\t') || *p >= 0x7f || ++column > 900)
            return FALSE;
    }
    return TRUE;
}

static gboolean
edits_check(const HeaderEdit *edits, guint n, GError **error)
{
    for (guint i = 0; i < n; i++) {
        if (!header_name_is_valid(edits[i].name))
            return fail(error, ERROR_BAD_INPUT, "a header to change has a name that is none");
        if (edits[i].action != HEADER_REMOVE && !value_is_folded(edits[i].value))
            return fail(error, ERROR_BAD_INPUT,
                        "the value for header \"%s\" is not encoded for the wire", edits[i].name);
    }
    return TRUE;
}

static void
header_append(GString *out, const HeaderEdit *edit)
{
    g_string_append_printf(out, "%s: %s\r\n", edit->name, edit->value);
}

/* Writes the fields that stay, and what replaces the first of those that do not. What lies between
 * fields ("From " lines) is left out: the next server would take it for the end of the headers. */
static void
fields_write(GString *out, const char *data, const Block *block, const HeaderEdit *edits, guint n,
             gboolean *done)
{
    for (guint i = 0; i < block->fields->len; i++) {
        const Field *field = &g_array_index(block->fields, Field, i);
        const HeaderEdit *edit = NULL;
        for (guint j = 0; j < n && edit == NULL; j++)
            if (edits[j].action != HEADER_ADD && field_is(data, field, edits[j].name))
                edit = &edits[j];
        if (edit == NULL) {
            g_string_append_len(out, data + field->name, (gssize)(field->end - field->name));
        } else if (edit->action == HEADER_REPLACE && !done[edit - edits]) {
            header_append(out, edit);
            done[edit - edits] = TRUE;
        }
    }
}

GBytes *
mail_splice(GBytes *raw, const HeaderEdit *edits, guint n, GError **error)
{
    g_autoptr(GBytes) normal = mail_to_crlf(raw);
    g_auto(Block) block = {0};
    g_autoptr(GString) kept = g_string_new(NULL);
    g_autofree gboolean *done = g_new0(gboolean, n + 1);
    gsize size;
    const char *data = g_bytes_get_data(normal, &size);

    if (!edits_check(edits, n, error))
        return NULL;
    if (size == 0)
        return fail_null(error, ERROR_BAD_INPUT, "the mail is empty");
    block_scan(data, 0, size, &block);
    if (block.too_long)
        return fail_null(error, ERROR_BAD_INPUT, "the headers of the mail are longer than 100 KB");
    fields_write(kept, data, &block, edits, n, done);

    GString *out = g_string_sized_new(size + kept->len + 1024);
    for (guint i = 0; i < n; i++)
        if (edits[i].action == HEADER_ADD || (edits[i].action == HEADER_REPLACE && !done[i]))
            header_append(out, &edits[i]);
    g_string_append_len(out, kept->str, (gssize)kept->len);
    if (out->len > 0 && out->str[out->len - 1] != '\n') /* headers cut off in a line */
        g_string_append(out, "\r\n");
    g_string_append(out, "\r\n");
    g_string_append_len(out, data + block.body, (gssize)(size - block.body));
    return g_string_free_to_bytes(out);
}

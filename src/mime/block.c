/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block - where the headers are in raw bytes
 *
 * RFC 5322 sections 2.2 and 2.2.3. One pass, linear, cannot fail; memory is bounded by
 * HEADER_BYTES_MAX whatever the size of the mail.
 */
#include "mime/block.h"

#include <string.h>

static gboolean
begins(const char *data, gsize at, gsize end, const char *word)
{
    gsize size = strlen(word);
    return end - at >= size && memcmp(data + at, word, size) == 0;
}

static gsize
line_end(const char *data, gsize at, gsize end)
{
    const char *feed = memchr(data + at, '\n', end - at);
    return feed == NULL ? end : (gsize)(feed - data) + 1;
}

/* The size of the field name at `at`, 0 when there is none; `*colon` is where its colon is. */
static gsize
name_size(const char *data, gsize at, gsize end, gsize *colon)
{
    gsize p = at;

    while (p < end && data[p] > ' ' && data[p] < 0x7f && data[p] != ':')
        p++;
    gsize size = p - at;
    while (p < end && (data[p] == ' ' || data[p] == '\t'))
        p++;
    if (size == 0 || p == end || data[p] != ':')
        return 0;
    *colon = p;
    return size;
}

void
block_scan(const char *data, gsize start, gsize end, Block *block)
{
    gsize at = start;
    Field *open = NULL; /* the field that a folded line would continue */

    *block = (Block){.fields = g_array_new(FALSE, FALSE, sizeof(Field)), .first = start};
    while (at < end) {
        gsize next = line_end(data, at, end);
        gsize colon = 0;
        gsize size = 0;

        if (data[at] == '\n' || (data[at] == '\r' && next == at + 2)) {
            block->separated = TRUE;
            block->end = at;
            block->body = next;
            break;
        }
        if ((data[at] == ' ' || data[at] == '\t') && at > block->first) {
            if (open != NULL)
                open->end = next;
        } else if (begins(data, at, end, "From ") || begins(data, at, end, ">From ")) {
            block->mailbox_line = TRUE;
            if (at == start)
                block->first = next;
            open = NULL;
        } else if ((size = name_size(data, at, next, &colon)) > 0) {
            Field field = {.name = at, .name_size = size, .value = colon + 1, .end = next};
            if (next - start > HEADER_BYTES_MAX) {
                block->too_long = TRUE;
                open = NULL;
            } else {
                g_array_append_val(block->fields, field);
                open = &g_array_index(block->fields, Field, block->fields->len - 1);
            }
        } else {
            break;
        }
        at = next;
    }
    if (!block->separated)
        block->end = block->body = at;
    /* A field that was folded past the limit is cut off whole. */
    while (block->fields->len > 0 &&
           g_array_index(block->fields, Field, block->fields->len - 1).end - start >
               HEADER_BYTES_MAX) {
        block->too_long = TRUE;
        g_array_set_size(block->fields, block->fields->len - 1);
    }
}

void
block_clear(Block *block)
{
    g_clear_pointer(&block->fields, g_array_unref);
}

gboolean
field_is(const char *data, const Field *field, const char *name)
{
    return strlen(name) == field->name_size &&
           g_ascii_strncasecmp(data + field->name, name, field->name_size) == 0;
}

char *
field_value(const char *data, const Field *field)
{
    gsize size = field->end - field->value;
    char *out = g_malloc(size + 1);
    gsize n = 0;

    for (gsize i = field->value; i < field->end; i++)
        if (data[i] != '\n' && data[i] != '\0' && data[i] != '\r')
            out[n++] = data[i];
        else if (data[i] == '\r' && i + 1 < field->end && data[i + 1] != '\n')
            out[n++] = ' ';
    out[n] = '\0';
    return g_strstrip(out);
}

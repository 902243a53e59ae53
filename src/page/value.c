/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value - the data a template is filled with
 *
 * All nodes of a tree lie in the root's arena, so that a page of thousands of values costs a few
 * allocations and is freed at once. A dict is a chain of its entries: template data has some ten
 * keys a dict, where walking beats hashing. Cannot fail; out of memory ends the process as
 * everywhere in GLib.
 */
#include "page/value.h"

#include <string.h>

typedef struct Block Block;
struct Block {
    Block *before;
    gsize used;
    gsize size;
    char bytes[] __attribute__((aligned(16)));
};

typedef struct {
    Block *last;
} Arena;

struct Value {
    ValueType type;
    gsize text_size;
    Arena *arena;
    const char *key; /* in a dict */
    Value *next;     /* the entry or item after this one */
    union {
        gboolean is;
        gint64 integer;
        double number;
        const char *text;
        struct {
            Value *first;
            Value *last;
        } children;
    };
};

enum { BLOCK_FIRST = 2048, BLOCK_MAX = 64 * 1024 };

static gpointer
arena_take(Arena *arena, gsize size)
{
    Block *block = arena->last;

    size = (size + 15) & ~(gsize)15;
    if (block == NULL || block->size - block->used < size) {
        gsize wanted = block == NULL ? BLOCK_FIRST : MIN(block->size * 2, BLOCK_MAX);
        wanted = MAX(wanted, size);
        block = g_malloc(sizeof *block + wanted);
        block->before = arena->last;
        block->used = 0;
        block->size = wanted;
        arena->last = block;
    }
    gpointer taken = block->bytes + block->used;
    block->used += size;
    return taken;
}

static char *
arena_copy(Arena *arena, const char *text, gsize size)
{
    char *copy = arena_take(arena, size + 1);

    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

static Value *
root_new(ValueType type)
{
    Arena *arena = g_new0(Arena, 1);
    Value *root = arena_take(arena, sizeof *root);

    *root = (Value){.type = type, .arena = arena};
    return root;
}

Value *
value_dict(void)
{
    return root_new(VALUE_DICT);
}

Value *
value_list(void)
{
    return root_new(VALUE_LIST);
}

void
value_free(Value *root)
{
    if (root == NULL)
        return;
    Arena *arena = root->arena;
    Block *block = arena->last;
    while (block->before != NULL)
        block = block->before;
    g_return_if_fail((char *)root == block->bytes); /* the root is the first thing taken */

    for (block = arena->last; block != NULL;) {
        Block *before = block->before;
        g_free(block);
        block = before;
    }
    g_free(arena);
}

static void
value_become(Value *value, ValueType type)
{
    value->type = type;
    value->text_size = 0;
    value->children.first = NULL;
    value->children.last = NULL;
}

static Value *
child_add(Value *parent, const char *key)
{
    Value *child = arena_take(parent->arena, sizeof *child);

    *child = (Value){.arena = parent->arena, .key = key};
    if (parent->children.last != NULL)
        parent->children.last->next = child;
    else
        parent->children.first = child;
    parent->children.last = child;
    return child;
}

static Value *
entry_of(Value *dict, const char *key, ValueType type)
{
    g_return_val_if_fail(dict != NULL && dict->type == VALUE_DICT && key != NULL, NULL);
    Value *entry = (Value *)value_get(dict, key);

    if (entry == NULL)
        entry = child_add(dict, arena_copy(dict->arena, key, strlen(key)));
    value_become(entry, type);
    return entry;
}

static Value *
item_of(Value *list, ValueType type)
{
    g_return_val_if_fail(list != NULL && list->type == VALUE_LIST, NULL);
    Value *item = child_add(list, NULL);

    value_become(item, type);
    return item;
}

static void
fill_text(Value *value, const char *text)
{
    g_autofree char *mended = NULL;

    if (value == NULL)
        return;
    if (text == NULL) {
        value_become(value, VALUE_NULL);
        return;
    }
    gsize size = strlen(text);
    if (!g_utf8_validate(text, (gssize)size, NULL)) {
        text = mended = g_utf8_make_valid(text, (gssize)size);
        size = strlen(text);
    }
    value->text = arena_copy(value->arena, text, size);
    value->text_size = size;
}

void
value_set_text(Value *dict, const char *key, const char *text)
{
    fill_text(entry_of(dict, key, VALUE_TEXT), text);
}

void
value_set_html(Value *dict, const char *key, const char *html)
{
    fill_text(entry_of(dict, key, VALUE_HTML), html);
}

void
value_set_bool(Value *dict, const char *key, gboolean is)
{
    Value *entry = entry_of(dict, key, VALUE_BOOL);

    if (entry != NULL)
        entry->is = is;
}

void
value_set_int(Value *dict, const char *key, gint64 number)
{
    Value *entry = entry_of(dict, key, VALUE_INT);

    if (entry != NULL)
        entry->integer = number;
}

void
value_set_number(Value *dict, const char *key, double number)
{
    Value *entry = entry_of(dict, key, VALUE_NUMBER);

    if (entry != NULL)
        entry->number = number;
}

Value *
value_set_dict(Value *dict, const char *key)
{
    return entry_of(dict, key, VALUE_DICT);
}

Value *
value_set_list(Value *dict, const char *key)
{
    return entry_of(dict, key, VALUE_LIST);
}

void
value_append_text(Value *list, const char *text)
{
    fill_text(item_of(list, VALUE_TEXT), text);
}

void
value_append_bool(Value *list, gboolean is)
{
    Value *item = item_of(list, VALUE_BOOL);

    if (item != NULL)
        item->is = is;
}

void
value_append_int(Value *list, gint64 number)
{
    Value *item = item_of(list, VALUE_INT);

    if (item != NULL)
        item->integer = number;
}

void
value_append_number(Value *list, double number)
{
    Value *item = item_of(list, VALUE_NUMBER);

    if (item != NULL)
        item->number = number;
}

void
value_append_null(Value *list)
{
    item_of(list, VALUE_NULL);
}

Value *
value_append_dict(Value *list)
{
    return item_of(list, VALUE_DICT);
}

Value *
value_append_list(Value *list)
{
    return item_of(list, VALUE_LIST);
}

ValueType
value_type(const Value *value)
{
    return value != NULL ? value->type : VALUE_NULL;
}

const Value *
value_get(const Value *dict, const char *key)
{
    if (dict == NULL || dict->type != VALUE_DICT)
        return NULL;
    for (const Value *entry = dict->children.first; entry != NULL; entry = entry->next)
        if (strcmp(entry->key, key) == 0)
            return entry;
    return NULL;
}

const Value *
value_first(const Value *list)
{
    return list != NULL && list->type == VALUE_LIST ? list->children.first : NULL;
}

const Value *
value_next(const Value *item)
{
    return item->next;
}

const char *
value_text(const Value *value)
{
    gboolean has = value != NULL && (value->type == VALUE_TEXT || value->type == VALUE_HTML);

    return has ? value->text : NULL;
}

gsize
value_text_size(const Value *value)
{
    return value != NULL ? value->text_size : 0;
}

gboolean
value_is_true(const Value *value)
{
    switch (value_type(value)) {
    case VALUE_NULL:
        return FALSE;
    case VALUE_BOOL:
        return value->is;
    case VALUE_INT:
        return value->integer != 0;
    case VALUE_NUMBER:
        return value->number < 0 || value->number > 0;
    case VALUE_TEXT:
    case VALUE_HTML:
        return value->text_size > 0;
    case VALUE_LIST:
        return value->children.first != NULL;
    case VALUE_DICT:
        return TRUE;
    }
    return FALSE;
}

void
value_append_scalar(const Value *value, GString *out)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    switch (value_type(value)) {
    case VALUE_BOOL:
        g_string_append(out, value->is ? "true" : "false");
        break;
    case VALUE_INT:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, value->integer);
        break;
    case VALUE_NUMBER: /* never the locale's comma; 15 digits are what a double surely holds */
        g_string_append(out, g_ascii_formatd(number, sizeof number, "%.15g", value->number));
        break;
    default:
        break;
    }
}

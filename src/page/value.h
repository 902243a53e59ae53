/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value - the data a template is filled with
 *
 * A tree of dicts, lists and scalars, made top-down: the root is made and freed, everything below
 * belongs to it. Texts and keys are copied. Setting a key again replaces it. A finished tree may
 * be read by several threads; building is for one.
 *
 *     g_autoptr(Value) page = value_dict();
 *     value_set_text(page, "title", title);
 *     Value *posts = value_set_list(page, "posts");
 *     while (archive_posts_next(rows, &row))
 *         value_set_text(value_append_dict(posts), "subject", row.subject);
 */
#pragma once

#include <glib.h>

typedef struct Value Value;

typedef enum {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_NUMBER,
    VALUE_TEXT, /* written by anybody: escaped in HTML wherever it is printed */
    VALUE_HTML, /* safe HTML made by us: what {{{key}}} prints as it is */
    VALUE_LIST,
    VALUE_DICT
} ValueType;

/* A new root; value_free() frees it with all below. value_free(NULL) does nothing; freeing what
 * is not a root is a bug of the caller and ignored with a critical warning. */
Value *value_dict(void);
Value *value_list(void);
void value_free(Value *root);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Value, value_free)

/* Into a dict. A NULL text or html is VALUE_NULL: prints nothing, its section is skipped. Text
 * that is not UTF-8 is made so with U+FFFD. `html` must be safe already (html_clean(),
 * markdown_to_html(), text_to_html()): no template escapes it again under {{{ }}}. */
void value_set_text(Value *dict, const char *key, const char *text);
void value_set_html(Value *dict, const char *key, const char *html);
void value_set_bool(Value *dict, const char *key, gboolean is);
void value_set_int(Value *dict, const char *key, gint64 number);
void value_set_number(Value *dict, const char *key, double number);
/* A new child, belonging to the tree. */
Value *value_set_dict(Value *dict, const char *key);
Value *value_set_list(Value *dict, const char *key);

/* At the end of a list; printed by {{.}}. */
void value_append_text(Value *list, const char *text);
void value_append_bool(Value *list, gboolean is);
void value_append_int(Value *list, gint64 number);
void value_append_number(Value *list, double number);
void value_append_null(Value *list);
Value *value_append_dict(Value *list);
Value *value_append_list(Value *list);

/* Reading. What they return belongs to the tree. */
ValueType value_type(const Value *value);
const Value *value_get(const Value *dict, const char *key); /* NULL when absent or not a dict */
const Value *value_first(const Value *list);                /* NULL when empty or not a list */
const Value *value_next(const Value *item);                 /* NULL after the last */
const char *value_text(const Value *value);                 /* of TEXT and HTML; NULL else */
gsize value_text_size(const Value *value);                  /* its bytes; 0 else */
/* FALSE for NULL, false, zero, the empty text and the empty list: what a section skips. */
gboolean value_is_true(const Value *value);
/* Appends a number or bool as it is printed ("7", "1.21", "true"); nothing for other types. */
void value_append_scalar(const Value *value, GString *out);

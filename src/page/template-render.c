/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-render - a parsed template filled with values
 *
 * Walks the flat nodes; recursion only into sections (TEMPLATE_NESTING_MAX a file) and partials
 * (TEMPLATE_PARTIALS_MAX). The stack of contexts is made of frames on the C stack. A rendering
 * shares nothing with another but the set's read-only templates. On failure the output is cut
 * back to where it began.
 */
#include <string.h>

#include "base/error.h"

#include "page/html.h"
#include "page/template-internal.h"

enum { INDENT_MAX = 200 };

typedef struct Frame Frame;
struct Frame {
    const Value *value;
    const Frame *outer;
};

typedef struct {
    TemplateSet *set;
    const Catalogue *catalogue;
    GString *out;
    GString *indent; /* goes before each line of the partials that are open */
    gsize out_end;   /* where out must not reach */
    guint steps;
    guint depth;   /* partials and translations in each other */
    gboolean text; /* plain text: nothing is escaped */
} Rendering;

static gboolean render(Rendering *rendering, const Template *template, guint from, guint to,
                       const Frame *frame, GError **error);

/* Finds a name: its first part in the nearest context that has it, the others below that. */
static const Value *
lookup(const Node *node, const Frame *frame)
{
    const Value *value = NULL;

    if (node->path[0] == NULL)
        return frame->value;
    for (; frame != NULL && value == NULL; frame = frame->outer)
        value = value_get(frame->value, node->path[0]);
    for (char **part = node->path + 1; *part != NULL && value != NULL; part++)
        value = value_get(value, *part);
    return value;
}

static void
put_value(Rendering *rendering, const Node *node, const Value *value)
{
    const char *text = value_text(value);

    if (text == NULL) {
        value_append_scalar(value, rendering->out);
        return;
    }
    gboolean raw = rendering->text;
    if (node->type == NODE_UNESCAPED)
        raw |= value_type(value) == VALUE_HTML || template_set_is_spec(rendering->set);
    if (raw)
        g_string_append_len(rendering->out, text, (gssize)value_text_size(value));
    else
        html_escape_text(rendering->out, text, (gssize)value_text_size(value));
}

/* Text with the indentation before each line that begins in it. */
static void
put_text(Rendering *rendering, const Node *node)
{
    const char *at = node->text;
    const char *end = at + node->size;

    if (rendering->indent->len == 0) {
        g_string_append_len(rendering->out, at, (gssize)node->size);
        return;
    }
    while (at < end) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        stop = stop != NULL ? stop + 1 : end;
        g_string_append_len(rendering->out, at, stop - at);
        if (stop < end)
            g_string_append_len(rendering->out, rendering->indent->str,
                                (gssize)rendering->indent->len);
        at = stop;
    }
}

static gboolean
render_section(Rendering *rendering, const Template *template, guint index, const Frame *frame,
               GError **error)
{
    const Node *node = &g_array_index(template->nodes, Node, index);
    const Value *value = lookup(node, frame);
    gboolean is_true = value_is_true(value);

    if (node->type == NODE_INVERTED)
        return is_true || render(rendering, template, index + 1, node->end, frame, error);
    if (!is_true)
        return TRUE;
    if (value_type(value) != VALUE_LIST) {
        Frame inner = {.value = value, .outer = frame};
        return render(rendering, template, index + 1, node->end, &inner, error);
    }
    for (const Value *item = value_first(value); item != NULL; item = value_next(item)) {
        Frame inner = {.value = item, .outer = frame};
        if (!render(rendering, template, index + 1, node->end, &inner, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
enter(Rendering *rendering, const Template *from, const Node *node, const Template *into,
      const Frame *frame, GError **error)
{
    if (rendering->depth == TEMPLATE_PARTIALS_MAX)
        return fail(error, ERROR_BAD_INPUT,
                    "cannot use template \"%s\", line %u: over %d partials in each other",
                    from->name, node->line, TEMPLATE_PARTIALS_MAX);
    rendering->depth++;
    gboolean good = render(rendering, into, 0, into->nodes->len, frame, error);
    rendering->depth--;
    return good;
}

static gboolean
render_partial(Rendering *rendering, const Template *template, const Node *node, const Frame *frame,
               GError **error)
{
    GError *reason = NULL;
    const Template *partial = template_set_get(rendering->set, node->name, &reason);

    if (partial == NULL && reason == NULL)
        return TRUE;
    if (partial == NULL) {
        g_propagate_prefixed_error(error, reason, "template \"%s\", line %u: ", template->name,
                                   node->line);
        return FALSE;
    }
    gsize indent_before = rendering->indent->len;
    if (indent_before + node->size > INDENT_MAX)
        return fail(error, ERROR_BAD_INPUT,
                    "cannot use template \"%s\", line %u: partials indented by over %d characters",
                    template->name, node->line, INDENT_MAX);
    g_string_append_len(rendering->indent, node->text, (gssize)node->size);
    gboolean good = enter(rendering, template, node, partial, frame, error);
    g_string_truncate(rendering->indent, indent_before);
    return good;
}

/* The translation of a message that has {{variables}}: a small template of its own. */
static gboolean
render_translation(Rendering *rendering, const Template *template, const Node *node,
                   const char *text, const Frame *frame, GError **error)
{
    const Template *translation = template_set_get_message(rendering->set, text, error);

    if (translation == NULL) {
        g_prefix_error(error, "template \"%s\", line %u: ", template->name, node->line);
        return FALSE;
    }
    GString *indent = rendering->indent; /* it may stand in the midst of a line */
    rendering->indent = g_string_new(NULL);
    gboolean good = enter(rendering, template, node, translation, frame, error);
    g_string_free(rendering->indent, TRUE);
    rendering->indent = indent;
    return good;
}

static gboolean
render_message(Rendering *rendering, const Template *template, guint index, const Frame *frame,
               GError **error)
{
    const Node *node = &g_array_index(template->nodes, Node, index);
    const char *text = catalogue_lookup(rendering->catalogue, node->name);

    if (text == NULL)
        return render(rendering, template, index + 1, node->end, frame, error);

    /* The blanks and line ends at both ends are the template's, not the translator's. */
    const Node *first = &g_array_index(template->nodes, Node, index + 1);
    const Node *last = &g_array_index(template->nodes, Node, node->end - 1);
    if (first->type == NODE_TEXT) {
        gsize blanks = 0;
        while (blanks < first->size && g_ascii_isspace(first->text[blanks]))
            blanks++;
        g_string_append_len(rendering->out, first->text, (gssize)blanks);
    }
    if (strstr(text, "{{") == NULL)
        g_string_append(rendering->out, text);
    else if (!render_translation(rendering, template, node, text, frame, error))
        return FALSE;
    if (last->type == NODE_TEXT) {
        gsize rest = last->size;
        while (rest > 0 && g_ascii_isspace(last->text[rest - 1]))
            rest--;
        g_string_append_len(rendering->out, last->text + rest, (gssize)(last->size - rest));
    }
    return TRUE;
}

static gboolean
render_node(Rendering *rendering, const Template *template, guint index, const Frame *frame,
            GError **error)
{
    const Node *node = &g_array_index(template->nodes, Node, index);

    if (++rendering->steps > TEMPLATE_STEPS_MAX || rendering->out->len > rendering->out_end)
        return fail(error, ERROR_BAD_INPUT,
                    "cannot use template \"%s\", line %u: the result grows without end",
                    template->name, node->line);
    if (node->line_start && rendering->indent->len > 0)
        g_string_append_len(rendering->out, rendering->indent->str, (gssize)rendering->indent->len);
    switch (node->type) {
    case NODE_TEXT:
        put_text(rendering, node);
        return TRUE;
    case NODE_VARIABLE:
    case NODE_UNESCAPED:
        put_value(rendering, node, lookup(node, frame));
        return TRUE;
    case NODE_SECTION:
    case NODE_INVERTED:
        return render_section(rendering, template, index, frame, error);
    case NODE_MESSAGE:
        return render_message(rendering, template, index, frame, error);
    case NODE_PARTIAL:
        return render_partial(rendering, template, node, frame, error);
    }
    return TRUE;
}

static gboolean
render(Rendering *rendering, const Template *template, guint from, guint to, const Frame *frame,
       GError **error)
{
    for (guint index = from; index < to;) {
        const Node *node = &g_array_index(template->nodes, Node, index);
        if (!render_node(rendering, template, index, frame, error))
            return FALSE;
        index = node->end > index ? node->end : index + 1;
    }
    return TRUE;
}

gboolean
template_render(TemplateSet *set, const char *name, const Value *value, const Catalogue *catalogue,
                GString *out, GError **error)
{
    gsize out_before = out->len;
    const Template *template = template_set_get(set, name, error);
    Rendering rendering = {.set = set,
                           .catalogue = catalogue,
                           .out = out,
                           .out_end = out_before + TEMPLATE_OUTPUT_MAX,
                           .text = g_str_has_suffix(name, ".txt")};
    Frame frame = {.value = value};

    if (template == NULL)
        return error != NULL && *error != NULL
                   ? FALSE
                   : fail(error, ERROR_NOT_FOUND, "there is no template \"%s\"", name);
    rendering.indent = g_string_new(NULL);
    gboolean good = render(&rendering, template, 0, template->nodes->len, &frame, error);
    g_string_free(rendering.indent, TRUE);
    if (!good)
        g_string_truncate(out, out_before);
    return good;
}

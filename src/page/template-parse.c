/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-parse - Mustache text to nodes
 *
 * Keeps the public Mustache specification: tags, set delimiters, standalone lines (a comment,
 * section, partial or delimiter tag alone on its line takes the line away with it). One pass
 * over the text, no recursion; what is open lies on a stack. On failure nothing is returned and
 * the error names file and line.
 */
#include <string.h>

#include "base/error.h"

#include "page/template-internal.h"

typedef struct {
    guint node;        /* the section's index */
    const char *inner; /* where the text of {{#_}} begins */
} Open;

typedef struct {
    Template *template;
    const char *at;
    const char *end;
    guint line;
    gboolean line_dirty;  /* something stands before `at` on its line */
    gboolean line_marked; /* that line has given a node, which has its line_start */
    char *opening;        /* the delimiters, "{{" and "}}" at first */
    char *closing;
    GArray *opens; /* of Open */
} Parser;

typedef struct {
    char sigil; /* one of #^/>!=&{ or 0 */
    const char *from;
    const char *body; /* without blanks around it */
    gsize body_size;
    const char *to; /* after the closing delimiter */
} Tag;

static gboolean G_GNUC_PRINTF(4, 5)
    parser_fail(const Parser *parser, GError **error, guint line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return fail(error, ERROR_BAD_INPUT, "cannot use template \"%s\", line %u: %s",
                parser->template->name, line, what);
}

static Node *
node_add(Parser *parser, NodeType type)
{
    Node node = {.type = type, .line = parser->line, .line_start = !parser->line_marked};

    parser->line_marked = TRUE;
    g_array_append_val(parser->template->nodes, node);
    return &g_array_index(parser->template->nodes, Node, parser->template->nodes->len - 1);
}

/* Counts the line ends between `from` and `to`; says whether `to` is at the start of a line. */
static gboolean
lines_count(Parser *parser, const char *from, const char *to)
{
    for (const char *at = from; at < to; at++)
        parser->line += *at == '\n';
    return to > from && to[-1] == '\n';
}

static void
text_add(Parser *parser, const char *from, const char *to)
{
    if (from == to)
        return;
    Node *node = node_add(parser, NODE_TEXT);
    node->text = from;
    node->size = (gsize)(to - from);
    gboolean fresh = lines_count(parser, from, to);
    parser->line_dirty = parser->line_marked = !fresh;
}

/* Finds the next tag from parser->at on: sets tag->from, or parser->end when there is none. */
static gboolean
tag_find(Parser *parser, Tag *tag, GError **error)
{
    gsize opening_size = strlen(parser->opening);
    char *found =
        memmem(parser->at, (gsize)(parser->end - parser->at), parser->opening, opening_size);

    tag->from = found != NULL ? found : parser->end;
    if (found == NULL)
        return TRUE;
    const char *body = found + opening_size;
    guint line = parser->line;
    for (const char *at = parser->at; at < found; at++)
        line += *at == '\n';

    tag->sigil = body < parser->end && strchr("#^/>!=&{<$", *body) != NULL ? *body : '\0';
    if (tag->sigil != '\0')
        body++;
    /* {{{x}}} and {{=<% %>=}} close with a character of their own before the delimiter. */
    const char *own = tag->sigil == '{' ? "}" : tag->sigil == '=' ? "=" : "";
    g_autofree char *closing = g_strconcat(own, parser->closing, NULL);
    char *close = memmem(body, (gsize)(parser->end - body), closing, strlen(closing));
    if (close == NULL)
        return parser_fail(parser, error, line, "the tag is not closed by \"%s\"", closing);
    tag->to = close + strlen(closing);
    while (body < close && g_ascii_isspace(*body))
        body++;
    while (close > body && g_ascii_isspace(close[-1]))
        close--;
    tag->body = body;
    tag->body_size = (gsize)(close - body);
    return TRUE;
}

/* {{=<% %>=}} */
static gboolean
delimiters_set(Parser *parser, const Tag *tag, GError **error)
{
    g_autofree char *body = g_strndup(tag->body, tag->body_size);
    char *space = strpbrk(body, " \t\r\n");

    if (space == NULL || strchr(body, '=') != NULL)
        return parser_fail(parser, error, parser->line, "delimiters are set as {{=<%% %%>=}}");
    char *closing = space + strspn(space, " \t\r\n");
    if (strpbrk(closing, " \t\r\n") != NULL)
        return parser_fail(parser, error, parser->line, "two delimiters are set, not more");
    g_free(parser->opening);
    g_free(parser->closing);
    parser->opening = g_strndup(body, (gsize)(space - body));
    parser->closing = g_strdup(closing);
    return TRUE;
}

static gboolean
name_set(Parser *parser, Node *node, const Tag *tag, GError **error)
{
    if (tag->body_size == 0)
        return parser_fail(parser, error, node->line, "the tag has no name");
    for (gsize i = 0; i < tag->body_size; i++)
        if (g_ascii_isspace(tag->body[i]))
            return parser_fail(parser, error, node->line, "the name \"%.*s\" has a space in it",
                               (int)MIN(tag->body_size, 60), tag->body);
    node->name = g_strndup(tag->body, tag->body_size);
    if (node->type == NODE_PARTIAL)
        return TRUE;
    if (strcmp(node->name, ".") == 0) {
        node->path = g_new0(char *, 1);
        return TRUE;
    }
    node->path = g_strsplit(node->name, ".", -1);
    for (char **part = node->path; *part != NULL; part++)
        if (**part == '\0')
            return parser_fail(parser, error, node->line, "the name \"%s\" has an empty part",
                               node->name);
    return TRUE;
}

static gboolean
section_open(Parser *parser, const Tag *tag, NodeType type, GError **error)
{
    if (parser->opens->len == TEMPLATE_NESTING_MAX)
        return parser_fail(parser, error, parser->line, "over %d sections in each other",
                           TEMPLATE_NESTING_MAX);
    Node *node = node_add(parser, type);
    if (!name_set(parser, node, tag, error))
        return FALSE;
    Open open = {.node = parser->template->nodes->len - 1};
    if (type == NODE_SECTION && strcmp(node->name, "_") == 0) {
        node->type = NODE_MESSAGE;
        open.inner = tag->to;
    }
    g_array_append_val(parser->opens, open);
    return TRUE;
}

static gboolean
section_close(Parser *parser, const Tag *tag, GError **error)
{
    g_autofree char *name = g_strndup(tag->body, tag->body_size);

    if (parser->opens->len == 0)
        return parser_fail(parser, error, parser->line, "\"%s\" is closed and was never opened",
                           name);
    Open open = g_array_index(parser->opens, Open, parser->opens->len - 1);
    Node *node = &g_array_index(parser->template->nodes, Node, open.node);
    if (strcmp(name, node->name) != 0)
        return parser_fail(parser, error, parser->line,
                           "\"%s\" is closed where \"%s\" of line %u is open", name, node->name,
                           node->line);
    node->end = parser->template->nodes->len;
    if (node->type == NODE_MESSAGE) {
        g_free(node->name);
        node->name = catalogue_key(open.inner, (gsize)(tag->from - open.inner));
    }
    g_array_set_size(parser->opens, parser->opens->len - 1);
    return TRUE;
}

static gboolean
tag_take(Parser *parser, const Tag *tag, GError **error)
{
    Node *node;

    switch (tag->sigil) {
    case '!':
        return TRUE;
    case '=':
        return delimiters_set(parser, tag, error);
    case '#':
        return section_open(parser, tag, NODE_SECTION, error);
    case '^':
        return section_open(parser, tag, NODE_INVERTED, error);
    case '/':
        return section_close(parser, tag, error);
    case '<':
    case '$':
        parser_fail(parser, error, parser->line,
                    "inheritance ({{<parent}}, {{$block}}) is not done");
        return fail_hint(error, "write {{>partial}} for the parts before and after");
    case '>':
        node = node_add(parser, NODE_PARTIAL);
        return name_set(parser, node, tag, error);
    default:
        node = node_add(parser, tag->sigil == '\0' ? NODE_VARIABLE : NODE_UNESCAPED);
        return name_set(parser, node, tag, error);
    }
}

/* When the tag stands alone on its line: where the next line begins; else NULL. */
static const char *
standalone_end(const Parser *parser, const Tag *tag)
{
    const char *stop = tag->to;

    if (tag->sigil == '\0' || strchr("#^/>!=", tag->sigil) == NULL || parser->line_dirty)
        return NULL;
    while (stop < parser->end && (*stop == ' ' || *stop == '\t'))
        stop++;
    if (stop == parser->end || *stop == '\n')
        return stop == parser->end ? stop : stop + 1;
    if (*stop == '\r' && stop + 1 < parser->end && stop[1] == '\n')
        return stop + 2;
    return NULL;
}

static gboolean
parse_step(Parser *parser, GError **error)
{
    Tag tag = {0};

    if (!tag_find(parser, &tag, error))
        return FALSE;
    /* The blanks before a tag belong to a text only if the tag does not stand alone. */
    const char *line = tag.from;
    while (line > parser->at && (line[-1] == ' ' || line[-1] == '\t'))
        line--;
    gboolean begins = line == parser->at ? !parser->line_dirty : line[-1] == '\n';
    if (tag.from == parser->end || !begins)
        line = tag.from;
    text_add(parser, parser->at, line);
    parser->at = line;
    if (tag.from == parser->end)
        return TRUE;

    const char *next = begins ? standalone_end(parser, &tag) : NULL;
    if (next == NULL)
        text_add(parser, line, tag.from);
    guint count = parser->template->nodes->len;
    if (!tag_take(parser, &tag, error))
        return FALSE;
    parser->at = next != NULL ? next : tag.to;
    lines_count(parser, tag.from, parser->at);
    parser->line_dirty = TRUE;
    if (next == NULL)
        return TRUE;

    /* The tag takes its line away; a partial brings the line's blanks to each of its own. */
    parser->line_dirty = parser->line_marked = FALSE;
    if (parser->template->nodes->len > count) {
        Node *node = &g_array_index(parser->template->nodes, Node, count);
        node->line_start = FALSE;
        if (node->type == NODE_PARTIAL) {
            node->text = line;
            node->size = (gsize)(tag.from - line);
        }
    }
    return TRUE;
}

Template *
template_parse(const char *name, char *source, gsize size, GError **error)
{
    g_autoptr(Template) template = g_new0(Template, 1);
    Parser parser = {.template = template, .at = source, .end = source + size, .line = 1};
    gboolean good = TRUE;

    template->name = g_strdup(name);
    template->source = source;
    template->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    if (size > TEMPLATE_SIZE_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "cannot use template \"%s\": over %d bytes", name,
                         TEMPLATE_SIZE_MAX);
    if (!g_utf8_validate_len(source, size, NULL))
        return fail_null(error, ERROR_BAD_INPUT, "cannot use template \"%s\": it is not UTF-8",
                         name);
    parser.opening = g_strdup("{{");
    parser.closing = g_strdup("}}");
    parser.opens = g_array_new(FALSE, FALSE, sizeof(Open));
    while (good && parser.at < parser.end)
        good = parse_step(&parser, error);
    if (good && parser.opens->len > 0) {
        Open open = g_array_index(parser.opens, Open, parser.opens->len - 1);
        const Node *node = &g_array_index(template->nodes, Node, open.node);
        good =
            parser_fail(&parser, error, node->line, "the section \"%s\" is not closed", node->name);
    }
    g_free(parser.opening);
    g_free(parser.closing);
    g_array_unref(parser.opens);
    return good ? g_steal_pointer(&template) : NULL;
}

void
template_free(Template *template)
{
    if (template == NULL)
        return;
    for (guint i = 0; i < template->nodes->len; i++) {
        Node *node = &g_array_index(template->nodes, Node, i);
        g_free(node->name);
        g_strfreev(node->path);
    }
    g_array_unref(template->nodes);
    g_free(template->source);
    g_free(template->name);
    g_free(template);
}

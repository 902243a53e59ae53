/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template-check - which names a template uses, and whether the code sets them
 *
 * Walks the nodes of a template and its partials without any data. A section opens a scope; a
 * name is looked for in the innermost scope, then outwards, as rendering looks for values. A
 * partial that is open already is not entered again. Fails like template_render() when a
 * template cannot be read or parsed.
 */
#include "page/template-internal.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"

/* The path of a section that nothing sets: no name is declared beneath it. */
#define NOWHERE "?"

typedef struct Walk Walk;
struct Walk {
    TemplateSet *set;
    GPtrArray *open;   /* names of the templates being walked, outermost first */
    GPtrArray *scopes; /* paths of the sections being walked, outermost first; the first is "" */
    guint steps;
    /* Told of each name; returns the path that its section opens, g_free(), NULL to stop. */
    char *(*name_seen)(Walk *walk, const Template *template, const Node *node, GError **error);
    GPtrArray *seen; /* placeholders or messages: of char *, once each */
    const char *const *declared;
    gboolean *used;     /* one for each declared name */
    GPtrArray *unknown; /* of GError *: what nothing sets */
    char *place;        /* where the message was that is looked for */
};

static const char *
last_of(const GPtrArray *strings)
{
    return strings->pdata[strings->len - 1];
}

static char *
path_join(const char *scope, const char *name)
{
    return *scope != '\0' ? g_strconcat(scope, ".", name, NULL) : g_strdup(name);
}

static void
seen_add(Walk *walk, const char *name)
{
    if (!g_ptr_array_find_with_equal_func(walk->seen, name, g_str_equal, NULL))
        g_ptr_array_add(walk->seen, g_strdup(name));
}

static gboolean
walk_template(Walk *walk, const Template *template, GError **error)
{
    GArray *ends = g_array_new(FALSE, FALSE, sizeof(guint)); /* of the open sections */
    gboolean good = TRUE;

    g_ptr_array_add(walk->open, template->name);
    for (guint i = 0; good && i < template->nodes->len; i++) {
        const Node *node = &g_array_index(template->nodes, Node, i);
        g_autofree char *opened = NULL;

        for (; ends->len > 0 && g_array_index(ends, guint, ends->len - 1) <= i;
             g_array_set_size(ends, ends->len - 1))
            g_ptr_array_set_size(walk->scopes, (int)walk->scopes->len - 1);
        if (++walk->steps > TEMPLATE_STEPS_MAX) {
            good = fail(error, ERROR_BAD_INPUT, "cannot check template \"%s\": too many partials",
                        template->name);
        } else if (node->type == NODE_PARTIAL) {
            if (g_ptr_array_find_with_equal_func(walk->open, node->name, g_str_equal, NULL))
                continue;
            const Template *partial = template_set_get(walk->set, node->name, error);
            good = partial != NULL && walk_template(walk, partial, error);
        } else if (node->type != NODE_TEXT) {
            opened = walk->name_seen(walk, template, node, error);
            good = opened != NULL;
            if (good && node->type == NODE_SECTION) {
                g_array_append_val(ends, node->end);
                g_ptr_array_add(walk->scopes, g_steal_pointer(&opened));
            }
        }
    }
    g_ptr_array_set_size(walk->scopes, (int)(walk->scopes->len - ends->len));
    g_ptr_array_set_size(walk->open, (int)walk->open->len - 1);
    g_array_unref(ends);
    return good;
}

static gboolean
walk_run(Walk *walk, const char *name, GError **error)
{
    const Template *template = template_set_get(walk->set, name, error);

    if (template == NULL)
        return FALSE;
    walk->open = g_ptr_array_new();
    walk->scopes = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(walk->scopes, g_strdup(""));
    gboolean good = walk_template(walk, template, error);
    g_ptr_array_unref(walk->open);
    g_ptr_array_unref(walk->scopes);
    return good;
}

static char **
walk_list(Walk *walk, const char *name, GError **error)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func(g_free);

    walk->seen = seen;
    if (!walk_run(walk, name, error))
        return NULL;
    g_ptr_array_add(seen, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&seen), FALSE);
}

static char *
placeholder_seen(Walk *walk, G_GNUC_UNUSED const Template *template, const Node *node,
                 G_GNUC_UNUSED GError **error)
{
    const char *scope = last_of(walk->scopes);
    const char *dot = strrchr(scope, '.');
    /* {{#x}}{{x}}{{/x}}: printed where it is there, not a field of itself. */
    gboolean same = strcmp(dot != NULL ? dot + 1 : scope, node->name) == 0;
    char *path = same ? g_strdup(scope) : path_join(scope, node->name);

    if (node->type != NODE_MESSAGE && node->path[0] != NULL)
        seen_add(walk, path);
    return path;
}

char **
template_placeholders(TemplateSet *set, const char *name, GError **error)
{
    Walk walk = {.set = set, .name_seen = placeholder_seen};

    return walk_list(&walk, name, error);
}

static char *
message_seen(Walk *walk, G_GNUC_UNUSED const Template *template, const Node *node,
             G_GNUC_UNUSED GError **error)
{
    if (node->type == NODE_MESSAGE)
        seen_add(walk, node->name);
    return g_strdup("");
}

char **
template_messages(TemplateSet *set, const char *name, GError **error)
{
    Walk walk = {.set = set, .name_seen = message_seen};

    return walk_list(&walk, name, error);
}

static char *
wanted_seen(Walk *walk, const Template *template, const Node *node, G_GNUC_UNUSED GError **error)
{
    if (node->type != NODE_MESSAGE || !g_str_equal(node->name, walk->declared[0]))
        return g_strdup("");
    walk->place = g_strdup_printf("\"%s\", line %u", template->name, node->line);
    return NULL;
}

char *
template_message_place(TemplateSet *set, const char *name, const char *message)
{
    const char *const wanted[] = {message, NULL};
    Walk walk = {.set = set, .name_seen = wanted_seen, .declared = wanted};
    g_autoptr(GError) ignored = NULL;

    walk_run(&walk, name, &ignored);
    return walk.place;
}

/* TRUE when `path` is `whole` or the beginning of it up to a dot. */
static gboolean
path_begins(const char *whole, const char *path)
{
    gsize size = strlen(path);

    return strncmp(whole, path, size) == 0 && (whole[size] == '\0' || whole[size] == '.');
}

static gboolean
is_declared(Walk *walk, const char *path)
{
    gboolean is = FALSE;

    for (guint i = 0; walk->declared[i] != NULL; i++) {
        is |= path_begins(walk->declared[i], path);
        if (path_begins(path, walk->declared[i]))
            walk->used[i] = TRUE; /* the name itself, or the dict it is a field of */
    }
    return is;
}

/* The declared names that could stand where the walk is, as they would be written there: of
 * "posts.subject" outside of any section, "posts". */
static GPtrArray *
names_in_sight(const Walk *walk)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

    for (guint s = walk->scopes->len; s-- > 0;) {
        const char *scope = walk->scopes->pdata[s];
        gsize size = strlen(scope);
        for (guint i = 0; walk->declared[i] != NULL; i++) {
            const char *name = walk->declared[i];
            if (size > 0 && (!path_begins(name, scope) || name[size] != '.'))
                continue;
            name += size > 0 ? size + 1 : 0;
            g_ptr_array_add(names, g_strndup(name, strcspn(name, ".")));
        }
    }
    g_ptr_array_add(names, NULL);
    return names;
}

static gboolean
is_same_error(gconstpointer one, gconstpointer other)
{
    return g_str_equal(((const GError *)one)->message, ((const GError *)other)->message);
}

/* Notes a name that nothing sets; what was meant by it, or NULL. g_free(). */
static char *
unknown_add(Walk *walk, const Template *template, const Node *node)
{
    g_autoptr(GPtrArray) names = names_in_sight(walk);
    const char *near = nearest_name(node->name, (const char *const *)names->pdata);
    GError *wrong = NULL;

    fail(&wrong, ERROR_BAD_INPUT, "template \"%s\", line %u: nothing sets \"%s\"", template->name,
         node->line, node->name);
    if (near != NULL)
        fail_hint(&wrong, "did you mean \"%s\"?", near);
    else
        fail_hint(&wrong, "\"%s\" is never printed: take it out", node->name);
    /* A partial may be used twice. */
    if (g_ptr_array_find_with_equal_func(walk->unknown, wrong, is_same_error, NULL))
        g_error_free(wrong);
    else
        g_ptr_array_add(walk->unknown, wrong);
    return g_strdup(near);
}

/* The path that a name stands for where the walk is; NULL when nothing sets it. */
static char *
path_find(Walk *walk, const char *name)
{
    for (guint s = walk->scopes->len; s-- > 0;) {
        g_autofree char *path = path_join(walk->scopes->pdata[s], name);
        if (is_declared(walk, path))
            return g_steal_pointer(&path);
    }
    return NULL;
}

/* Behind a name that is not known the walk goes on as if what was meant stood there, so that what
 * its section holds is judged too; a section that nobody can guess is told without what it holds.
 */
static char *
declared_seen(Walk *walk, const Template *template, const Node *node, G_GNUC_UNUSED GError **error)
{
    if (node->type == NODE_MESSAGE || node->path[0] == NULL)
        return g_strdup(last_of(walk->scopes));
    char *path = path_find(walk, node->name);
    if (path != NULL)
        return path;
    if (g_str_equal(last_of(walk->scopes), NOWHERE))
        return g_strdup(NOWHERE);
    g_autofree char *near = unknown_add(walk, template, node);
    path = near != NULL ? path_find(walk, near) : NULL;
    return path != NULL ? path : g_strdup(NOWHERE);
}

gboolean
template_check_known(TemplateSet *set, const char *name, const char *const *declared,
                     char ***unused, GPtrArray **unknown, GError **error)
{
    g_autofree gboolean *used = g_new0(gboolean, g_strv_length((char **)declared) + 1);
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    Walk walk = {.set = set,
                 .name_seen = declared_seen,
                 .declared = declared,
                 .used = used,
                 .unknown = wrong};
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!walk_run(&walk, name, error))
        return FALSE;
    for (guint i = 0; declared[i] != NULL; i++)
        if (!used[i])
            g_ptr_array_add(names, g_strdup(declared[i]));
    g_ptr_array_add(names, NULL);
    *unused = (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
    *unknown = g_steal_pointer(&wrong);
    return TRUE;
}

gboolean
template_check(TemplateSet *set, const char *name, const char *const *declared, GError **error)
{
    g_auto(GStrv) unused = NULL;
    g_autoptr(GPtrArray) unknown = NULL;

    if (!template_check_known(set, name, declared, &unused, &unknown, error))
        return FALSE;
    if (unknown->len > 0) {
        g_propagate_error(error, g_error_copy(unknown->pdata[0]));
        return FALSE;
    }
    if (*unused == NULL)
        return TRUE;
    g_autofree char *names = g_strjoinv("\", \"", unused);
    fail(error, ERROR_BAD_INPUT, "template \"%s\" does not use \"%s\"", name, names);
    return fail_hint(error, "use it in the template, or no longer declare it");
}

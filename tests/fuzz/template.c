/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates, partials and translations: a stranger's text never comes out unescaped. The input is
 * a template, a partial and a catalogue, with a line "%%" between. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "page/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(gboolean holds)
{
    if (!holds)
        abort();
}

static void
fill(Value *value)
{
    static const char hostile[] = "<\x02&>\"'";
    Value *list = value_set_list(value, "l");

    value_set_text(value, "t", hostile);
    value_set_int(value, "n", 3);
    value_set_bool(value, "y", TRUE);
    for (int i = 0; i < 3; i++)
        value_set_text(value_append_dict(list), "t", hostile);
    value_set_text(value_set_dict(value, "d"), "t", hostile);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4096 || memchr(data, '\x02', size) != NULL)
        return 0;
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) parts = g_strsplit(text, "\n%%\n", 3);
    g_autoptr(TemplateSet) set = template_set_open((const char *[]){"/", NULL}, NULL);
    g_autoptr(Catalogue) catalogue = NULL;
    g_autoptr(Value) value = value_dict();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    if (parts[0] == NULL || !template_set_add(set, "a", parts[0], NULL))
        return 0;
    if (parts[1] != NULL)
        template_set_add(set, "b", parts[1], NULL);
    if (parts[1] != NULL && parts[2] != NULL)
        catalogue = catalogue_parse("x.po", parts[2], strlen(parts[2]), NULL);
    fill(value);
    gboolean good = template_render(set, "a", value, catalogue, out, &error);
    require(good == (error == NULL));
    require(good || out->len == 0);
    require(strstr(out->str, "<\x02") == NULL);
    g_clear_error(&error);
    g_auto(GStrv) names = template_placeholders(set, "a", NULL);
    good = template_check(set, "a", (const char *[]){"t", "l.t", "d.t", NULL}, &error);
    require(good == (error == NULL));
    return 0;
}

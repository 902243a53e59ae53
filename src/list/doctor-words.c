/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor-words - what a site says in its own words, and whom a list is open to; see doctor.h
 *
 * A mail whose template cannot be read is not sent, and one that asks for a name that nothing sets
 * has a hole in it. Whoever wrote the file sees neither: the shipped template says which names
 * there are. A file that is called like no shipped one replaces nothing.
 */
#include <string.h>

#include "base/error.h"
#include "page/template.h"
#include "people/audience.h"
#include "store/query.h"

#include "list/doctor.h"

#define SUFFIX ".mustache"

static void
look_at_template(TemplateSet *both, TemplateSet *shipped, const char *name, GPtrArray *findings)
{
    g_autoptr(GError) wrong = NULL;
    g_auto(GStrv) known = template_placeholders(shipped, name, NULL);
    g_auto(GStrv) unused = NULL;
    g_autoptr(GPtrArray) unknown = NULL;

    if (known == NULL) {
        doctor_say(findings, DOCTOR_WARNING, "template-unknown",
                   "colporteur template list shows those that there are",
                   "the template %s replaces no shipped one", name);
        return;
    }
    if (!template_check_known(both, name, (const char *const *)known, &unused, &unknown, &wrong)) {
        doctor_say(findings, DOCTOR_ERROR, "template-broken", "colporteur template check",
                   "a mail to people is not sent: %s", wrong->message);
        return;
    }
    for (guint i = 0; i < unknown->len; i++)
        doctor_say(findings, DOCTOR_WARNING, "template-name", "colporteur template check",
                   "a mail to people has a hole: %s", ((const GError *)unknown->pdata[i])->message);
}

/* Of one language, since a list's members have more than one: all of them are looked at. */
static void
look_at_language(const Settings *settings, const char *language, TemplateSet *both,
                 TemplateSet *shipped, GPtrArray *findings)
{
    g_autofree char *path =
        g_build_filename(settings_text(settings, SETTING_TEMPLATES), "mail", language, NULL);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *file;

    while (directory != NULL && (file = g_dir_read_name(directory)) != NULL) {
        if (!g_str_has_suffix(file, SUFFIX))
            continue;
        g_autofree char *name =
            g_strdup_printf("mail/%s/%.*s", language, (int)(strlen(file) - strlen(SUFFIX)), file);
        look_at_template(both, shipped, name, findings);
    }
}

static gboolean
look_at_templates(const Settings *settings, GPtrArray *findings, GError **error)
{
    static const char *const languages[] = {"fr", "en", "br"};
    g_autofree char *data =
        g_build_filename(settings_text(settings, SETTING_DATA), "templates", NULL);
    const char *const directories[] = {settings_text(settings, SETTING_TEMPLATES), data, NULL};
    g_autoptr(TemplateSet) both = template_set_open(directories, error);
    g_autoptr(TemplateSet) shipped =
        both != NULL ? template_set_open(directories + 1, error) : NULL;

    if (shipped == NULL)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        look_at_language(settings, languages[i], both, shipped, findings);
    return TRUE;
}

static gboolean
look_at_audience(Store *store, const List *list, GPtrArray *findings, GError **error)
{
    g_autoptr(Rows) rows = list_audience_show(store, list->id, error);
    g_autoptr(GError) wrong = NULL;
    ListAudienceShow row;

    if (rows == NULL)
        return FALSE;
    if (!list_audience_show_next(rows, &row) || *row.expression == '\0')
        return TRUE;
    g_autoptr(Audience) audience = audience_compile(store, row.expression, &wrong);
    if (audience == NULL)
        doctor_say(findings, DOCTOR_ERROR, "audience-broken",
                   "colporteur list audience LIST AUDIENCE --keep, or --close",
                   "it is open to an audience that is understood no more, and invites nobody: %s",
                   wrong->message);
    return TRUE;
}

gboolean
doctor_words(Store *store, const Settings *settings, const List *list, GPtrArray *findings,
             GError **error)
{
    return look_at_templates(settings, findings, error) &&
           look_at_audience(store, list, findings, error);
}

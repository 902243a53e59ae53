/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open - what the site reads once, when it starts
 *
 * Templates of the site's own directory win over the shipped ones, file by file, the style sheet
 * and the icon too. Their addresses hold a hash of the content, so that browsers may keep them for
 * ever and still get a changed one at once.
 */
#include "base/clock.h"
#include "base/error.h"

#include "site/visit.h"

enum { HASH_LETTERS = 16, CACHE_SIZE = 16 * 1024 * 1024 };

/* DIRECTORY/NAME of the first directory that has it, or NULL. */
static char *
find_file(const char *const *directories, const char *name)
{
    for (; *directories != NULL; directories++) {
        g_autofree char *path = g_build_filename(*directories, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

static gboolean
file_read(SiteFile *file, const char *const *directories, const char *stem, const char *suffix,
          const char *type, GError **error)
{
    g_autofree char *name = g_strconcat("site/", stem, suffix, NULL);
    g_autofree char *path = find_file(directories, name);
    char *content;
    gsize size;

    if (path == NULL) {
        fail(error, ERROR_NOT_FOUND, "there is no file \"%s\" among the templates", name);
        return fail_hint(error, "check \"data\" and \"templates\" in [paths]");
    }
    if (!g_file_get_contents(path, &content, &size, error))
        return FALSE;
    file->bytes = g_bytes_new_take(content, size);
    file->type = type;
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, file->bytes);
    file->url = g_strdup_printf("/%s-%.*s%s", stem, HASH_LETTERS, hash, suffix);
    return TRUE;
}

static gboolean
language_open(Site *site, Language language, const char *const *directories, GTimeZone *zone,
              GError **error)
{
    g_autofree char *name = g_strdup_printf("lang/%s.po", language_code(language));
    g_autofree char *path = find_file(directories, name);
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(Value) nothing = value_dict();

    /* French has a catalogue only where a site wants other words than the templates'. */
    if (path == NULL && language != LANGUAGE_FR)
        return fail(error, ERROR_NOT_FOUND, "there is no catalogue \"%s\"", name);
    if (path != NULL && (site->catalogues[language] = catalogue_open(path, error)) == NULL)
        return FALSE;
    if (!template_render(site->templates, "site/words.txt", nothing, site->catalogues[language],
                         lines, error))
        return FALSE;
    site->words[language] = words_read(lines->str, zone, error);
    return site->words[language] != NULL;
}

Site *
site_open(const Settings *settings, const char *state, GError **error)
{
    g_autoptr(Site) site = g_new0(Site, 1);
    const char *zone_name = settings_text(settings, SETTING_SITE_TIMEZONE);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
    g_autofree char *shipped =
        g_build_filename(settings_text(settings, SETTING_DATA), "templates", NULL);
    const char *const directories[] = {settings_text(settings, SETTING_TEMPLATES), shipped, NULL};

    site->settings = settings;
    site->state = state;
    site->opened = clock_now();
    site->cache = site_cache_new(CACHE_SIZE);
    site->forms = site_forms_new(settings, state, STORE_FORMS);
    site->readers = site_forms_new(settings, state, STORE_SITE);
    site->language = language_read(settings_text(settings, SETTING_SITE_LANGUAGE), LANGUAGE_FR);
    if (zone == NULL) {
        settings_fail(settings, SETTING_SITE_TIMEZONE, error, "no such zone is installed: tzdata");
        return NULL;
    }
    site->templates = template_set_open(directories, error);
    if (site->templates == NULL ||
        !file_read(&site->style, directories, "style", ".css", "text/css; charset=utf-8", error) ||
        !file_read(&site->icon, directories, "icon", ".svg", "image/svg+xml", error) ||
        !file_read(&site->script, directories, "script", ".js", "text/javascript; charset=utf-8",
                   error))
        return NULL;
    for (guint i = 0; i < LANGUAGE_COUNT; i++)
        if (!language_open(site, (Language)i, directories, zone, error))
            return NULL;
    return g_steal_pointer(&site);
}

void
site_free(Site *site)
{
    if (site == NULL)
        return;
    for (guint i = 0; i < LANGUAGE_COUNT; i++) {
        words_free(site->words[i]);
        catalogue_free(site->catalogues[i]);
    }
    g_clear_pointer(&site->style.bytes, g_bytes_unref);
    g_clear_pointer(&site->icon.bytes, g_bytes_unref);
    g_free(site->style.url);
    g_clear_pointer(&site->script.bytes, g_bytes_unref);
    g_free(site->icon.url);
    g_free(site->script.url);
    template_set_free(site->templates);
    site_cache_free(site->cache);
    site_forms_free(site->forms);
    site_forms_free(site->readers);
    g_free(site);
}

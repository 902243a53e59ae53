/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-version - open an edition in one language to compose it; see edition-version.h */
#include "news/edition-version.h"

#include "base/error.h"
#include "page/french-spaces.h"
#include "page/markdown.h"

#include "news/edition-image.h"
#include "news/editorial.h"

void
edition_version_free(EditionVersion *version)
{
    if (version == NULL)
        return;
    letter_template_free(version->template);
    g_clear_pointer(&version->headings, g_ptr_array_unref);
    g_clear_pointer(&version->otherwise, g_ptr_array_unref);
    rows_free(version->items);
    g_free(version->html);
    g_free(version->text);
    g_free(version->open);
    g_free(version->public_html);
    g_free(version->public_text);
    g_free(version);
}

/* What the sections are called in this language. */
static gboolean
read_sections(EditionVersion *version, const VersionNeeds *needs, gboolean is_own, GError **error)
{
    version->headings = g_ptr_array_new_with_free_func(g_free);
    version->otherwise = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < needs->sections->len; i++) {
        const ComposedSection *section = needs->sections->pdata[i];
        g_ptr_array_add(version->headings, g_strdup(is_own ? section->heading : ""));
        g_ptr_array_add(version->otherwise, g_strdup(section->otherwise));
    }
    if (is_own)
        return TRUE;
    g_autoptr(Rows) rows = news_edition_section_text(needs->store, needs->edition->id,
                                                     version->edition.language, error);
    NewsEditionSectionText row;
    if (rows == NULL)
        return FALSE;
    while (news_edition_section_text_next(rows, &row)) {
        char **heading = (char **)&version->headings->pdata[row.number];
        char **otherwise = (char **)&version->otherwise->pdata[row.number];
        g_free(*heading);
        *heading = g_strdup(row.heading);
        if (*row.otherwise != '\0') {
            g_free(*otherwise);
            *otherwise = g_strdup(row.otherwise);
        }
    }
    return TRUE;
}

static char *
styled(const EditionVersion *version, const VersionNeeds *needs, const char *html)
{
    const char *site_url = g_str_equal(version->edition.images, "hosted")
                               ? settings_text(needs->settings, SETTING_SITE_URL)
                               : NULL;
    g_autofree char *with_style = letter_template_style(version->template, html);

    return edition_images_place(&version->edition, with_style, needs->images, site_url);
}

static gboolean
render_editorial(EditionVersion *version, const VersionNeeds *needs, GError **error)
{
    g_autofree char *marked = editorial_mark(needs->store, version->edition.editorial, needs->words,
                                             needs->conditions, error);
    if (marked == NULL)
        return FALSE;
    MarkdownFlags french =
        french_spaces_are_for(version->edition.language) ? MARKDOWN_FRENCH : MARKDOWN_DEFAULT;
    guint footnote = 1;
    g_autofree char *html = markdown_to_html(marked, MARKDOWN_IMAGES | french);
    g_autofree char *text = markdown_to_text(marked, french, LETTER_COLUMNS, &footnote);
    g_autofree char *unwrapped = editorial_html(marked, html, needs->words, error);
    if (unwrapped == NULL)
        return FALSE;
    version->open = editorial_public(marked, needs->words);
    g_autofree char *open_html = markdown_to_html(version->open, MARKDOWN_IMAGES | french);
    footnote = 1;
    version->html = styled(version, needs, unwrapped);
    version->text = editorial_text(text, needs->words);
    version->public_html = styled(version, needs, open_html);
    version->public_text = markdown_to_text(version->open, french, LETTER_COLUMNS, &footnote);
    return TRUE;
}

EditionVersion *
edition_version_open(const VersionNeeds *needs, const NewsEditionTexts *text, GError **error)
{
    g_autoptr(EditionVersion) version = g_new0(EditionVersion, 1);

    version->edition = *needs->edition;
    version->words = needs->words;
    version->sections = needs->sections;
    if (text != NULL) {
        /* The rows they come from live until everything is composed. */
        version->edition.language = (char *)text->language;
        version->edition.title = (char *)text->title;
        version->edition.preheader = (char *)text->preheader;
        version->edition.editorial = (char *)text->editorial;
    }
    version->template = letter_template_open(needs->settings, version->edition.template,
                                             version->edition.language, error);
    if (version->template == NULL || !read_sections(version, needs, text == NULL, error))
        return NULL;
    if (!render_editorial(version, needs, error)) {
        g_prefix_error(error, "edition \"%s\"%s%s: ", needs->edition->reference,
                       text != NULL ? ", language " : "", text != NULL ? text->language : "");
        return NULL;
    }
    version->items = news_edition_items(needs->store, needs->edition->id, needs->ids,
                                        version->edition.language, error);
    return version->items != NULL ? g_steal_pointer(&version) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-value - what the templates of a letter are filled with
 *
 * Names and facts only: each word of ours that a reader sees stands in a template. Cannot fail.
 */
#include <string.h>

#include "base/short-hash.h"
#include "page/french-spaces.h"
#include "page/html.h"
#include "page/markdown.h"
#include "page/wrap.h"

#include "news/edition-version.h"

/* Words as they are written in `language`. g_free(). */
static char *
words_in(const char *words, const char *language)
{
    return french_spaces_are_for(language) ? french_spaces(words) : g_strdup(words);
}

/* The title with a line of `rule` beneath it, for plain text. */
static void
set_title(Value *value, const char *title, const char *language, char rule)
{
    g_autofree char *words = words_in(title, language);
    guint width = MIN(text_columns(words), LETTER_COLUMNS);
    g_autofree char *line = g_strnfill(width, rule);

    value_set_text(value, "title", words);
    value_set_text(value, "title_rule", line);
}

static void
set_markdown(Value *value, const LetterTemplate *template, const char *html_key,
             const char *text_key, const char *markdown, const char *language)
{
    MarkdownFlags flags = french_spaces_are_for(language) ? MARKDOWN_FRENCH : MARKDOWN_DEFAULT;
    guint footnote = 1;
    g_autofree char *html = markdown_to_html(markdown, flags);
    g_autofree char *with_style = letter_template_style(template, html);
    g_autofree char *text = markdown_to_text(markdown, flags, LETTER_COLUMNS, &footnote);

    value_set_html(value, html_key, with_style);
    value_set_text(value, text_key, text);
}

static void
set_own(Value *value, const char *key, const OwnWords *words, OwnPlace place)
{
    g_autofree char *word = own_word(words, place, 0);

    value_set_text(value, key, word);
}

Value *
edition_value_frame(const Settings *settings, const EditionVersion *version,
                    const PieceFrame *frame)
{
    Value *value = value_dict();
    const Edition *edition = &version->edition;
    const char *site_url = settings_text(settings, SETTING_SITE_URL);
    g_autofree char *list_url = g_strconcat(site_url, "/", edition->list_name, "/", NULL);
    g_autofree char *hash = message_short_hash(edition->message_id);
    g_autofree char *web_url = g_strconcat(site_url, "/h/", hash, NULL);

    g_autofree char *preheader = words_in(edition->preheader, edition->language);
    set_title(value, edition->title, edition->language, '=');
    value_set_text(value, "preheader", preheader);
    value_set_text(value, "language", edition->language);
    value_set_int(value, "number", edition->number);
    value_set_text(value, "list_title", edition->list_title);
    value_set_text(value, "site_name", settings_text(settings, SETTING_SITE_NAME));
    value_set_text(value, "site_url", site_url);
    value_set_text(value, "list_url", edition->list_is_public ? list_url : NULL);
    value_set_text(value, "web_url", edition->list_is_public && !frame->is_public ? web_url : NULL);
    value_set_bool(value, "public", frame->is_public);
    if (!frame->is_public) {
        set_own(value, "unsubscribe_url", version->words, OWN_PLACE_UNSUBSCRIBE);
        set_own(value, "preferences_url", version->words, OWN_PLACE_PREFERENCES);
    }
    value_set_html(value, "editorial_html",
                   frame->is_public ? version->public_html : version->html);
    value_set_text(value, "editorial_text",
                   frame->is_public ? version->public_text : version->text);
    return value;
}

/* Which of the template's words a section goes by. */
static const char *
flag_of(const ComposedSection *section, PieceOfSection part)
{
    if (g_str_equal(section->reach, "everybody"))
        return "everybody";
    if (part == PIECE_PUBLIC_HEADING)
        return "elsewhere";
    return g_str_equal(section->reach, "interests") ? "interest" : "territory";
}

Value *
edition_value_section(const EditionVersion *version, guint number, PieceOfSection part)
{
    const ComposedSection *section = version->sections->pdata[number];
    const char *heading = version->headings->pdata[number];
    const char *otherwise = version->otherwise->pdata[number];
    /* An edition that names none of its own has the template's words, if there is news at all. */
    gboolean has_words = g_str_equal(section->reach, "near") && *section->heading == '\0' &&
                         *section->otherwise == '\0' && section->ids->len > 0;

    if (part == PIECE_EMPTY && *section->otherwise == '\0' && !has_words)
        return NULL;
    Value *value = value_dict();
    g_autofree char *shown = words_in(heading, version->edition.language);
    value_set_text(value, "heading", *shown != '\0' ? shown : NULL);
    value_set_bool(value, flag_of(section, part), TRUE);
    if (part == PIECE_EMPTY && *otherwise != '\0')
        set_markdown(value, version->template, "otherwise_html", "otherwise_text", otherwise,
                     version->edition.language);
    return value;
}

static void
set_knowledge(Value *value, const char *knowledge)
{
    g_auto(GStrv) words = g_strsplit(knowledge, ",", -1);
    Value *list = value_set_list(value, "knowledge");

    value_set_bool(value, "has_knowledge", *knowledge != '\0');
    for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
        Value *item = value_append_dict(list);
        value_set_bool(item, words[i], TRUE);
        value_set_bool(item, "more", words[i + 1] != NULL);
    }
}

Value *
edition_value_item(const EditionVersion *version, const NewsEditionItems *contribution)
{
    Value *value = value_dict();

    set_title(value, contribution->title, contribution->language, '-');
    value_set_bool(value, contribution->kind, TRUE);
    value_set_text(value, "author", contribution->author);
    set_knowledge(value, contribution->knowledge);
    value_set_text(value, "territories", contribution->territories);
    value_set_text(value, "interests", contribution->interests);
    value_set_text(value, "programme", contribution->programme);
    value_set_text(value, "source", contribution->source);
    value_set_text(value, "source_url",
                   url_is_safe(contribution->source) ? contribution->source : NULL);
    value_set_text(value, "other_language",
                   g_str_equal(contribution->language, version->edition.language)
                       ? NULL
                       : contribution->language);
    set_markdown(value, version->template, "html", "text", contribution->body,
                 contribution->language);
    return value;
}

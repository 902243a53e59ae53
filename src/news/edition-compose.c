/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-compose - make an edition into pieces, rendered and encoded once in each language
 *
 * One transaction: on any failure the edition is as it was before, with what was composed then.
 */
#include "base/error.h"
#include "store/query.h"

#include "news/edition-image.h"
#include "news/edition-link.h"
#include "news/edition-version.h"
#include "news/editorial.h"

typedef struct {
    Store *store;
    const Settings *settings;
    const Edition *edition;
    OwnWords words;
    GPtrArray *sections; /* of ComposedSection */
    GArray *ids;         /* of gint64: every contribution, in the order of the pieces */
    GPtrArray *images;
    GArray *conditions;
    EditionLinks *links; /* NULL: they are not counted */
    Rows *texts;
    GPtrArray *versions; /* of EditionVersion, the edition's own language first */
    EditionContent content;
} Composer;

static void
section_free(gpointer data)
{
    ComposedSection *section = data;

    g_free(section->reach);
    g_free(section->heading);
    g_free(section->otherwise);
    g_array_unref(section->ids);
    g_free(section);
}

static void
version_free(gpointer version)
{
    edition_version_free(version);
}

static void
composer_init(Composer *c)
{
    own_words_init(&c->words);
    c->sections = g_ptr_array_new_with_free_func(section_free);
    c->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    c->conditions = g_array_new(FALSE, FALSE, sizeof(EditorialCondition));
    c->versions = g_ptr_array_new_with_free_func(version_free);
}

static void
composer_clear(Composer *c)
{
    g_ptr_array_unref(c->versions);
    g_ptr_array_unref(c->sections);
    g_array_unref(c->ids);
    g_array_unref(c->conditions);
    g_clear_pointer(&c->images, g_ptr_array_unref);
    edition_links_free(c->links);
    rows_free(c->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Composer, composer_clear)

static gboolean
lock_draft(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_lock(store, edition->id, error);
    NewsEditionLock row;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_lock_next(rows, &row))
        return fail(error, ERROR_NOT_FOUND, "edition \"%s\" is gone", edition->reference);
    if (g_str_equal(row.state, "draft"))
        return TRUE;
    fail(error, ERROR_CONFLICT, "edition \"%s\" is %s: it cannot be composed again",
         edition->reference, row.state);
    return fail_hint(error, "colporteur edition new %s FILE.md makes the next one",
                     edition->list_name);
}

static int
index_of(const GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return (int)i;
    return -1;
}

static gboolean
read_sections(Composer *c, GError **error)
{
    if (!news_edition_section_default(c->store, c->edition->id, NULL, error))
        return FALSE;
    g_autoptr(Rows) rows = news_edition_sections(c->store, c->edition->id, error);
    g_autoptr(Rows) matches =
        rows != NULL ? news_edition_match(c->store, c->edition->id, error) : NULL;
    NewsEditionSections row;
    NewsEditionMatch match;
    if (matches == NULL)
        return FALSE;
    while (news_edition_sections_next(rows, &row)) {
        ComposedSection *section = g_new0(ComposedSection, 1);
        section->reach = g_strdup(row.reach);
        section->heading = g_strdup(row.heading);
        section->otherwise = g_strdup(row.otherwise);
        section->most = row.most;
        section->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_ptr_array_add(c->sections, section);
    }
    while (news_edition_match_next(matches, &match)) {
        ComposedSection *section = c->sections->pdata[match.section];
        g_array_append_val(section->ids, match.contribution);
    }
    return TRUE;
}

/* What everybody has by then is not asked about again in the sections that follow, and what comes
 * after the most that everybody gets is left for another edition. Once a section is not for
 * everybody, what a reader has depends on the reader. */
static void
settle_sections(Composer *c)
{
    g_autoptr(GArray) had = g_array_new(FALSE, FALSE, sizeof(gint64));
    gboolean all_same = TRUE;

    for (guint i = 0; i < c->sections->len; i++) {
        ComposedSection *section = c->sections->pdata[i];
        gboolean everybody = g_str_equal(section->reach, "everybody");
        for (guint k = section->ids->len; k-- > 0;)
            if (index_of(had, g_array_index(section->ids, gint64, k)) >= 0)
                g_array_remove_index(section->ids, k);
        all_same = all_same && everybody;
        if (all_same && section->most > 0 && section->ids->len > (guint)section->most)
            g_array_set_size(section->ids, (guint)section->most);
        if (all_same)
            g_array_append_vals(had, section->ids->data, section->ids->len);
        for (guint k = 0; k < section->ids->len; k++) {
            gint64 id = g_array_index(section->ids, gint64, k);
            if (index_of(c->ids, id) >= 0)
                continue;
            g_array_append_val(c->ids, id);
            if (everybody)
                c->content.everybody++;
            else
                c->content.local++;
        }
    }
}

static gboolean
check_review(Composer *c, GError **error)
{
    g_autoptr(Rows) rows = news_edition_review_missing(c->store, c->edition->id, c->ids, error);
    NewsEditionReviewMissing row;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_review_missing_next(rows, &row))
        return c->ids->len <= PIECE_ITEMS_END - PIECE_ITEMS ||
               fail(error, ERROR_BAD_INPUT, "over %d contributions", PIECE_ITEMS_END - PIECE_ITEMS);
    fail(error, ERROR_CONFLICT, "no section of edition \"%s\" takes contribution %" G_GINT64_FORMAT,
         c->edition->reference, row.contribution);
    return fail_hint(error, "it may have gone out or been declined since, or the rules changed; "
                            "take it out of the file");
}

static gboolean
open_versions(Composer *c, GError **error)
{
    const VersionNeeds needs = {c->store,    c->settings, c->edition, &c->words,
                                c->sections, c->images,   c->ids,     c->conditions};
    EditionVersion *version = edition_version_open(&needs, NULL, error);
    NewsEditionTexts text;

    if (version == NULL)
        return FALSE;
    g_ptr_array_add(c->versions, version);
    while (news_edition_texts_next(c->texts, &text)) {
        version = edition_version_open(&needs, &text, error);
        if (version == NULL)
            return FALSE;
        g_ptr_array_add(c->versions, version);
    }
    return TRUE;
}

/* Renders, encodes and keeps one piece. */
static gboolean
compose_piece(Composer *c, EditionVersion *version, int position, const char *section,
              const char *part, const char *template, gint64 contribution, const Value *value,
              GError **error)
{
    g_autofree char *html = NULL;
    g_autofree char *text = NULL;

    if (!letter_template_render(version->template, template, value, &html, &text, error))
        return FALSE;
    gboolean is_public = g_str_has_prefix(part, "public");
    if (c->links != NULL && !is_public) {
        char *marked = edition_links_mark(c->links, html, contribution);
        g_free(html);
        html = marked;
    }
    g_autoptr(GBytes) html_bytes = own_place_encode(html, &c->words);
    g_autoptr(GBytes) text_bytes = own_place_encode(text, &c->words);
    if (version != c->versions->pdata[0])
        return news_edition_piece_language_insert(c->store, c->edition->id, position,
                                                  version->edition.language, html_bytes, text_bytes,
                                                  NULL, error);
    if (!is_public && !g_str_equal(part, "empty"))
        c->content.html_bytes += g_bytes_get_size(html_bytes);
    return news_edition_piece_insert(c->store, c->edition->id, position, section, part,
                                     contribution, html_bytes, text_bytes, NULL, error);
}

static gboolean
compose_frames(Composer *c, EditionVersion *version, GError **error)
{
    for (guint i = 0; i < FRAMES; i++) {
        const PieceFrame *frame = &piece_frames[i];
        g_autoptr(Value) value = edition_value_frame(c->settings, version, frame);
        if (!compose_piece(c, version, (int)frame->position, "frame", frame->part, frame->template,
                           0, value, error))
            return FALSE;
    }
    return TRUE;
}

static const char *
section_word(const ComposedSection *section)
{
    if (g_str_equal(section->reach, "everybody"))
        return "everybody";
    return g_str_equal(section->reach, "interests") ? "interest" : "territory";
}

static gboolean
compose_sections(Composer *c, EditionVersion *version, GError **error)
{
    static const struct {
        const char *part;
        const char *template;
    } parts[PIECE_SECTION_PARTS] = {[PIECE_HEADING] = {"heading", "heading"},
                                    [PIECE_EMPTY] = {"empty", "empty"},
                                    [PIECE_PUBLIC_HEADING] = {"public heading", "heading"}};

    for (guint i = 0; i < c->sections->len; i++)
        for (guint k = 0; k < PIECE_SECTION_PARTS; k++) {
            g_autoptr(Value) value = edition_value_section(version, i, (PieceOfSection)k);
            if (value != NULL && !compose_piece(c, version, piece_of_section(i, (PieceOfSection)k),
                                                section_word(c->sections->pdata[i]), parts[k].part,
                                                parts[k].template, 0, value, error))
                return FALSE;
        }
    return TRUE;
}

/* Whether the first section that has it is for everybody. */
static gboolean
is_for_everybody(const Composer *c, gint64 id)
{
    for (guint i = 0; i < c->sections->len; i++) {
        const ComposedSection *section = c->sections->pdata[i];
        if (index_of(section->ids, id) >= 0)
            return g_str_equal(section->reach, "everybody");
    }
    return FALSE;
}

static gboolean
compose_items(Composer *c, EditionVersion *version, GError **error)
{
    NewsEditionItems row;

    for (int position = PIECE_ITEMS; news_edition_items_next(version->items, &row); position++) {
        g_autoptr(Value) value = edition_value_item(version, &row);
        if (!compose_piece(c, version, position,
                           is_for_everybody(c, row.id) ? "everybody" : "territory", "item", "item",
                           row.id, value, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
store_sections(Composer *c, GError **error)
{
    for (guint i = 0; i < c->sections->len; i++) {
        const ComposedSection *section = c->sections->pdata[i];
        g_autoptr(GArray) positions = g_array_new(FALSE, FALSE, sizeof(gint64));
        for (guint k = 0; k < section->ids->len; k++) {
            gint64 position =
                PIECE_ITEMS + index_of(c->ids, g_array_index(section->ids, gint64, k));
            g_array_append_val(positions, position);
        }
        if (!news_edition_section_item_insert(c->store, c->edition->id, (gint32)i, positions, NULL,
                                              error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
store_conditions(Composer *c, GError **error)
{
    if (!news_edition_condition_clear(c->store, c->edition->id, NULL, error))
        return FALSE;
    for (guint i = 0; i < c->conditions->len; i++) {
        const EditorialCondition *condition = &g_array_index(c->conditions, EditorialCondition, i);
        if (!news_edition_condition_insert(c->store, c->edition->id, (gint32)(CONDITION_FIRST + i),
                                           condition->territory, condition->interest, NULL, error))
            return FALSE;
    }
    return TRUE;
}

/* What the site shows: the edition's own language, then its others. */
static gboolean
store_public(Composer *c, GError **error)
{
    for (guint i = 0; i < c->versions->len; i++) {
        const EditionVersion *version = c->versions->pdata[i];
        if (i == 0
                ? !news_edition_composed(c->store, c->edition->id, version->open, NULL, error)
                : !news_edition_text_composed(c->store, c->edition->id, version->edition.language,
                                              version->open, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
store_links(Composer *c, GError **error)
{
    if (!news_edition_link_clear(c->store, c->edition->id, NULL, error))
        return FALSE;
    for (guint i = 0; c->links != NULL && i < edition_links_count(c->links); i++) {
        gint64 contribution;
        const char *url = edition_links_get(c->links, i, &contribution);
        if (!news_edition_link_insert(c->store, c->edition->id, (gint32)i + 1, contribution, url,
                                      NULL, error))
            return FALSE;
    }
    return TRUE;
}

/* Nobody reads an answer before the last piece is in: the statements follow each other unanswered.
 */
static gboolean
compose_all(Composer *c, GError **error)
{
    gint64 edition = c->edition->id;

    if (!pipeline_begin(c->store, error) || !news_edition_clear(c->store, edition, NULL, error))
        return FALSE;
    for (guint i = 0; i < c->versions->len; i++)
        if (!compose_frames(c, c->versions->pdata[i], error) ||
            !compose_sections(c, c->versions->pdata[i], error) ||
            !compose_items(c, c->versions->pdata[i], error))
            return FALSE;
    return store_public(c, error) && store_sections(c, error) && store_conditions(c, error) &&
           store_links(c, error) && news_edition_near_fill(c->store, edition, NULL, error) &&
           news_edition_follow_fill(c->store, edition, NULL, error) &&
           pipeline_end(c->store, error);
}

gboolean
edition_compose_within(Store *store, const Settings *settings, const Edition *edition,
                       EditionContent *content, GError **error)
{
    g_auto(Composer) composer = {.store = store, .settings = settings, .edition = edition};

    composer_init(&composer);
    if (!lock_draft(store, edition, error) || !read_sections(&composer, error))
        return FALSE;
    settle_sections(&composer);
    if (g_str_equal(edition->clicks, "counted"))
        composer.links = edition_links_new(settings_text(settings, SETTING_SITE_URL),
                                           edition->link_code, &composer.words);
    if (!check_review(&composer, error))
        return FALSE;
    composer.images = edition_images_read(store, edition->id, error);
    composer.texts = composer.images != NULL ? news_edition_texts(store, edition->id, error) : NULL;
    if (composer.texts == NULL || !open_versions(&composer, error) ||
        !compose_all(&composer, error))
        return FALSE;
    *content = composer.content;
    return TRUE;
}

gboolean
edition_compose(Store *store, const Settings *settings, const Edition *edition,
                EditionContent *content, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    return transaction != NULL &&
           edition_compose_within(store, settings, edition, content, error) &&
           transaction_commit(transaction, error);
}

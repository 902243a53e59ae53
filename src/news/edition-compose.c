/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-compose - make an edition into pieces, rendered and encoded once
 *
 * One transaction: on any failure the edition is as it was before, with what was composed then.
 */
#include "base/error.h"
#include "store/query.h"

#include "news/edition-value.h"
#include "news/edition.h"
#include "news/letter-template.h"
#include "news/own-link.h"
#include "news/piece.h"

typedef struct {
    Store *store;
    const Settings *settings;
    const Edition *edition;
    LetterTemplate *template;
    OwnLinkWords words;
    EditionContent content;
} Composer;

static void
composer_clear(Composer *composer)
{
    letter_template_free(composer->template);
    own_link_words_clear(&composer->words);
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

/* Renders, encodes and keeps one piece. */
static gboolean
compose_piece(Composer *c, int position, const char *section, const char *part,
              const char *template, gint64 contribution, const Value *value, GError **error)
{
    g_autofree char *html = NULL;
    g_autofree char *text = NULL;

    if (!letter_template_render(c->template, template, value, &html, &text, error))
        return FALSE;
    g_autoptr(GBytes) html_bytes = own_link_encode(html, &c->words);
    g_autoptr(GBytes) text_bytes = own_link_encode(text, &c->words);
    c->content.html_bytes += g_bytes_get_size(html_bytes);
    return news_edition_piece_insert(c->store, c->edition->id, position, section, part,
                                     contribution, html_bytes, text_bytes, NULL, error);
}

static gboolean
compose_frames(Composer *c, GError **error)
{
    for (int position = 0; position < PIECE_FRAMES; position++) {
        const PieceFrame *frame = &piece_frames[position];
        g_autoptr(Value) value =
            edition_value_frame(c->settings, c->edition, c->template, &c->words, frame);
        gsize before = c->content.html_bytes;
        if (!compose_piece(c, position, frame->section, frame->part, frame->template, 0, value,
                           error))
            return FALSE;
        if (frame->is_public)
            c->content.html_bytes = before;
    }
    return TRUE;
}

static gboolean
compose_items(Composer *c, Rows *candidates, GError **error)
{
    NewsEditionCandidates row;

    for (int position = PIECE_ITEMS; news_edition_candidates_next(candidates, &row); position++) {
        g_autoptr(Value) value = edition_value_item(c->edition, c->template, &row);
        if (!compose_piece(c, position, row.section, "item", "item", row.id, value, error))
            return FALSE;
        if (g_str_equal(row.section, "everybody"))
            c->content.everybody++;
        else
            c->content.local++;
    }
    return TRUE;
}

/* Nobody reads an answer before the last piece is in: the statements follow each other unanswered.
 */
static gboolean
compose_all(Composer *c, Rows *candidates, GError **error)
{
    gint64 edition = c->edition->id;

    return pipeline_begin(c->store, error) && news_edition_clear(c->store, edition, NULL, error) &&
           compose_frames(c, error) && compose_items(c, candidates, error) &&
           news_edition_near_fill(c->store, edition, NULL, error) &&
           news_edition_follow_fill(c->store, edition, NULL, error) &&
           news_edition_composed(c->store, edition, NULL, error) && pipeline_end(c->store, error);
}

gboolean
edition_compose(Store *store, const Settings *settings, const Edition *edition,
                EditionContent *content, GError **error)
{
    g_auto(Composer) composer = {.store = store, .settings = settings, .edition = edition};
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    own_link_words_init(&composer.words);
    composer.template = letter_template_open(settings, edition->language, error);
    if (transaction == NULL || composer.template == NULL)
        return FALSE;
    if (!lock_draft(store, edition, error))
        return FALSE;
    g_autoptr(Rows) candidates = news_edition_candidates(store, edition->id, error);
    if (candidates == NULL || !compose_all(&composer, candidates, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    *content = composer.content;
    return TRUE;
}

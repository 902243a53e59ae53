/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter-read - the pieces of a composed edition, cut at the places of what is readers' own */
#include "base/error.h"
#include "mime/encode.h"
#include "mime/header.h"
#include "store/query.h"

#include "news/edition-image.h"
#include "news/letter-inside.h"

static void
piece_free(gpointer data)
{
    LetterPiece *piece = data;

    if (piece == NULL)
        return;
    for (guint i = 0; i < LETTER_FORMS; i++)
        g_array_unref(piece->forms[i]);
    g_free(piece);
}

void
letter_version_free(gpointer data)
{
    LetterVersion *version = data;

    for (guint i = 0; i < FRAMES; i++)
        piece_free(version->frames[i]);
    g_ptr_array_unref(version->items);
    g_ptr_array_unref(version->parts);
    g_string_free(version->shared, TRUE);
    rows_free(version->rows);
    g_free(version->language);
    g_free(version->title);
    g_free(version);
}

void
letter_section_free(gpointer data)
{
    LetterSection *section = data;

    g_array_unref(section->items);
    g_free(section);
}

static GArray *
stretches(Letter *letter, Blob blob)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(OwnStretch));

    own_place_split((const char *)blob.data, blob.size, array);
    for (guint i = 0; i < array->len; i++)
        letter->uses[g_array_index(array, OwnStretch, i).place] = TRUE;
    return array;
}

/* Puts a piece where its position says. */
static void
place_piece(Letter *letter, LetterVersion *version, int position, Blob html, Blob text)
{
    LetterPiece *piece = g_new0(LetterPiece, 1);

    piece->position = position;
    piece->forms[LETTER_HTML] = stretches(letter, html);
    piece->forms[LETTER_TEXT] = stretches(letter, text);
    if (position >= PIECE_SECTIONS) {
        guint index = (guint)position - PIECE_SECTIONS;
        if (index < version->parts->len) {
            piece_free(version->parts->pdata[index]);
            version->parts->pdata[index] = piece;
            return;
        }
    } else if (position >= PIECE_ITEMS) {
        g_ptr_array_add(version->items, piece);
        return;
    }
    for (guint i = 0; i < FRAMES; i++)
        if ((int)piece_frames[i].position == position) {
            version->frames[i] = piece;
            return;
        }
    piece_free(piece);
}

static LetterVersion *
version_new(Letter *letter, const char *language, const char *title)
{
    LetterVersion *version = g_new0(LetterVersion, 1);

    version->language = g_strdup(language);
    version->title = g_strdup(title);
    version->items = g_ptr_array_new_with_free_func(piece_free);
    version->parts = g_ptr_array_new_with_free_func(piece_free);
    g_ptr_array_set_size(version->parts, (int)letter->sections->len * PIECE_SECTION_PARTS);
    version->shared = g_string_new(NULL);
    g_ptr_array_add(letter->versions, version);
    return version;
}

static gboolean
not_composed(const Letter *letter, GError **error)
{
    fail(error, ERROR_CONFLICT, "edition \"%s\" has not been composed", letter->edition->reference);
    return fail_hint(error, "colporteur edition compose %s", letter->edition->reference);
}

/* What every letter has. */
static gboolean
check_whole(const Letter *letter, const LetterVersion *version, GError **error)
{
    for (guint i = 0; i < FRAMES; i++)
        if (version->frames[i] == NULL)
            return not_composed(letter, error);
    for (guint i = 0; i < letter->sections->len; i++)
        if (version->parts->pdata[i * PIECE_SECTION_PARTS + PIECE_HEADING] == NULL ||
            version->parts->pdata[i * PIECE_SECTION_PARTS + PIECE_PUBLIC_HEADING] == NULL)
            return not_composed(letter, error);
    return version->items->len == letter->n_items || not_composed(letter, error);
}

static gboolean
read_own(Letter *letter, Store *store, GError **error)
{
    LetterVersion *version = version_new(letter, letter->edition->language, letter->edition->title);
    NewsLetterPieces row;

    version->rows = news_letter_pieces(store, letter->edition->id, error);
    if (version->rows == NULL)
        return FALSE;
    while (news_letter_pieces_next(version->rows, &row))
        place_piece(letter, version, row.position, row.html, row.text);
    letter->n_items = version->items->len;
    return check_whole(letter, version, error);
}

static gboolean
read_others(Letter *letter, Store *store, GError **error)
{
    g_autoptr(Rows) texts = news_edition_texts(store, letter->edition->id, error);
    NewsEditionTexts text;

    if (texts == NULL)
        return FALSE;
    while (news_edition_texts_next(texts, &text)) {
        LetterVersion *version = version_new(letter, text.language, text.title);
        NewsLetterPiecesLanguage row;
        version->rows =
            news_letter_pieces_language(store, letter->edition->id, text.language, error);
        if (version->rows == NULL)
            return FALSE;
        while (news_letter_pieces_language_next(version->rows, &row))
            place_piece(letter, version, row.position, row.html, row.text);
        if (!check_whole(letter, version, error))
            return FALSE;
    }
    return TRUE;
}

static int
reach_read(const char *reach)
{
    static const char *const distances[LETTER_DISTANCES] = {"commune", "epci", "near",
                                                            "departement"};

    for (int i = 0; i < LETTER_DISTANCES; i++)
        if (g_str_equal(reach, distances[i]))
            return i;
    return g_str_equal(reach, "everybody") ? LETTER_EVERYBODY : LETTER_INTERESTS;
}

static gboolean
read_sections(Letter *letter, Store *store, GError **error)
{
    g_autoptr(Rows) rows = news_letter_sections(store, letter->edition->id, error);
    NewsLetterSections row;

    if (rows == NULL)
        return FALSE;
    while (news_letter_sections_next(rows, &row)) {
        LetterSection *section = g_new0(LetterSection, 1);
        section->reach = reach_read(row.reach);
        section->nearest = row.nearest;
        section->most = (guint)row.most;
        section->items = g_array_new(FALSE, FALSE, sizeof(guint));
        g_ptr_array_add(letter->sections, section);
    }
    return TRUE;
}

static gboolean
read_section_items(Letter *letter, Store *store, GError **error)
{
    g_autoptr(Rows) rows = news_letter_section_items(store, letter->edition->id, error);
    NewsLetterSectionItems row;

    if (rows == NULL)
        return FALSE;
    while (news_letter_section_items_next(rows, &row)) {
        guint index = (guint)(row.position - PIECE_ITEMS);
        if (row.position < PIECE_ITEMS || index >= letter->n_items ||
            (guint)row.section >= letter->sections->len)
            return fail(error, ERROR_BUG, "edition \"%s\" has no piece %d",
                        letter->edition->reference, row.position);
        LetterSection *section = letter->sections->pdata[row.section];
        g_array_append_val(section->items, index);
    }
    return TRUE;
}

gboolean
letter_read(Letter *letter, Store *store, GError **error)
{
    if (!read_sections(letter, store, error) || !read_own(letter, store, error) ||
        !read_others(letter, store, error) || !read_section_items(letter, store, error))
        return FALSE;
    g_autoptr(Rows) rows = news_letter_has_conditions(store, letter->edition->id, error);
    if (rows == NULL)
        return FALSE;
    letter->has_conditions = rows_count(rows) > 0;
    return TRUE;
}

gboolean
letter_read_images(Letter *letter, Store *store, GError **error)
{
    NewsLetterImages row;

    if (!g_str_equal(letter->edition->images, "attached"))
        return TRUE;
    g_autoptr(Rows) rows = news_letter_images(store, letter->edition->id, error);
    if (rows == NULL)
        return FALSE;
    while (news_letter_images_next(rows, &row)) {
        g_autofree char *cid = edition_image_cid(letter->edition, row.hash);
        g_string_append_printf(letter->images,
                               "\r\n--%s\r\nContent-Type: image/%s\r\n"
                               "Content-Transfer-Encoding: base64\r\nContent-ID: <%s>\r\n"
                               "Content-Disposition: inline;\r\n filename=\"%s.%s\"\r\n\r\n",
                               letter->related, row.type, cid, row.hash, row.type);
        base64_lines(letter->images, row.data.data, row.data.size);
    }
    if (letter->images->len > 0)
        g_string_append_printf(letter->images, "\r\n--%s--\r\n", letter->related);
    return TRUE;
}

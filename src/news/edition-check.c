/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-check - whether a composed edition may go; see edition-check.h */
#include "news/edition-check.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "page/client-support.h"
#include "people/audience.h"
#include "store/query.h"

#include "news/check-words.h"
#include "news/letter-group.h"
#include "news/letter-look.h"
#include "news/piece.h"
#include "news/sending.h"

/* Under so many words to an image, a letter is a poster. */
enum { WORDS_PER_IMAGE = 20, CLIPPED_SOON_PERCENT = 90 };

typedef struct {
    EditionCheck *check;
    const Settings *settings;
    const Edition *edition;
    CheckWords *words;
    ClientSupport *support;
    GArray *contributions; /* of gint64, in the order of the items */
    GHashTable *links;     /* URLs that are in check->links */
    const LetterLook *look;
    const char *part;
    LookForm form;
    gboolean has_left, has_phrases; /* the text says it with its line */
} Checker;

static void
checker_clear(Checker *checker)
{
    check_words_free(checker->words);
    client_support_free(checker->support);
    g_clear_pointer(&checker->contributions, g_array_unref);
    g_clear_pointer(&checker->links, g_hash_table_unref);
    edition_check_free(checker->check);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Checker, checker_clear)

static char *
item_words(const Checker *c, int position)
{
    if (position == PIECE_HEAD)
        return g_strdup("head");
    if (position < PIECE_ITEMS)
        return g_strdup("foot");
    if (position >= PIECE_SECTIONS)
        return g_strdup_printf("section %d", (position - PIECE_SECTIONS) / PIECE_SECTION_PARTS + 1);
    guint index = (guint)(position - PIECE_ITEMS);
    return g_strdup_printf(
        "contribution %" G_GINT64_FORMAT,
        index < c->contributions->len ? g_array_index(c->contributions, gint64, index) : 0);
}

static Finding *
finding_new(const Checker *c, ReviewGrade grade, const char *rule, guint line, const char *words)
{
    Finding *finding = g_new0(Finding, 1);

    finding->grade = grade;
    finding->rule = rule;
    finding->language = g_strdup(c->look->language);
    finding->part = c->part;
    finding->line = line;
    finding->item =
        line > 0 ? item_words(c, letter_look_place(c->look, c->form, line)) : g_strdup("");
    finding->words = g_strdup(words);
    return finding;
}

/* What is the same in two copies is told once, with the line in the first. */
static void
note(ReviewGrade grade, const char *rule, guint line, const char *words, gpointer data)
{
    Checker *c = data;
    Finding *finding = finding_new(c, grade, rule, line, words);

    for (guint i = 0; i < c->check->findings->len; i++) {
        const Finding *other = c->check->findings->pdata[i];
        if (other->part == finding->part && g_str_equal(other->words, finding->words) &&
            g_str_equal(other->item, finding->item) &&
            g_str_equal(other->language, finding->language)) {
            finding_free(finding);
            return;
        }
    }
    g_ptr_array_add(c->check->findings, finding);
}

/* A reader's own links, and those to what is published when the edition goes. */
static gboolean
is_own(const Checker *c, const char *url)
{
    static const char *const paths[] = {"/u/", "/me/", "/h/", "/editions/"};
    const char *site = settings_text(c->settings, SETTING_SITE_URL);

    if (!g_str_has_prefix(url, site))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++)
        if (g_str_has_prefix(url + strlen(site), paths[i]))
            return TRUE;
    return FALSE;
}

static void
check_link(Checker *c, const char *url, guint line)
{
    if (g_ascii_strncasecmp(url, "http", 4) != 0 || is_own(c, url))
        return;
    if (!g_str_has_prefix(url, settings_text(c->settings, SETTING_SITE_URL)))
        check_link_host(c->words, url, line, note, c);
    if (g_hash_table_add(c->links, g_strdup(url)))
        g_ptr_array_add(c->check->links, finding_new(c, REVIEW_NOTE, "link", line, url));
}

static guint
count_words(const char *text)
{
    guint n = 0;

    for (; *text != '\0'; text++)
        n +=
            *text != ' ' && *text != '\n' && (text[1] == ' ' || text[1] == '\n' || text[1] == '\0');
    return n;
}

static void
check_html(Checker *c)
{
    const char *html = c->look->forms[LOOK_HTML];
    g_autoptr(HtmlReview) review = html_review(html, strlen(html), c->support);

    c->part = "html";
    c->form = LOOK_HTML;
    for (guint i = 0; i < review->faults->len; i++) {
        const ReviewFault *fault = &g_array_index(review->faults, ReviewFault, i);
        note(fault->grade, fault->rule, fault->line, fault->words, c);
    }
    for (guint i = 0; i < review->links->len; i++) {
        const ReviewLink *link = &g_array_index(review->links, ReviewLink, i);
        check_link(c, link->url, link->line);
        check_link_words(c->words, link->text, link->line, note, c);
    }
    check_hosts(c->words, settings_text(c->settings, SETTING_SITE_URL), review->links, note, c);
    check_fields(html, note, c);
    if (!c->has_left)
        check_left(c->words, review->text, FALSE, note, c);
    if (!c->has_phrases)
        check_phrases(c->words, review->text, FALSE, note, c);
    if (count_words(review->text) < review->images * WORDS_PER_IMAGE)
        note(REVIEW_WARNING, "images", 0,
             "hardly anything but images: filters take it for spam, and without images it is empty",
             c);
}

static gboolean
has_link(const char *text, const char *site, const char *path)
{
    g_autofree char *link = g_strconcat(site, path, NULL);

    return strstr(text, link) != NULL;
}

/* Whoever wants to leave finds how, whatever they read with (RFC 8058, RFC 2369). */
static void
check_leaving(Checker *c)
{
    static const char *const parts[LOOK_FORMS] = {"text", "html"};
    const char *site = settings_text(c->settings, SETTING_SITE_URL);
    g_autofree char *head = NULL;
    gsize size = 0;
    const char *raw = g_bytes_get_data(c->look->raw, &size);
    const char *end = g_strstr_len(raw, (gssize)size, "\r\n\r\n");

    for (guint form = 0; form < LOOK_FORMS; form++) {
        c->part = parts[form];
        if (!has_link(c->look->forms[form], site, "/u/"))
            note(REVIEW_ERROR, "unsubscribe", 0, "it has no link to unsubscribe", c);
    }
    c->part = "headers";
    head = g_strndup(raw, end != NULL ? (gsize)(end - raw) : size);
    if (strstr(head, "\r\nList-Unsubscribe: ") == NULL ||
        strstr(head, "\r\nList-Unsubscribe-Post: ") == NULL)
        note(REVIEW_ERROR, "unsubscribe", 0, "they do not say how to unsubscribe in one click", c);
}

static void
check_text(Checker *c)
{
    const char *text = c->look->forms[LOOK_TEXT];

    c->part = "text";
    c->form = LOOK_TEXT;
    check_fields(text, note, c);
    check_shouting(text, note, c);
    c->has_left = check_left(c->words, text, TRUE, note, c);
    c->has_phrases = check_phrases(c->words, text, TRUE, note, c);
    if (!g_utf8_validate(text, -1, NULL))
        note(REVIEW_ERROR, "text", 0, "it is no UTF-8", c);
    if (count_words(text) < 10)
        note(REVIEW_WARNING, "text", 0, "it says next to nothing: some read only this part", c);
}

static void
check_look(Checker *c, const LetterLook *look, const char *preheader)
{
    c->look = look;
    c->part = "subject";
    check_subject(c->words, look->title, note, c);
    check_fields(look->title, note, c);
    check_left(c->words, look->title, FALSE, note, c);
    c->part = "preheader";
    check_preheader(preheader, look->title, note, c);
    check_left(c->words, preheader, FALSE, note, c);
    check_phrases(c->words, preheader, FALSE, note, c);
    check_text(c);
    check_html(c);
    check_leaving(c);
}

/* What its file says of when it is to go. */
static void
check_schedule(Checker *c, const LetterLook *look)
{
    const char *zone = settings_text(c->settings, SETTING_SITE_TIMEZONE);
    gint64 at;

    c->look = look;
    c->part = "schedule";
    if (*c->edition->schedule != '\0' && g_str_equal(c->edition->state, "draft") &&
        sending_read_time(c->edition->schedule, zone, &at, NULL) && at < clock_now())
        note(REVIEW_ERROR, "schedule", 0, "its time has passed", c);
}

/* The preheader in a language of the edition. g_free(). */
static char *
preheader_of(const Edition *edition, Rows *texts, const char *language)
{
    NewsEditionTexts text;

    while (news_edition_texts_next(texts, &text))
        if (g_str_equal(text.language, language))
            return g_strdup(text.preheader);
    return g_strdup(edition->preheader);
}

static gboolean
check_languages(Checker *c, Store *store, Letter *letter, GError **error)
{
    for (guint i = 0; i < 2 * letter_languages(letter); i++) {
        g_autoptr(LetterLook) look = letter_look(letter, i / 2, i % 2 == 0, error);
        g_autoptr(Rows) texts =
            look != NULL ? news_edition_texts(store, c->edition->id, error) : NULL;
        if (texts == NULL)
            return FALSE;
        g_autofree char *preheader = preheader_of(c->edition, texts, look->language);
        check_schedule(c, look);
        check_look(c, look, preheader);
        c->look = NULL;
    }
    return TRUE;
}

/* The largest that a reader gets now; without readers, the largest there can be. */
static gboolean
measure(Checker *c, Store *store, Letter *letter, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(store, c->edition->audience, error);
    g_autoptr(GPtrArray) groups =
        audience != NULL ? letter_groups(letter, store, audience_sql(audience), error) : NULL;
    g_autoptr(LetterLook) look = groups != NULL ? letter_look(letter, 0, TRUE, error) : NULL;

    if (look == NULL)
        return FALSE;
    const LetterGroup *largest = letter_group_largest(groups);
    c->look = look;
    c->part = "html";
    c->check->largest = strlen(look->forms[LOOK_HTML]);
    if (largest != NULL) {
        g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_autoptr(GString) copy = g_string_new(NULL);
        char *forms[LOOK_FORMS];
        g_array_append_val(one, largest->reader);
        if (!letter_choose(letter, store, one, error) ||
            !letter_assemble(letter, 0, largest->reader, "reader@example.org", copy, error))
            return FALSE;
        g_autoptr(GBytes) raw = g_bytes_new(copy->str, copy->len);
        if (!letter_look_forms(raw, forms, error))
            return FALSE;
        c->check->largest = strlen(forms[LOOK_HTML]);
        g_free(forms[LOOK_TEXT]);
        g_free(forms[LOOK_HTML]);
    }
    g_autofree char *words = g_strdup_printf(
        "the largest letter has %" G_GSIZE_FORMAT " KB of HTML: Gmail cuts after %d, with the link "
        "to unsubscribe",
        (c->check->largest + 1023) / 1024, EDITION_CLIPPED_AT / 1024);
    if (c->check->largest > EDITION_CLIPPED_AT)
        note(REVIEW_ERROR, "size", 0, words, c);
    else if (c->check->largest > (gsize)EDITION_CLIPPED_AT / 100 * CLIPPED_SOON_PERCENT)
        note(REVIEW_WARNING, "size", 0, words, c);
    c->look = NULL;
    return TRUE;
}

static gboolean
read_contributions(Checker *c, Store *store, GError **error)
{
    g_autoptr(Rows) rows = news_edition_shown(store, c->edition->id, error);
    NewsEditionShown row;

    if (rows == NULL)
        return FALSE;
    c->contributions = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (news_edition_shown_next(rows, &row))
        g_array_append_val(c->contributions, row.contribution);
    return TRUE;
}

static ClientSupport *
open_support(const Settings *settings, GError **error)
{
    g_autofree char *path = g_build_filename(settings_text(settings, SETTING_DATA), "templates",
                                             "check", "clients.tsv", NULL);

    return client_support_open(path, error);
}

EditionCheck *
edition_check(Store *store, const Settings *settings, const Edition *edition, GError **error)
{
    g_auto(Checker) c = {.settings = settings, .edition = edition};
    g_autoptr(Letter) letter = letter_open(store, settings, edition->id, error);

    c.check = g_new0(EditionCheck, 1);
    c.check->findings = g_ptr_array_new_with_free_func(finding_free);
    c.check->links = g_ptr_array_new_with_free_func(finding_free);
    c.links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (letter == NULL || (c.words = check_words_open(settings, error)) == NULL ||
        (c.support = open_support(settings, error)) == NULL ||
        !read_contributions(&c, store, error))
        return NULL;
    letter_set_purpose(letter, LETTER_PREVIEW);
    if (!check_languages(&c, store, letter, error) || !measure(&c, store, letter, error))
        return NULL;
    edition_check_sort(c.check);
    return g_steal_pointer(&c.check);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visit - one request on its way through the site; only the files of site/ know it
 */
#pragma once

#include "page/template.h"
#include "page/value.h"

#include "site/cache.h"
#include "site/forms.h"
#include "site/language.h"
#include "site/route.h"
#include "site/site.h"
#include "site/words.h"

/* A file sent as it is, under a name that changes with its content. */
typedef struct {
    char *url;
    GBytes *bytes;
    const char *type;
} SiteFile;

struct Site {
    const Settings *settings;
    const char *state;
    TemplateSet *templates;
    Catalogue *catalogues[LANGUAGE_COUNT]; /* NULL for French, which the templates speak */
    Words *words[LANGUAGE_COUNT];
    SiteFile style;
    SiteFile icon;
    SiteFile script;
    Language language; /* for readers who ask for none */
    SiteCache *cache;
    SiteForms *forms;   /* for what changes something */
    SiteForms *readers; /* for what is read while it is sent */
    gint64 opened;    /* no page is older than its templates */
};

typedef struct {
    const Site *site;
    Store *store;
    const HttpRequest *request;
    HttpResponse *response;
    Route route;
    Language language;
    const Words *words;
    Value *page;         /* what the template is filled with */
    gboolean is_of_now;  /* it changed within this second */
    gboolean is_private; /* the list is, and the reader may read it: see private.h */
} Visit;

/* `store` may be NULL where none is asked. */
void visit_begin(Visit *visit, const Site *site, Store *store, const HttpRequest *request,
                 HttpResponse *response);
/* Starts the page: what every template needs. */
void visit_page(Visit *visit);
void visit_end(Visit *visit);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Visit, visit_end)

/* Has the browser keep `value` for the pages below `path`, out of scripts' reach; over TLS alone
 * where the site's own address begins with https. */
void visit_cookie(Visit *visit, const char *name, const char *value, const char *path,
                  gint64 seconds);

/* The page's own address, as it was asked for, with what makes it this one of its path. Free it. */
char *visit_self(const Visit *visit);

/* The same as the site writes it: of all the ways to write a letter (%6d for m), one. Free it. */
char *visit_address(const Visit *visit);

/* Offers the page in each language, in its foot. Not for pages whose address holds a token. */
void visit_languages(Visit *visit);

/* Fills template `name` into the response. */
gboolean visit_render(Visit *visit, const char *name, GError **error);

/* The address of the page itself, as search engines should know it; a path from "/" on. */
void visit_canonical(Visit *visit, const char *path);

/* The list that the page is about: its title and address, and the search box searches in it. */
void visit_in_list(Visit *visit, const char *title);

/* Last-Modified; a time before the site started counts as then. While its second lasts none is
 * said: what changes yet within it would not be seen. */
void visit_last_modified(Visit *visit, gint64 us);

/* "KEY" in ISO 8601 and "KEY_text" in words. */
void visit_date(const Visit *visit, Value *dict, const char *key, gint64 us);
void visit_date_time(const Visit *visit, Value *dict, const char *key, gint64 us);

/* The text, or the word for its absence. */
const char *visit_subject(const Visit *visit, const char *subject);
const char *visit_author(const Visit *visit, const char *author);

/* "subject" of a row of a listing, where one beyond all reason is cut short. */
void visit_set_subject(const Visit *visit, Value *dict, const char *subject);

/* The ways to other pages of a listing; either may be NULL. */
void visit_pages(Visit *visit, const char *newer_url, const char *older_url);

/* Page `number` of `count`, which are "?page=" of `path`; says which of them is the canonical one.
 */
void visit_numbered_pages(Visit *visit, const char *path, guint number, guint count);

/* ERROR_NOT_FOUND, the same for all that is not there. Returns FALSE. */
gboolean visit_not_found(GError **error);

/* Sets what people wrote into a field (a title, a description), with mail addresses in it hidden:
 * no page shows one. `text` may be NULL. */
void visit_set_written(Value *dict, const char *key, const char *text);

/* The same of a text in `language`, in which no line breaks before what French keeps together. */
void visit_set_prose(Value *dict, const char *key, const char *text, const char *language);

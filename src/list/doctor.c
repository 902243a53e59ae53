/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - what is wrong with a list, or soon will be; see doctor.h
 *
 * What the rows say is one statement (sql/query/list-doctor.sql) that names faults; a table here
 * says how bad each is and what to do. A family is compared by keeping it in a transaction that is
 * given up.
 */
#include "list/doctor.h"

#include <string.h>

#include "base/error.h"
#include "dns/dmarc.h"
#include "dns/dns.h"
#include "store/query.h"

#include "list/family.h"
#include "list/policy.h"

static const struct {
    const char *fault;
    DoctorLevel level;
    const char *words; /* %s is what it is about, or how many */
    const char *hint;
    const char *one; /* where it is about one; NULL: the same words */
} faults[] = {
    {"no-keeper", DOCTOR_ERROR, "nobody looks after it: what people write to its owners is lost",
     "colporteur list set LIST --owner ADDRESS", NULL},
    {"no-owner", DOCTOR_WARNING, "it has moderators and no owner",
     "colporteur list set LIST --owner ADDRESS", NULL},
    {"keeper-suppressed", DOCTOR_ERROR, "%s looks after it and is written to no more",
     "colporteur suppression list says why; name somebody else, or take it off there", NULL},
    {"keeper-bouncing", DOCTOR_WARNING, "%s looks after it, and mail comes back from there",
     "colporteur bounce list says how far it has come", NULL},
    {"held-long", DOCTOR_WARNING, "%s mails have waited for a moderator for more than a week",
     "colporteur held review LIST", "one mail has waited for a moderator for more than a week"},
    {"digest-late", DOCTOR_ERROR, "%s readers wait for a digest whose hour has passed",
     "colporteur serve clock makes them: does it run?",
     "one reader waits for a digest whose hour has passed"},
    {"delivery-stuck", DOCTOR_ERROR,
     "%s deliveries are due for more than an hour and nobody takes them",
     "colporteur serve deliver sends them: does it run?",
     "one delivery is due for more than an hour and nobody takes it"},
    {"intake-late", DOCTOR_ERROR,
     "%s accepted mails have waited for more than ten minutes to be filed",
     "colporteur serve lmtp files them: does it run?",
     "one accepted mail has waited for more than ten minutes to be filed"},
    {"intake-failing", DOCTOR_ERROR, "an accepted mail cannot be filed: %s",
     "colporteur intake list shows which; it is tried again", NULL},
    {"intake-aside", DOCTOR_ERROR, "%s accepted mails cannot be filed and were set aside",
     "colporteur intake list, show, retry and drop decide about them",
     "one accepted mail cannot be filed and was set aside"},
    {"intake-orphaned", DOCTOR_ERROR,
     "%s accepted mails are never filed: their authors were deleted by hand",
     "colporteur intake list, show and drop decide about them",
     "one accepted mail is never filed: its author was deleted by hand"},
    {"readers-lost", DOCTOR_WARNING, "mail reaches %s %% of its readers no more",
     "colporteur bounce list LIST says whom, and why", NULL},
    {"readers-pausing", DOCTOR_NOTE, "%s %% of its readers are on a break",
     "ask them what would help", NULL},
    {"place-gone", DOCTOR_WARNING, "it is about %s, which is no more",
     "colporteur list set LIST --not-territory OLD --territory NEW", NULL},
    {"parent-closed", DOCTOR_NOTE, "%s, which is above it, is closed: nothing comes from there",
     "colporteur list set LIST --no-parent", NULL},
    {"parent-private", DOCTOR_WARNING,
     "it is below the private list %s: whoever joins it reads what is written there",
     "colporteur list set LIST --private, or --no-parent", NULL},
    {"nobody-reads", DOCTOR_NOTE, "nobody is on it", "colporteur list subscribe LIST ADDRESS",
     NULL},
};

const char *
doctor_level_word(DoctorLevel level)
{
    static const char *const words[] = {"error", "warning", "note"};

    return words[level];
}

void
doctor_finding_free(gpointer data)
{
    DoctorFinding *finding = data;

    g_free(finding->words);
    g_free(finding);
}

void
doctor_say(GPtrArray *findings, DoctorLevel level, const char *fault, const char *hint,
           const char *format, ...)
{
    DoctorFinding *finding = g_new0(DoctorFinding, 1);
    va_list arguments;

    va_start(arguments, format);
    *finding = (DoctorFinding){level, fault, g_strdup_vprintf(format, arguments), hint};
    va_end(arguments);
    g_ptr_array_add(findings, finding);
}

static void
say_fault(GPtrArray *findings, const ListDoctor *row)
{
    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (!g_str_equal(row->fault, faults[i].fault))
            continue;
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row->number);
        gboolean is_one = row->number == 1 && faults[i].one != NULL;
        g_auto(GStrv) parts = g_strsplit(is_one ? faults[i].one : faults[i].words, "%s", 2);
        g_autofree char *words = g_strjoinv(*row->what != '\0' ? row->what : number, parts);
        g_auto(GStrv) percent = g_strsplit(words, "%%", -1);
        g_autofree char *plain = g_strjoinv("%", percent);
        doctor_say(findings, faults[i].level, faults[i].fault, faults[i].hint, "%s", plain);
    }
}

/* Whether the first rules let anybody post, before one stops who is not a member. */
static gboolean
anybody_may(const Policy *policy)
{
    for (guint i = 0; i < policy->rules->len; i++) {
        const PolicyRule *rule = policy->rules->pdata[i];
        if (rule->when->len > 0)
            continue;
        for (guint j = 0; j < rule->who->len; j++) {
            PolicyWhoKind who = g_array_index(rule->who, PolicyWho, j).kind;
            if (who == WHO_ANYONE || who == WHO_STRANGERS)
                return rule->outcome == POST_ACCEPTED;
        }
    }
    return FALSE;
}

static void
look_at_limits(const Policy *policy, gint64 most, GPtrArray *findings)
{
    for (guint i = 0; i < policy->rules->len; i++) {
        const PolicyRule *rule = policy->rules->pdata[i];
        for (guint j = 0; j < rule->when->len; j++) {
            const PolicyWhen *when = &g_array_index(rule->when, PolicyWhen, j);
            if (when->kind == WHEN_LARGER && !when->negated && when->number > most)
                doctor_say(findings, DOCTOR_WARNING, "limit-unreached",
                           "raise \"max-size\" in [lmtp], and the mail server's own, or lower it",
                           "the rule \"%s\" is never reached: larger mail is refused before",
                           rule->text);
        }
    }
}

static gboolean
look_at_policy(const Settings *settings, const List *list, gboolean kept, GPtrArray *findings)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(Policy) policy = policy_parse(list->policy, list_kind_word(list->kind), &wrong);
    gboolean holds = FALSE;

    if (policy == NULL) {
        doctor_say(findings, DOCTOR_ERROR, "policy-broken", "colporteur list policy LIST FILE",
                   "its rules cannot be understood: %s", wrong->message);
        return TRUE;
    }
    for (guint i = 0; i < policy->rules->len; i++)
        holds |= ((const PolicyRule *)policy->rules->pdata[i])->outcome == POST_HELD;
    if (holds && !kept)
        doctor_say(findings, DOCTOR_ERROR, "held-for-nobody",
                   "colporteur list set LIST --moderator ADDRESS",
                   "its rules hold mail, and nobody decides about it");
    if (list->kind != LIST_DISCUSSION && anybody_may(policy))
        doctor_say(findings, DOCTOR_WARNING, "anybody-posts",
                   "colporteur list policy LIST shows the rules; \"use announce\" is usual",
                   "it is for announcements, and anybody may post to it");
    look_at_limits(policy, settings_number(settings, SETTING_LMTP_MAX_SIZE), findings);
    return TRUE;
}

/* What receivers ask of who sends in the name of the list's domain. */
static void
look_at_domain(const Settings *settings, const List *list, GPtrArray *findings)
{
    const char *server = settings_text(settings, SETTING_MAIL_DNS);
    int patience = (int)settings_number(settings, SETTING_MAIL_DNS_TIMEOUT) * 1000;
    g_autofree char *keys = g_strconcat("_domainkey.", list->domain, NULL);
    g_auto(GStrv) texts = NULL;
    gboolean has_spf = FALSE;

    if (g_str_equal(server, "none"))
        return;
    switch (dns_name(server, list->domain, patience)) {
    case DNS_NO_NAME:
        doctor_say(findings, DOCTOR_ERROR, "domain-unknown",
                   "colporteur list set LIST --domain DOMAIN, or publish it",
                   "there is no domain %s", list->domain);
        return;
    case DNS_FAILED:
        doctor_say(findings, DOCTOR_NOTE, "dns-away", "\"dns-server\" in [mail] says whom to ask",
                   "what %s publishes could not be found out", list->domain);
        return;
    case DNS_FOUND:
    case DNS_NOTHING:
        break;
    }
    if (dns_text(server, list->domain, patience, &texts) == DNS_FOUND)
        for (guint i = 0; texts[i] != NULL; i++)
            has_spf |= g_str_equal(texts[i], "v=spf1") || g_str_has_prefix(texts[i], "v=spf1 ");
    if (!has_spf)
        doctor_say(findings, DOCTOR_WARNING, "no-spf",
                   "publish v=spf1 with the mail server that sends (RFC 7208)",
                   "%s does not say which servers send for it (SPF)", list->domain);
    /* RFC 8020: no such name means none below it, whatever the selectors are called. */
    if (dns_name(server, keys, patience) == DNS_NO_NAME)
        doctor_say(findings, DOCTOR_WARNING, "no-dkim",
                   "have the mail server sign: contrib/postfix/ says how",
                   "%s publishes no key that its mail is signed with (DKIM)", list->domain);
    if (dmarc_find(server, list->domain, patience) == DMARC_NONE)
        doctor_say(findings, DOCTOR_NOTE, "no-dmarc",
                   "publish _dmarc with v=DMARC1; p=none at least",
                   "%s asks nothing of mail in its name (DMARC)", list->domain);
}

static gboolean
look_at_family(Store *store, const Settings *settings, const List *list, GPtrArray *findings,
               GError **error)
{
    g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func(family_done_free);
    g_autoptr(GError) wrong = NULL;
    ListTraits traits;

    g_autoptr(Rows) rows = list_traits(store, list->id, error);
    if (rows == NULL || !list_traits_next(rows, &traits))
        return FALSE;
    if (*traits.family == '\0')
        return TRUE;
    g_autoptr(Transaction) tried = transaction_begin(store, error);
    if (tried == NULL)
        return FALSE;
    if (!family_keep(store, settings, traits.family, done, &wrong))
        doctor_say(findings, DOCTOR_ERROR, "family-broken",
                   "colporteur family keep FAMILY --dry-run", "its family %s cannot be kept: %s",
                   traits.family, wrong->message);
    for (guint i = 0; i < done->len; i++) {
        const FamilyDone *one = done->pdata[i];
        if (g_strcmp0(one->list, list->name) == 0)
            doctor_say(findings, DOCTOR_WARNING, "family-behind", "colporteur family keep FAMILY",
                       "it is not what its family %s says now%s%s", traits.family,
                       *one->what != '\0' ? ": " : "", one->what);
    }
    return TRUE;
}

static gint
worse_first(gconstpointer a, gconstpointer b)
{
    const DoctorFinding *one = *(const DoctorFinding *const *)a;
    const DoctorFinding *other = *(const DoctorFinding *const *)b;

    return (gint)one->level - (gint)other->level;
}

GPtrArray *
doctor_look(Store *store, const Settings *settings, const List *list, GError **error)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(doctor_finding_free);
    gboolean kept = TRUE;
    ListDoctor row;

    g_autoptr(Rows) rows =
        list_doctor(store, list->id, settings_text(settings, SETTING_SITE_TIMEZONE), error);
    if (rows == NULL)
        return NULL;
    while (list_doctor_next(rows, &row)) {
        kept &= !g_str_equal(row.fault, "no-keeper");
        say_fault(findings, &row);
    }
    if (!list->is_closed) {
        look_at_policy(settings, list, kept, findings);
        look_at_domain(settings, list, findings);
    }
    if (!list->is_closed && !doctor_words(store, settings, list, findings, error))
        return NULL;
    if (!look_at_family(store, settings, list, findings, error))
        return NULL;
    g_ptr_array_sort(findings, worse_first);
    return g_steal_pointer(&findings);
}

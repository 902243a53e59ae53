-- SPDX-License-Identifier: GPL-3.0-or-later
-- A program that brings what somebody proposes says who: they confirm by mail, as who fills in the
-- form does, and hear what becomes of it.

SET LOCAL search_path = colporteur, public;

ALTER TABLE proposal DROP CONSTRAINT proposal_how_check, ADD CONSTRAINT proposal_how_check CHECK (how IN ('mail', 'web', 'api'));
COMMENT ON COLUMN proposal.how IS 'mail: written to LIST-propose@; web: by the form of the site; api: by a program';

DROP FUNCTION site.api_contribution_add(text, int, text, text, text, text, text, text, text[], text[], text[]);
CREATE FUNCTION site.api_contribution_add(p_token text, p_most int, p_kind text, p_title text, p_text text, p_author text, p_source text,
                                          p_language text, p_knowledge text[], p_territories text[], p_interests text[],
                                          p_list text, p_key text, p_address text, p_per_address int, p_overall int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  the_token api_token := api_token_good(p_token);
  the_list bigint;
  number bigint;
  verdict text;
BEGIN
  status := api_enter(p_token, 'contributions:write', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  SELECT coalesce('there is no ' || coalesce(
                  (SELECT 'territory ' || w FROM unnest(p_territories) w WHERE NOT EXISTS (SELECT FROM territory t WHERE t.code = w) LIMIT 1),
                  (SELECT 'interest ' || w FROM unnest(p_interests) w WHERE NOT EXISTS (SELECT FROM interest i WHERE i.slug = w) LIMIT 1),
                  (SELECT 'knowledge ' || w FROM unnest(p_knowledge) w WHERE w NOT IN ('scientific', 'professional', 'citizen') LIMIT 1),
                  (SELECT 'kind ' || p_kind WHERE p_kind NOT IN ('finding', 'initiative')),
                  (SELECT 'language ' || p_language WHERE p_language NOT IN ('fr', 'en', 'br'))),
                CASE WHEN p_list <> '' AND p_key = '' THEN 'list is for what somebody proposes' END) INTO body;
  IF body IS NOT NULL THEN
    status := 422;
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_title, -115));
  IF EXISTS (SELECT FROM contribution c WHERE c.title = p_title AND c.body = p_text) THEN
    status := 409;
    body := 'one with the same title and text is there';
    RETURN;
  END IF;
  IF p_key <> '' THEN
    SELECT l.id INTO the_list FROM site.proposal_lists() s JOIN list l ON l.name = s.name WHERE p_list IN ('', l.name) LIMIT 1;
    IF the_list IS NULL THEN
      status := 422;
      body := 'there is no list that takes proposals' || CASE WHEN p_list <> '' THEN ' called ' || p_list ELSE '' END;
      RETURN;
    END IF;
    verdict := robot_may_answer(p_key, 'api ' || the_token.id, p_per_address, p_overall, p_overall);
    IF verdict NOT IN ('yes', 'address') THEN
      status := 503;
      body := 'as many people were written to in this hour as may be';
    ELSE
      -- Whether their mailbox has had enough today is told to nobody: without a letter it is forgotten in time.
      PERFORM proposal_add(the_list, p_key, p_address, p_language, 'api', NULL, 0, verdict = 'yes', p_kind, p_title, p_text, p_author, p_knowledge, p_source,
        ARRAY(SELECT x.id FROM territory x WHERE x.code = ANY (p_territories)), ARRAY(SELECT x.id FROM interest x WHERE x.slug = ANY (p_interests)));
      status := 202;
      body := '{"outcome": "asked"}';
    END IF;
    RETURN;
  END IF;
  INSERT INTO contribution (kind, title, body, author, knowledge, source, language)
    VALUES (p_kind, p_title, p_text, p_author, p_knowledge, p_source, p_language) RETURNING id INTO number;
  INSERT INTO contribution_territory (contribution, territory) SELECT DISTINCT number, x.id FROM territory x WHERE x.code = ANY (p_territories);
  INSERT INTO contribution_interest (contribution, interest) SELECT DISTINCT number, i.id FROM interest i WHERE i.slug = ANY (p_interests);
  status := 201;
  body := (SELECT api_contribution(c)::text FROM contribution c WHERE c.id = number);
END
$$;
COMMENT ON FUNCTION site.api_contribution_add(text, int, text, text, text, text, text, text, text[], text[], text[], text, text, text, int, int) IS
  'propose a contribution (201), or have somebody asked whether they propose it (202, whatever is true of the address); for a token that may';
REVOKE EXECUTE ON FUNCTION site.api_contribution_add(text, int, text, text, text, text, text, text, text[], text[], text[], text, text, text, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.api_contribution_add(text, int, text, text, text, text, text, text, text[], text[], text[], text, text, text, int, int)
  TO colporteur_site, colporteur_engine;

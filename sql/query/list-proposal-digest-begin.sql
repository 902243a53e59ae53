-- list-proposal-digest-begin(seconds bigint) -> digest bigint, list bigint
SELECT digest, list FROM proposal_digest_begin($1) WHERE digest IS NOT NULL;

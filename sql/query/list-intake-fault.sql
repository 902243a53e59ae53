-- list-intake-fault(id bigint, fault text, passing bool) -> aside bool
-- passing: it is not the mail's fault, as far as one can tell. aside: it was tried too often, and is left to a person now.
SELECT intake_fault($1, $2, $3);

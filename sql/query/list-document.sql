-- list-document(subscriber bigint) -> document text
SELECT coalesce(subscriber_document($1), '');

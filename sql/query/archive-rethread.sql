-- archive-rethread() -> messages bigint
SELECT threads_rebuild(NULL);

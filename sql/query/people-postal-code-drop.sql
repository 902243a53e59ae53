-- people-postal-code-drop()
DELETE FROM territory_postal_code;

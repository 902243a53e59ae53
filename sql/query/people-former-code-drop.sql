-- people-former-code-drop()
DELETE FROM territory_former_code;

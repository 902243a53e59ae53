-- people-former-code-drop()
-- What is there again is no former code. The others stay, those that no vintage names any more too:
-- a link or a file may hold them.
DELETE FROM territory_former_code f USING territory t WHERE t.code = f.code AND t.retired_in IS NULL;

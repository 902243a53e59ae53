-- site-click(code text, number int, place text, remote text, agent text)
SELECT click($1, $2, $3, $4, $5);

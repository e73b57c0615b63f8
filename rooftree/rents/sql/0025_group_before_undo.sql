DROP VIEW rents_groupbefore;

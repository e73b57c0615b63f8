-- The lines of one file while it is looked at. Gone with the transaction.
CREATE TEMPORARY TABLE money_line (
    row integer,
    number integer,
    part smallint,
    code varchar(3),
    amount numeric(12, 2),
    paid_on date,
    reference varchar(40),
    payer varchar(100),
    words varchar(300),
    source_id varchar(40),
    control varchar(40),
    goes_to varchar(40)
) ON COMMIT DROP;

-- Whose money it is, for the lines that are certain.
CREATE TEMPORARY TABLE money_match (
    row integer,
    rent_account_id bigint,
    ledger_account_id bigint,
    evidence varchar(20)
) ON COMMIT DROP;

-- What each line that is left may mean: a reference that it may be, a name that it may be.
CREATE TEMPORARY TABLE money_guess (
    row integer,
    kind varchar(10),
    value varchar(120),
    slip varchar(40)
) ON COMMIT DROP;

-- What was decided of each line that is left.
CREATE TEMPORARY TABLE money_decided (
    row integer,
    rent_account_id bigint,
    evidence varchar(20),
    posts boolean,
    because varchar(300)
) ON COMMIT DROP;

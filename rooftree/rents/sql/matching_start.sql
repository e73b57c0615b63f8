-- The lines of one file while it is looked at. Gone with the transaction, as is the room that is made for sorting.
SET LOCAL work_mem = '64MB';
CREATE TEMPORARY TABLE money_line (
    row integer GENERATED ALWAYS AS IDENTITY,
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
    goes_to varchar(40),
    movement bigint DEFAULT nextval('ledger_movement_id')
) ON COMMIT DROP;

-- The accounts of the books through which it came, and to which another file brings it.
CREATE TEMPORARY TABLE money_control (
    code varchar(40),
    id bigint
) ON COMMIT DROP;

-- What each line that is left may mean: a reference that it may be, a name that it may be.
CREATE TEMPORARY TABLE money_guess (
    row integer,
    kind varchar(10),
    value varchar(120),
    slip varchar(40)
) ON COMMIT DROP;

-- Accounts that a line may be for, and what speaks for each.
CREATE TEMPORARY TABLE money_found (
    row integer,
    account_id bigint,
    payment_reference varchar(40),
    evidence varchar(20),
    slip varchar(40),
    is_alone boolean,
    paid_on date,
    times bigint
) ON COMMIT DROP;

CREATE TEMPORARY TABLE money_pair (
    account_id bigint,
    amount numeric(12, 2),
    paid_on date
) ON COMMIT DROP;

-- What was decided of each line that is left.
CREATE TEMPORARY TABLE money_decided (
    row integer,
    rent_account_id bigint,
    evidence varchar(20),
    posts boolean,
    because varchar(300)
) ON COMMIT DROP;

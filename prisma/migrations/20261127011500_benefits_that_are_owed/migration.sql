-- What is overdue in a program is counted by what is still owed, however much was provisioned before.
CREATE INDEX benefit_entitlement_owed ON benefit_entitlement (program_id, due_on) WHERE provisioned_at IS NULL;

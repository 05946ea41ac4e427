-- The claims of statements, once `onrecord claims` has been there; record is the line of claims.jsonl as it was written.
CREATE TABLE claims (
  claim_id TEXT PRIMARY KEY, statement_id TEXT, doc_id TEXT, type TEXT, checkworthy REAL, negated INTEGER,
  hedged INTEGER, conditional INTEGER, numbers INTEGER, text TEXT, group_id TEXT, record TEXT
);
CREATE INDEX claims_by_statement ON claims (statement_id, type, checkworthy, claim_id);
CREATE INDEX claims_by_worth ON claims (checkworthy DESC, claim_id, type, statement_id);
CREATE INDEX claims_by_group ON claims (group_id) WHERE group_id IS NOT NULL;

-- Made once the tables are filled, which is quicker.
CREATE INDEX IF NOT EXISTS statements_by_article ON statements (doc_id, "start");
CREATE INDEX IF NOT EXISTS statements_by_person ON statements (person_id, day);
CREATE INDEX IF NOT EXISTS statements_by_cluster ON statements (cluster_id) WHERE cluster_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_day ON statements (day);
CREATE INDEX IF NOT EXISTS names_by_person ON names (person_id);
CREATE INDEX IF NOT EXISTS roles_by_person ON roles (person_id);

-- What finds rows quickly: made once the tables are filled for the first time, and kept up to date by itself from then on.
CREATE VIRTUAL TABLE said USING fts5 (
  text, content='statements', content_rowid='number', tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
CREATE VIRTUAL TABLE terms USING fts5vocab (said, row);
CREATE VIRTUAL TABLE said_stems USING fts5 (
  text, content='statements', content_rowid='number', tokenize="porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE read USING fts5 (
  text, content='articles', content_rowid='rowid', tokenize="unicode61 remove_diacritics 2", detail='full'
);

INSERT INTO said (said) VALUES ('rebuild');
INSERT INTO said_stems (said_stems) VALUES ('rebuild');
INSERT INTO read (read) VALUES ('rebuild');

CREATE UNIQUE INDEX statements_by_id ON statements (id);
CREATE INDEX statements_by_article ON statements (doc_id, "start", person_id);
CREATE INDEX statements_by_cluster ON statements (cluster_id) WHERE cluster_id IS NOT NULL;
-- newest first; and all that is filtered by and counted, so that only what is shown is fetched
CREATE INDEX statements_by_time ON statements
  (day DESC, doc_id, "start", act, form, outlet, organisation, role, confidence, person_id);
CREATE INDEX statements_by_person ON statements
  (person_id, day DESC, doc_id, "start", act, form, outlet, organisation, role, confidence);
CREATE INDEX people_by_statements ON people (statements);
CREATE INDEX names_by_person ON names (person_id);
CREATE INDEX roles_by_person ON roles (person_id);

CREATE TRIGGER statement_put_in AFTER INSERT ON statements BEGIN
  INSERT INTO said (rowid, text) VALUES (new.number, new.text);
  INSERT INTO said_stems (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER statement_taken_out AFTER DELETE ON statements BEGIN
  INSERT INTO said (said, rowid, text) VALUES ('delete', old.number, old.text);
  INSERT INTO said_stems (said_stems, rowid, text) VALUES ('delete', old.number, old.text);
END;
CREATE TRIGGER article_put_in AFTER INSERT ON articles BEGIN
  INSERT INTO read (rowid, text) VALUES (new.rowid, new.text);
END;
CREATE TRIGGER article_taken_out AFTER DELETE ON articles BEGIN
  INSERT INTO read (read, rowid, text) VALUES ('delete', old.rowid, old.text);
END;

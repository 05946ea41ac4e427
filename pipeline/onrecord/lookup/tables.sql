-- The tables of onrecord.db: everything that looking up needs in one file.
CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

CREATE TABLE articles (
  doc_id TEXT PRIMARY KEY, title TEXT, outlet TEXT, url TEXT, published TEXT, day TEXT, byline TEXT, language TEXT,
  source TEXT, words INTEGER, statements INTEGER, cluster_id TEXT, digest TEXT, text TEXT
);

-- record is the line of statements.jsonl as it was written; the columns are what is asked for.
CREATE TABLE statements (
  number INTEGER PRIMARY KEY, act TEXT, form TEXT, day TEXT, confidence REAL, speaker_confidence REAL, named INTEGER,
  person_id TEXT REFERENCES people, id TEXT, doc_id TEXT REFERENCES articles, "start" INTEGER, "end" INTEGER,
  words INTEGER, speaker_id TEXT, cluster_id TEXT, parent_id TEXT, outlet TEXT, speaker TEXT, speaker_kind TEXT,
  role TEXT, organisation TEXT, organisation_kind TEXT, mention TEXT, cue TEXT, addressee TEXT, channel TEXT,
  resolved_by TEXT, unresolved TEXT, text TEXT, record TEXT
);

CREATE TABLE people (
  person_id TEXT PRIMARY KEY, name TEXT, kind TEXT, role TEXT, organisation TEXT, statements INTEGER,
  articles INTEGER, first TEXT, last TEXT, wikidata TEXT, aliases TEXT, maybe TEXT
);

CREATE TABLE names (folded TEXT, person_id TEXT REFERENCES people, shown TEXT, main INTEGER,
  PRIMARY KEY (folded, person_id)) WITHOUT ROWID;

CREATE TABLE roles (
  person_id TEXT REFERENCES people, role TEXT, organisation TEXT, organisation_kind TEXT, first TEXT, last TEXT,
  statements INTEGER, articles INTEGER
);

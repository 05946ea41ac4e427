-- One file with everything that looking up needs: the tables of onrecord.db, as docs/lookup.md describes them.
CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

CREATE TABLE articles (
  doc_id TEXT PRIMARY KEY, title TEXT, outlet TEXT, url TEXT, published TEXT, day TEXT, byline TEXT, language TEXT,
  source TEXT, words INTEGER, statements INTEGER, cluster_id TEXT, digest TEXT, text TEXT
);

CREATE TABLE statements (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE, doc_id TEXT REFERENCES articles, day TEXT, outlet TEXT, form TEXT,
  act TEXT, text TEXT, cue TEXT, negated INTEGER, modality TEXT, mention TEXT, speaker TEXT, speaker_id TEXT,
  person_id TEXT REFERENCES people, speaker_kind TEXT, named INTEGER, role TEXT, organisation TEXT,
  organisation_kind TEXT, addressee TEXT, channel TEXT, found_by TEXT, resolved_by TEXT, unresolved TEXT,
  confidence REAL, speaker_confidence REAL, "start" INTEGER, "end" INTEGER, words INTEGER, paragraph INTEGER,
  closed INTEGER, parent_id TEXT, cluster_id TEXT, spans TEXT, quoted TEXT, cue_spans TEXT, mention_spans TEXT,
  speaker_spans TEXT, role_span TEXT, organisation_span TEXT, members TEXT, before TEXT, after TEXT
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

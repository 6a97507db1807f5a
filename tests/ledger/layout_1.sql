BEGIN TRANSACTION;
CREATE TABLE changes (
	id INTEGER NOT NULL, 
	merge INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	number TEXT NOT NULL, 
	text TEXT NOT NULL, 
	member TEXT NOT NULL, 
	field TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	actor TEXT NOT NULL, 
	round TEXT NOT NULL, 
	return_hash TEXT, 
	file TEXT NOT NULL, 
	undone INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (round, actor, measure, member, field, return_hash, undone), 
	FOREIGN KEY(merge) REFERENCES merges (number), 
	FOREIGN KEY(return_hash) REFERENCES returns (hash)
);
INSERT INTO "changes" VALUES(1,1,'answer','M-1AAAA','1.1.1','Lage turkart','','status',NULL,'"done"','Gol','2025-1','aa','svar.xlsx',0);
INSERT INTO "changes" VALUES(2,2,'answer','M-2BBBB','1.1.1','Lage turkart','','status',NULL,'"started"','Gol','2025-1','bb','svar.xlsx',0);
CREATE TABLE dispatches (
	code TEXT NOT NULL, 
	round TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	serial INTEGER NOT NULL, 
	sent TEXT NOT NULL, 
	path TEXT NOT NULL, 
	PRIMARY KEY (code), 
	UNIQUE (round, actor, serial), 
	FOREIGN KEY(round) REFERENCES rounds (name)
);
INSERT INTO "dispatches" VALUES('A6Q-369','2025-1','Gol',1,'2025-03-01T12:00:00.000000+00:00','outbox/Gol.xlsx');
CREATE TABLE merges (
	number INTEGER NOT NULL, 
	begun TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	backup TEXT NOT NULL, 
	under_way BOOLEAN, 
	PRIMARY KEY (number), 
	UNIQUE (under_way)
);
INSERT INTO "merges" VALUES(1,'2025-03-02T12:00:00.000000+00:00','done','Kari','fingerprint 0','fingerprint 1','backups/1.xlsx',NULL);
INSERT INTO "merges" VALUES(2,'2025-03-03T12:00:00.000000+00:00','done','Kari','fingerprint 1','fingerprint 2','backups/2.xlsx',NULL);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('version','1');
CREATE TABLE proposals (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	opened_in INTEGER NOT NULL, 
	closed_in INTEGER, 
	state TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	round TEXT NOT NULL, 
	cells TEXT NOT NULL, 
	received TEXT NOT NULL, 
	return_hash TEXT, 
	file TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	undone INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key"), 
	UNIQUE (actor, round, cells, undone), 
	FOREIGN KEY(opened_in) REFERENCES merges (number), 
	FOREIGN KEY(closed_in) REFERENCES merges (number), 
	FOREIGN KEY(return_hash) REFERENCES returns (hash)
);
INSERT INTO "proposals" VALUES(1,'F-N4XN1',1,NULL,'open','Gol','2025-1','["Sykkelveg","1.1","=1+1",""]','2025-03-01T12:00:00.000000+00:00','aa','svar.xlsx','',0);
CREATE TABLE questions (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	opened_in INTEGER NOT NULL, 
	closed_in INTEGER, 
	state TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	number TEXT NOT NULL, 
	text TEXT NOT NULL, 
	member TEXT NOT NULL, 
	field TEXT NOT NULL, 
	base TEXT, 
	answer TEXT, 
	now TEXT, 
	actor TEXT NOT NULL, 
	round TEXT NOT NULL, 
	return_hash TEXT, 
	file TEXT NOT NULL, 
	asked TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	place TEXT NOT NULL, 
	undone INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key"), 
	UNIQUE (return_hash, measure, member, field, place, undone), 
	FOREIGN KEY(opened_in) REFERENCES merges (number), 
	FOREIGN KEY(closed_in) REFERENCES merges (number), 
	FOREIGN KEY(return_hash) REFERENCES returns (hash)
);
INSERT INTO "questions" VALUES(1,'K-H19VG',1,2,'taken','M-2BBBB','1.1.1','Lage turkart','','status',NULL,'"done"','"started"','Gol','2025-1','aa','svar.xlsx','2025-03-01T12:00:00.000000+00:00','{"say":"Both changed since {day}.","with":[["day",{"date":"2025-03-22"}]]}','{"file":"","sheet":"Tiltak","row":7,"column":"Status"}',0);
CREATE TABLE returns (
	hash TEXT NOT NULL, 
	name TEXT NOT NULL, 
	received TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	path TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	dispatch TEXT, 
	PRIMARY KEY (hash), 
	FOREIGN KEY(dispatch) REFERENCES dispatches (code)
);
INSERT INTO "returns" VALUES('aa','svar.xlsx','2025-03-01T12:00:00.000000+00:00','folder','','records/returns/aa','merged','{"say":"","with":[]}','A6Q-369');
INSERT INTO "returns" VALUES('bb','bru.ods','2025-03-01T12:05:00.000000+00:00','folder','','records/returns/bb','merged','{"say":"","with":[]}',NULL);
CREATE TABLE rounds (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	deadline DATE NOT NULL, 
	opened TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "rounds" VALUES(1,'2025-1','2025-03-22','2025-03-01T12:00:00.000000+00:00');
CREATE TABLE sent_rows (
	dispatch TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	member TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	text TEXT NOT NULL, 
	answerable BOOLEAN NOT NULL, 
	goal TEXT NOT NULL, 
	area TEXT NOT NULL, 
	timeframe TEXT NOT NULL, 
	responsible TEXT NOT NULL, 
	involved TEXT NOT NULL, 
	base_status TEXT, 
	base_progress TEXT, 
	base_comment TEXT, 
	base_expected TEXT, 
	PRIMARY KEY (dispatch, measure, member), 
	FOREIGN KEY(dispatch) REFERENCES dispatches (code)
);
INSERT INTO "sent_rows" VALUES('A6Q-369','M-2BBBB','Gol',0,'1.1.2','Bygge bru',1,'1.1 Friluft','1 Folkehelse','2025–2026','Kommunane','Helse Vest','"started"','0.1','"=1+1\\nærleg"','{"date":"2026-01-31"}');
INSERT INTO "sent_rows" VALUES('A6Q-369','M-1AAAA','',1,'1.1.1','Lage turkart',1,'','','','','',NULL,NULL,NULL,NULL);
CREATE TABLE snapshot (
	measure TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (measure)
);
INSERT INTO "snapshot" VALUES('M-1AAAA','{"number":"1.1.1","text":"Lage turkart","responsible":["Gol"],"report":{"status":"done"},"shares":[["Gol",{"status":"done","progress":0.5}]],"rollup":{"status":"done"},"timeframe":"2025","involved":["Ål"],"remark":"Sjå \\\\ møteboka","overruled":["status"]}');
CREATE TABLE snapshot_before (
	merge INTEGER NOT NULL, 
	measure TEXT NOT NULL, 
	body TEXT, 
	PRIMARY KEY (merge, measure), 
	FOREIGN KEY(merge) REFERENCES merges (number)
);
INSERT INTO "snapshot_before" VALUES(1,'M-1AAAA','{"number":"1.1.1","text":"Lage turkart","responsible":["Gol"],"report":{},"shares":[],"rollup":null,"timeframe":null,"involved":null,"remark":null,"overruled":[]}');
CREATE TABLE verdicts (
	merge INTEGER NOT NULL, 
	return_hash TEXT NOT NULL, 
	state_before TEXT NOT NULL, 
	reason_before TEXT NOT NULL, 
	dispatch_before TEXT, 
	PRIMARY KEY (merge, return_hash), 
	FOREIGN KEY(merge) REFERENCES merges (number), 
	FOREIGN KEY(return_hash) REFERENCES returns (hash), 
	FOREIGN KEY(dispatch_before) REFERENCES dispatches (code)
);
INSERT INTO "verdicts" VALUES(1,'aa','waiting','{"say":"","with":[]}',NULL);
INSERT INTO "verdicts" VALUES(2,'bb','waiting','{"say":"","with":[]}',NULL);
CREATE INDEX ix_returns_dispatch ON returns (dispatch);
CREATE INDEX ix_changes_number ON changes (number);
CREATE INDEX ix_changes_merge ON changes (merge);
CREATE INDEX ix_changes_measure ON changes (measure);
CREATE INDEX ix_questions_opened_in ON questions (opened_in);
CREATE INDEX ix_questions_state ON questions (state);
CREATE INDEX ix_questions_closed_in ON questions (closed_in);
CREATE INDEX ix_proposals_closed_in ON proposals (closed_in);
CREATE INDEX ix_proposals_opened_in ON proposals (opened_in);
CREATE INDEX ix_proposals_state ON proposals (state);
COMMIT;

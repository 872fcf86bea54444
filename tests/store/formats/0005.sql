BEGIN TRANSACTION;
CREATE TABLE access_link (
	id VARCHAR(64) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	team VARCHAR(64) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	created_on DATE NOT NULL, 
	expires_on DATE NOT NULL, 
	CONSTRAINT pk_access_link PRIMARY KEY (id), 
	CONSTRAINT fk_access_link_team FOREIGN KEY(team) REFERENCES team (id) ON DELETE CASCADE, 
	CONSTRAINT ck_access_link_ck_access_link_role CHECK (role IN ('coach', 'viewer'))
);
INSERT INTO "access_link" VALUES('00000000000000000000000000000002','34dab29856fa5f80b6ee0c5ccc4f96787cc36cbf187f642c9cbc688529e7bf0f','a3','coach','2026-02-05','2026-12-05');
INSERT INTO "access_link" VALUES('00000000000000000000000000000004','2e01b0b08ba86542ecc97821cde0e70be7c648c4520022ddc6879107616c626a','a3','viewer','2026-02-05','2026-03-05');
CREATE TABLE agreed (
	assessment VARCHAR(64) NOT NULL, 
	practice VARCHAR(200) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	option VARCHAR(200), 
	value FLOAT, 
	choices TEXT, 
	reason TEXT NOT NULL, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_agreed PRIMARY KEY (assessment, practice), 
	CONSTRAINT fk_agreed_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "agreed" VALUES('a3','trunk','value','yes',NULL,NULL,'','we looked',2,'2026-02-03');
CREATE TABLE answer (
	assessment VARCHAR(64) NOT NULL, 
	respondent VARCHAR(64) NOT NULL, 
	practice VARCHAR(200) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	option VARCHAR(200), 
	value FLOAT, 
	reason TEXT NOT NULL, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	client_seq BIGINT NOT NULL, 
	saved_on DATE NOT NULL, choices TEXT, 
	CONSTRAINT pk_answer PRIMARY KEY (assessment, respondent, practice), 
	CONSTRAINT fk_answer_respondent FOREIGN KEY(assessment, respondent) REFERENCES respondent (assessment, id) ON DELETE CASCADE, 
	CONSTRAINT ck_answer_ck_answer_state CHECK (state IN ('value', 'not-applicable', 'dont-know', 'elsewhere', 'unanswered'))
);
INSERT INTO "answer" VALUES('a1','r1','trunk','value','yes',NULL,'','every day',3,9,'2026-01-02',NULL);
INSERT INTO "answer" VALUES('a1','r1','share','value',NULL,0.25,'','',1,10,'2026-01-02',NULL);
INSERT INTO "answer" VALUES('a1','r1','review','not-applicable',NULL,NULL,'nobody else here','',1,9007199254740991,'2026-01-02',NULL);
INSERT INTO "answer" VALUES('a2','r2','trunk','dont-know',NULL,NULL,'','',1,1,'2026-01-03',NULL);
INSERT INTO "answer" VALUES('a2','r3','trunk','unanswered',NULL,NULL,'','',2,4,'2026-01-04',NULL);
INSERT INTO "answer" VALUES('a3','r4','trunk','value','yes',NULL,'','',1,1,'2026-02-01',NULL);
INSERT INTO "answer" VALUES('a3','r5','tools','value',NULL,NULL,'','',1,1,'2026-02-01','["a", "b"]');
CREATE TABLE "assessment" (
	id VARCHAR(64) NOT NULL, 
	questionnaire VARCHAR(200) NOT NULL, 
	version VARCHAR(200) NOT NULL, 
	team VARCHAR(200) NOT NULL, 
	created_on DATE NOT NULL, 
	team_id VARCHAR(64) NOT NULL, 
	host VARCHAR(64) NOT NULL, 
	mode VARCHAR(20) NOT NULL, 
	least INTEGER NOT NULL, 
	revealed BOOLEAN NOT NULL, 
	place INTEGER NOT NULL, 
	asked VARCHAR(64), 
	CONSTRAINT pk_assessment PRIMARY KEY (id), 
	CONSTRAINT fk_assessment_team FOREIGN KEY(team_id) REFERENCES team (id) ON DELETE CASCADE, 
	CONSTRAINT ck_assessment_ck_assessment_mode CHECK (mode IN ('alone', 'anonymous', 'open'))
);
INSERT INTO "assessment" VALUES('a1','delivery-practices','1','Blue','2026-01-02','a1','r1','alone',5,0,1,NULL);
INSERT INTO "assessment" VALUES('a2','delivery-practices','1','Grün 🚀 ‏قسم','2026-01-03','a2','r2','alone',5,0,1,NULL);
INSERT INTO "assessment" VALUES('a3','delivery-practices','1','Harbor','2026-02-01','a3','r4','anonymous',3,1,1,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
CREATE TABLE audit (
	team VARCHAR(64) NOT NULL, 
	place INTEGER NOT NULL, 
	done_on DATE NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (team, place), 
	CONSTRAINT fk_audit_team FOREIGN KEY(team) REFERENCES team (id) ON DELETE CASCADE
);
INSERT INTO "audit" VALUES('a3',1,'2026-02-05','host','gave a pass: coach');
INSERT INTO "audit" VALUES('a3',2,'2026-02-05','host','gave a pass: viewer');
INSERT INTO "audit" VALUES('a3',3,'2026-02-05','host','made a resume link');
CREATE TABLE experiment (
	assessment VARCHAR(64) NOT NULL, 
	practice VARCHAR(200) NOT NULL, 
	measure VARCHAR(200) NOT NULL, 
	step TEXT NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	due DATE, 
	state VARCHAR(20) NOT NULL, 
	outcome TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_experiment PRIMARY KEY (assessment, practice), 
	CONSTRAINT fk_experiment_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "experiment" VALUES('a3','trunk','change_lead_time','merge daily','Carla','2026-03-01','running','',1,'2026-02-03');
CREATE TABLE grade (
	visitor VARCHAR(64) NOT NULL, 
	item VARCHAR(200) NOT NULL, 
	lesson VARCHAR(200) NOT NULL, 
	option VARCHAR(200) NOT NULL, 
	correct BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	client_seq BIGINT NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_grade PRIMARY KEY (visitor, item), 
	CONSTRAINT fk_grade_visitor FOREIGN KEY(visitor) REFERENCES visitor (id) ON DELETE CASCADE
);
INSERT INTO "grade" VALUES('v1','who-decides','delivery-or-deployment','button',1,2,5,'2026-01-02');
INSERT INTO "grade" VALUES('v1','who-works','delivery-or-deployment','hand',0,1,6,'2026-01-02');
CREATE TABLE greenlane_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT greenlane_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "greenlane_version" VALUES('0005');
CREATE TABLE holding (
	visitor VARCHAR(64) NOT NULL, 
	assessment VARCHAR(64) NOT NULL, 
	respondent VARCHAR(64) NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_holding PRIMARY KEY (visitor, assessment, respondent), 
	CONSTRAINT fk_holding_visitor FOREIGN KEY(visitor) REFERENCES visitor (id) ON DELETE CASCADE, 
	CONSTRAINT fk_holding_respondent FOREIGN KEY(assessment, respondent) REFERENCES respondent (assessment, id) ON DELETE CASCADE
);
INSERT INTO "holding" VALUES('v1','a1','r1',1);
CREATE TABLE instance (
	id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_instance PRIMARY KEY (id)
);
INSERT INTO "instance" VALUES('0123456789abcdef0123456789abcdef');
CREATE TABLE invite (
	secret_hash VARCHAR(64) NOT NULL, 
	assessment VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_invite PRIMARY KEY (secret_hash), 
	CONSTRAINT fk_invite_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "invite" VALUES('dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a3','2026-02-01');
CREATE TABLE kept (
	visitor VARCHAR(64) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	body TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_kept PRIMARY KEY (visitor, kind, name), 
	CONSTRAINT fk_kept_visitor FOREIGN KEY(visitor) REFERENCES visitor (id) ON DELETE CASCADE
);
INSERT INTO "kept" VALUES('v1','road','mine','format: 1
id: mine',4,'2026-01-05');
CREATE TABLE proof (
	assessment VARCHAR(64) NOT NULL, 
	practice VARCHAR(200) NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	text TEXT NOT NULL, 
	link TEXT NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	given DATE, 
	expires DATE, 
	version INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_proof PRIMARY KEY (assessment, practice, id), 
	CONSTRAINT fk_proof_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "proof" VALUES('a3','trunk','p1','the log of merges','https://example.org/log','Ben','2026-02-01','2026-08-01',1,'2026-02-03');
CREATE TABLE published (
	assessment VARCHAR(64) NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_published PRIMARY KEY (assessment), 
	CONSTRAINT fk_published_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "published" VALUES('a3','{"tallies": {"least": 3, "batches": {}}, "texts": {"least": 10, "batches": {}}}');
CREATE TABLE questionnaire (
	hash VARCHAR(64) NOT NULL, 
	id VARCHAR(200) NOT NULL, 
	version VARCHAR(200) NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_questionnaire PRIMARY KEY (hash)
);
INSERT INTO "questionnaire" VALUES('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','delivery-practices','1','Delivery practices','{}','2026-02-01');
CREATE TABLE respondent (
	assessment VARCHAR(64) NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, name VARCHAR(200), 
	CONSTRAINT pk_respondent PRIMARY KEY (assessment, id), 
	CONSTRAINT fk_respondent_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "respondent" VALUES('a1','r1','2026-01-02',NULL);
INSERT INTO "respondent" VALUES('a2','r2','2026-01-03',NULL);
INSERT INTO "respondent" VALUES('a2','r3','2026-01-04',NULL);
INSERT INTO "respondent" VALUES('a3','r4','2026-02-01',NULL);
INSERT INTO "respondent" VALUES('a3','r5','2026-02-01','Anna');
INSERT INTO "respondent" VALUES('a3','r6','2026-02-02',NULL);
CREATE TABLE resume (
	token_hash VARCHAR(64) NOT NULL, 
	assessment VARCHAR(64) NOT NULL, 
	respondent VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_resume PRIMARY KEY (token_hash), 
	CONSTRAINT fk_resume_respondent FOREIGN KEY(assessment, respondent) REFERENCES respondent (assessment, id) ON DELETE CASCADE
);
INSERT INTO "resume" VALUES('7f0c6a26e3a59b74a5ea34ad4d2ef1a22f7c9dbbd2d7e1e1c5d7f0a9e8b7c6d5','a1','r1','2026-01-02');
INSERT INTO "resume" VALUES('e937f6dfc23d0986cf511892fa7a2cedf5dfa1f73f2127a81b3b902ddb99a29a','a3','r4','2026-02-05');
CREATE TABLE room (
	id VARCHAR(64) NOT NULL, 
	code VARCHAR(6) NOT NULL, 
	code_before VARCHAR(6) NOT NULL, 
	host_hash VARCHAR(64) NOT NULL, 
	holder_hash VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	closed BOOLEAN NOT NULL, 
	ends BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
	moved BIGINT NOT NULL, 
	CONSTRAINT pk_room PRIMARY KEY (id)
);
INSERT INTO "room" VALUES('00000000000000000000000000000001','ABC234','','4740ae6347b0172c01254ff55bae5aff5199f4446e7f6d643d40185b3f475145','6e45386daeb0b86da1ac4c609001d1e973f90314f0b709175264865c42dc6ba7','Monday''s room',0,1770300000,4,0);
CREATE TABLE room_seat (
	room VARCHAR(64) NOT NULL, 
	seat VARCHAR(64) NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_room_seat PRIMARY KEY (room, seat), 
	CONSTRAINT fk_room_seat_room FOREIGN KEY(room) REFERENCES room (id) ON DELETE CASCADE
);
INSERT INTO "room_seat" VALUES('00000000000000000000000000000001','5b2053752d067ecf9d2d58792be7255b405f1e628bdec6d24260fe9fff547961',1);
INSERT INTO "room_seat" VALUES('00000000000000000000000000000001','86beb463b30a7d56b52f18cb53497f4c73e36faa6d50c0fb3404c359ffee556a',2);
CREATE TABLE room_state (
	room VARCHAR(64) NOT NULL, 
	"plan" TEXT NOT NULL, 
	state TEXT NOT NULL, 
	last_act VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_room_state PRIMARY KEY (room), 
	CONSTRAINT fk_room_state_room FOREIGN KEY(room) REFERENCES room (id) ON DELETE CASCADE
);
INSERT INTO "room_state" VALUES('00000000000000000000000000000001','{"format": 1}','{"place": 0}','');
CREATE TABLE room_vote (
	room VARCHAR(64) NOT NULL, 
	place INTEGER NOT NULL, 
	question VARCHAR(200) NOT NULL, 
	seat VARCHAR(64) NOT NULL, 
	option VARCHAR(200) NOT NULL, 
	click BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_room_vote PRIMARY KEY (room, place, question, seat), 
	CONSTRAINT fk_room_vote_room_seat FOREIGN KEY(room, seat) REFERENCES room_seat (room, seat) ON DELETE CASCADE
);
INSERT INTO "room_vote" VALUES('00000000000000000000000000000001',0,'first','5b2053752d067ecf9d2d58792be7255b405f1e628bdec6d24260fe9fff547961','yes',3,3);
INSERT INTO "room_vote" VALUES('00000000000000000000000000000001',0,'first','86beb463b30a7d56b52f18cb53497f4c73e36faa6d50c0fb3404c359ffee556a','no',9007199254740991,4);
CREATE TABLE snapshot (
	team VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	questionnaire VARCHAR(200) NOT NULL, 
	body TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_snapshot PRIMARY KEY (team, hash), 
	CONSTRAINT fk_snapshot_team FOREIGN KEY(team) REFERENCES team (id) ON DELETE CASCADE
);
INSERT INTO "snapshot" VALUES('a3','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','delivery-practices','{}',1,'2026-02-03');
CREATE TABLE target (
	team VARCHAR(64) NOT NULL, 
	questionnaire VARCHAR(200) NOT NULL, 
	practice VARCHAR(200) NOT NULL, 
	worth FLOAT NOT NULL, 
	option VARCHAR(200), 
	reason TEXT NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	due DATE, 
	version INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_target PRIMARY KEY (team, questionnaire, practice), 
	CONSTRAINT fk_target_team FOREIGN KEY(team) REFERENCES team (id) ON DELETE CASCADE
);
INSERT INTO "target" VALUES('a3','delivery-practices','trunk',1.0,'yes','','Dan',NULL,1,'2026-02-03');
CREATE TABLE team (
	id VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_team PRIMARY KEY (id)
);
INSERT INTO "team" VALUES('a1','2026-01-02');
INSERT INTO "team" VALUES('a2','2026-01-03');
INSERT INTO "team" VALUES('a3','2026-02-01');
CREATE TABLE team_kept (
	assessment VARCHAR(64) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	body TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_team_kept PRIMARY KEY (assessment, kind, name), 
	CONSTRAINT fk_team_kept_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "team_kept" VALUES('a1','road','ours','it''s ours',1,'2026-01-05');
CREATE TABLE visitor (
	id VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_visitor PRIMARY KEY (id)
);
INSERT INTO "visitor" VALUES('v1','2026-01-02');
CREATE INDEX ix_resume_assessment ON resume (assessment, respondent);
CREATE INDEX ix_holding_assessment ON holding (assessment, respondent);
CREATE INDEX ix_assessment_team_id ON assessment (team_id);
CREATE INDEX ix_invite_assessment ON invite (assessment);
CREATE UNIQUE INDEX ix_room_code ON room (code);
CREATE INDEX ix_room_host_hash ON room (host_hash);
CREATE INDEX ix_room_holder_hash ON room (holder_hash);
CREATE INDEX ix_room_seat_seat ON room_seat (seat);
CREATE INDEX ix_room_vote_room ON room_vote (room, version);
CREATE UNIQUE INDEX ix_access_link_token_hash ON access_link (token_hash);
CREATE INDEX ix_access_link_team ON access_link (team);
COMMIT;

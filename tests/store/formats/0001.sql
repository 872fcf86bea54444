BEGIN TRANSACTION;
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
	saved_on DATE NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (assessment, respondent, practice), 
	CONSTRAINT fk_answer_respondent FOREIGN KEY(assessment, respondent) REFERENCES respondent (assessment, id) ON DELETE CASCADE, 
	CONSTRAINT ck_answer_ck_answer_state CHECK (state IN ('value', 'not-applicable', 'dont-know', 'elsewhere', 'unanswered'))
);
INSERT INTO "answer" VALUES('a1','r1','trunk','value','yes',NULL,'','every day',3,9,'2026-01-02');
INSERT INTO "answer" VALUES('a1','r1','share','value',NULL,0.25,'','',1,10,'2026-01-02');
INSERT INTO "answer" VALUES('a1','r1','review','not-applicable',NULL,NULL,'nobody else here','',1,9007199254740991,'2026-01-02');
INSERT INTO "answer" VALUES('a2','r2','trunk','dont-know',NULL,NULL,'','',1,1,'2026-01-03');
INSERT INTO "answer" VALUES('a2','r3','trunk','unanswered',NULL,NULL,'','',2,4,'2026-01-04');
CREATE TABLE assessment (
	id VARCHAR(64) NOT NULL, 
	questionnaire VARCHAR(200) NOT NULL, 
	version VARCHAR(200) NOT NULL, 
	team VARCHAR(200) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_assessment PRIMARY KEY (id)
);
INSERT INTO "assessment" VALUES('a1','delivery-practices','1','Blue','2026-01-02');
INSERT INTO "assessment" VALUES('a2','delivery-practices','1','Grün 🚀 ‏قسم','2026-01-03');
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
INSERT INTO "greenlane_version" VALUES('0001');
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
CREATE TABLE respondent (
	assessment VARCHAR(64) NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_respondent PRIMARY KEY (assessment, id), 
	CONSTRAINT fk_respondent_assessment FOREIGN KEY(assessment) REFERENCES assessment (id) ON DELETE CASCADE
);
INSERT INTO "respondent" VALUES('a1','r1','2026-01-02');
INSERT INTO "respondent" VALUES('a2','r2','2026-01-03');
INSERT INTO "respondent" VALUES('a2','r3','2026-01-04');
CREATE TABLE resume (
	token_hash VARCHAR(64) NOT NULL, 
	assessment VARCHAR(64) NOT NULL, 
	respondent VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_resume PRIMARY KEY (token_hash), 
	CONSTRAINT fk_resume_respondent FOREIGN KEY(assessment, respondent) REFERENCES respondent (assessment, id) ON DELETE CASCADE
);
INSERT INTO "resume" VALUES('7f0c6a26e3a59b74a5ea34ad4d2ef1a22f7c9dbbd2d7e1e1c5d7f0a9e8b7c6d5','a1','r1','2026-01-02');
CREATE TABLE visitor (
	id VARCHAR(64) NOT NULL, 
	created_on DATE NOT NULL, 
	CONSTRAINT pk_visitor PRIMARY KEY (id)
);
INSERT INTO "visitor" VALUES('v1','2026-01-02');
CREATE INDEX ix_resume_assessment ON resume (assessment, respondent);
CREATE INDEX ix_holding_assessment ON holding (assessment, respondent);
COMMIT;
